package dev.postern.mail;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/// Octets to text, whatever label they carry; nothing here throws.
///
/// The result has at most two characters for each octet. Octets that mean nothing become U+FFFD.
public final class Charsets {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  /// Labels whose usual meaning in mail differs from the registry's, or that the JDK does not know.
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("iso-8859-1", "windows-1252"),
          Map.entry("latin1", "windows-1252"),
          Map.entry("iso-8859-8-i", "iso-8859-8"),
          Map.entry("iso-8859-8-e", "iso-8859-8"),
          Map.entry("iso-8859-9", "windows-1254"),
          Map.entry("iso-8859-11", "x-iso-8859-11"),
          Map.entry("gb2312", "gb18030"),
          Map.entry("gbk", "gb18030"),
          Map.entry("x-gbk", "gb18030"),
          Map.entry("ks_c_5601-1987", "x-windows-949"),
          Map.entry("ks_c_5601", "x-windows-949"),
          Map.entry("euc-kr", "x-windows-949"),
          Map.entry("shift_jis", "windows-31j"),
          Map.entry("shift-jis", "windows-31j"),
          Map.entry("x-sjis", "windows-31j"),
          Map.entry("big5", "big5-hkscs"),
          Map.entry("x-big5", "big5-hkscs"),
          Map.entry("macintosh", "x-macroman"),
          Map.entry("x-mac-roman", "x-macroman"),
          Map.entry("utf8", "utf-8"),
          Map.entry("cesu-8", "utf-8"),
          Map.entry("unicode-1-1-utf-8", "utf-8"));

  private Charsets() {}

  /// Decodes with the named charset; an unknown, empty or 7-bit name is decoded as [#guess] does.
  public static String decode(byte[] octets, String charset) {
    return decode(ByteBuffer.wrap(octets), charset);
  }

  /// Decodes what remains in the buffer, as [#decode(byte[], String)] does.
  public static String decode(ByteBuffer octets, String charset) {
    String label = charset.strip().toLowerCase(Locale.ROOT);
    String name = ALIASES.getOrDefault(label, label);
    // UTF-7 hides markup from filters; an ASCII label on 8-bit text says nothing.
    boolean unlabelled = name.isEmpty() || name.contains("utf-7");
    if (unlabelled || name.length() > 40 || !isSupported(name)) {
      return guess(octets);
    }
    Charset known = Charset.forName(name);
    return known.equals(StandardCharsets.US_ASCII) ? guess(octets) : replacing(octets, known);
  }

  /// Decodes unlabelled octets: UTF-8 if they are, else windows-1252.
  public static String guess(byte[] octets) {
    return guess(ByteBuffer.wrap(octets));
  }

  private static String guess(ByteBuffer octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(octets.duplicate()).toString();
    } catch (CharacterCodingException _) {
      return replacing(octets, WINDOWS_1252);
    }
  }

  private static boolean isSupported(String name) {
    try {
      return Charset.isSupported(name);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  // A few of the JDK's multi-byte decoders have thrown on hostile input; then each octet is itself.
  private static String replacing(ByteBuffer octets, Charset charset) {
    try {
      CharBuffer decoded =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPLACE)
              .onUnmappableCharacter(CodingErrorAction.REPLACE)
              .decode(octets.duplicate());
      return decoded.toString();
    } catch (CharacterCodingException | RuntimeException _) {
      return StandardCharsets.ISO_8859_1.decode(octets.duplicate()).toString();
    }
  }
}
