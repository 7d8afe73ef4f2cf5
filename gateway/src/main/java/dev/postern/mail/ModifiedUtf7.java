package dev.postern.mail;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Mailbox names on the wire (RFC 3501 section 5.1.3): printable ASCII as it is, the rest as base64
/// of UTF-16 between `&` and `-`, with `,` for `/`.
public final class ModifiedUtf7 {
  private ModifiedUtf7() {}

  /// Returns the one canonical form of `name`.
  public static String encode(String name) {
    StringBuilder text = new StringBuilder(name.length() + 8);
    int i = 0;
    while (i < name.length()) {
      char c = name.charAt(i);
      if (c == '&') {
        text.append("&-");
        i++;
      } else if (isPrintable(c)) {
        text.append(c);
        i++;
      } else {
        int end = i;
        while (end < name.length() && !isPrintable(name.charAt(end))) {
          end++;
        }
        byte[] utf16 = name.substring(i, end).getBytes(StandardCharsets.UTF_16BE);
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(utf16);
        text.append('&').append(base64.replace('/', ',')).append('-');
        i = end;
      }
    }
    return text.toString();
  }

  /// Returns the name that `wire` stands for; empty unless `wire` is exactly what [#encode] writes
  /// for it (C-20).
  public static Optional<String> decode(String wire) {
    StringBuilder name = new StringBuilder(wire.length());
    int i = 0;
    while (i < wire.length()) {
      char c = wire.charAt(i);
      if (c != '&') {
        name.append(c);
        i++;
        continue;
      }
      int end = wire.indexOf('-', i);
      if (end < 0) {
        return Optional.empty();
      }
      if (end == i + 1) {
        name.append('&');
      } else if (!appendShifted(name, wire.substring(i + 1, end))) {
        return Optional.empty();
      }
      i = end + 1;
    }
    String decoded = name.toString();
    return isWellFormed(decoded) && encode(decoded).equals(wire)
        ? Optional.of(decoded)
        : Optional.empty();
  }

  private static boolean appendShifted(StringBuilder name, String base64) {
    if (base64.indexOf('/') >= 0) {
      return false;
    }
    try {
      byte[] utf16 = Base64.getDecoder().decode(base64.replace(',', '/'));
      name.append(new String(utf16, StandardCharsets.UTF_16BE));
      return utf16.length % 2 == 0;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(char c) {
    return c >= 0x20 && c <= 0x7e;
  }
}
