package dev.postern.mail.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/// Folder names as names of files: what a file system might not take is written as `%41`.
final class FileNames {
  /// In octets; file systems take 255.
  private static final int LONGEST = 180;

  private static final Set<String> TAKEN =
      Set.of("cur", "new", "tmp", "con", "prn", "aux", "nul", "postern-folder", "postern-index");

  private FileNames() {}

  /// Returns one level of a folder's name as a file's name. Of very long ones only the beginning is
  /// readable.
  static String of(String level) {
    String name = escaped(level, FileNames::isPlain);
    String lower = name.toLowerCase(Locale.ROOT);
    if (TAKEN.contains(lower) || name.startsWith(".")) {
      name = octet(name.charAt(0)) + name.substring(1);
    }
    if (name.endsWith(".") || name.endsWith(" ")) {
      int last = name.length() - 1;
      name = name.substring(0, last) + octet(name.charAt(last));
    }
    for (String suffix : Set.of(".mbox", ".eml", ".sbd", ".part")) {
      if (lower.endsWith(suffix)) {
        name = name.substring(0, name.length() - suffix.length()) + "%2E" + suffix.substring(1);
      }
    }
    byte[] octets = name.getBytes(StandardCharsets.UTF_8);
    if (octets.length <= LONGEST) {
      return name;
    }
    String hash = HexFormat.of().toHexDigits(Arrays.hashCode(octets));
    return escaped(level.substring(0, Math.min(level.length(), 40)), c -> c < 0x7f && isPlain(c))
        + "%7E"
        + hash;
  }

  /// Returns a text as printable ASCII without spaces.
  static String ascii(String text) {
    return escaped(text, c -> c > ' ' && c < 0x7f && c != '%');
  }

  private static boolean isPlain(int c) {
    return c >= ' ' && c != 0x7f && "%/\\:*?\"<>|".indexOf(c) < 0;
  }

  private static String escaped(String text, IntPredicate plain) {
    StringBuilder name = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (plain.test(c)) {
            name.appendCodePoint(c);
          } else {
            for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
              name.append(octet(octet));
            }
          }
        });
    return name.toString();
  }

  private static String octet(int octet) {
    return "%" + HexFormat.of().withUpperCase().toHexDigits((byte) octet);
  }

  /// Undoes the escapes; a text with others stays as it is.
  static String decode(String name) {
    if (name.indexOf('%') < 0) {
      return name;
    }
    ByteArrayOutputStream octets = new ByteArrayOutputStream(name.length());
    byte[] written = name.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < written.length; i++) {
      if (written[i] != '%') {
        octets.write(written[i]);
      } else if (i + 2 < written.length
          && HexFormat.isHexDigit(written[i + 1])
          && HexFormat.isHexDigit(written[i + 2])) {
        octets.write(HexFormat.fromHexDigits(name(written, i + 1)));
        i += 2;
      } else {
        return name;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(octets.toByteArray()))
          .toString();
    } catch (CharacterCodingException _) {
      return name;
    }
  }

  private static String name(byte[] octets, int at) {
    return new String(octets, at, 2, StandardCharsets.US_ASCII);
  }
}
