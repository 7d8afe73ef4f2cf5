package dev.postern.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Text of header fields, decoded (RFC 2047) and free of control characters.
public final class EncodedWords {
  /// Longest encoded word that is recognised; RFC 2047 allows 75, some senders write whole
  /// subjects.
  private static final int MAX_WORD = 4_000;

  private record Word(String charset, char encoding, byte[] octets, int end) {}

  private EncodedWords() {}

  /// Decodes the encoded words in `text`; what is no valid encoded word stays as it is.
  ///
  /// White space between two encoded words is dropped, and octets of neighbours in one charset are
  /// joined before they are decoded, since real senders split characters between words.
  public static String decode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    ByteArrayOutputStream pending = new ByteArrayOutputStream();
    String charset = "";
    int at = 0;
    while (at < text.length()) {
      int start = text.indexOf("=?", at);
      Word word = start < 0 ? null : word(text, start);
      int plainEnd = start < 0 ? text.length() : word == null ? start + 2 : start;
      String between = text.substring(at, plainEnd);
      boolean joins = word != null && !charset.isEmpty() && between.isBlank();
      String next = word == null ? "" : word.charset();
      if (!joins || !next.equalsIgnoreCase(charset)) {
        flush(pending, charset, out);
        out.append(joins ? "" : between);
      }
      charset = next;
      pending.writeBytes(word == null ? new byte[0] : word.octets());
      at = word == null ? plainEnd : word.end();
    }
    flush(pending, charset, out);
    return clean(out.toString());
  }

  /// Decodes octets held as ISO-8859-1 characters: raw 8-bit text as UTF-8, else windows-1252, then
  /// encoded words.
  public static String decodeRaw(String octets) {
    return decode(raw(octets));
  }

  /// Decodes raw 8-bit text only; what is no octets but text already stays as it is.
  static String raw(String octets) {
    boolean ascii = octets.chars().allMatch(c -> c < 0x80);
    boolean text = octets.chars().anyMatch(c -> c > 0xff);
    return ascii || text ? octets : Charsets.guess(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Replaces control characters and line separators by spaces, so that decoded text cannot carry a
  /// header line into a message made from it.
  static String clean(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i))) {
        out = out == null ? new StringBuilder(text) : out;
        out.setCharAt(i, ' ');
      }
    }
    return out == null ? text : out.toString();
  }

  static boolean isControl(char c) {
    return c < ' ' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029';
  }

  private static void flush(ByteArrayOutputStream pending, String charset, StringBuilder out) {
    if (pending.size() > 0) {
      out.append(Charsets.decode(pending.toByteArray(), charset));
      pending.reset();
    }
  }

  // encoded-word = "=?" charset ["*" language] "?" encoding "?" encoded-text "?="
  private static @Nullable Word word(String text, int start) {
    int limit = Math.min(text.length(), start + MAX_WORD);
    int charsetEnd = find(text, '?', start + 2, Math.min(limit, start + 64));
    if (charsetEnd <= start + 2 || charsetEnd + 2 >= limit || text.charAt(charsetEnd + 2) != '?') {
      return null;
    }
    char encoding = Character.toUpperCase(text.charAt(charsetEnd + 1));
    int textEnd = find(text, '?', charsetEnd + 3, limit);
    if (textEnd < 0 || textEnd + 1 >= text.length() || text.charAt(textEnd + 1) != '=') {
      return null;
    }
    String charset = text.substring(start + 2, charsetEnd);
    int language = charset.indexOf('*');
    String encoded = text.substring(charsetEnd + 3, textEnd);
    byte[] octets = encoding == 'B' ? base64(encoded) : encoding == 'Q' ? quoted(encoded) : null;
    return octets == null
        ? null
        : new Word(
            language > 0 ? charset.substring(0, language) : charset, encoding, octets, textEnd + 2);
  }

  private static int find(String text, char wanted, int from, int limit) {
    for (int i = from; i < limit; i++) {
      if (text.charAt(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static byte @Nullable [] base64(String encoded) {
    int end = encoded.length();
    while (end > 0 && encoded.charAt(end - 1) == '=') {
      end--;
    }
    // A single left-over digit holds no octet.
    end -= end % 4 == 1 ? 1 : 0;
    try {
      return Base64.getDecoder().decode(encoded.substring(0, end));
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static byte[] quoted(String encoded) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      int high = c == '=' && i + 2 < encoded.length() ? hex(encoded.charAt(i + 1)) : -1;
      int low = high >= 0 ? hex(encoded.charAt(i + 2)) : -1;
      if (low >= 0) {
        out.write(high << 4 | low);
        i += 2;
      } else if (c == '_') {
        out.write(' ');
      } else {
        out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static int hex(char c) {
    return Character.digit(c, 16);
  }

  /// Writes text for an unstructured field or a display name as encoded words of UTF-8, at most 75
  /// characters each, separated by spaces at which the field may be folded.
  static String encode(String text) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (from < text.length()) {
      int to = from;
      int octets = 0;
      while (to < text.length()) {
        int point = text.codePointAt(to);
        int width = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        if (octets + width > 45) {
          break;
        }
        octets += width;
        to += Character.charCount(point);
      }
      byte[] chunk = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
      out.append(from == 0 ? "" : " ").append("=?UTF-8?B?");
      out.append(Base64.getEncoder().encodeToString(chunk)).append("?=");
      from = to;
    }
    return out.toString();
  }
}
