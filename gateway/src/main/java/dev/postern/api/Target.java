package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A request target taken apart (RFC 9112 section 3.2): path segments, decoded after splitting, so
/// that an encoded `/` stays inside its segment; and the query.
///
/// Empty segments are dropped: a doubled leading slash and a trailing one are tolerated.
///
/// @param rawPath the path as it came
record Target(String rawPath, List<String> segments, Query query) {
  /// Reads a target in origin or absolute form.
  ///
  /// @throws GatewayException with SYNTAX for bad percent-encoding
  static Target parse(String text) {
    int mark = text.indexOf('?');
    String path = mark < 0 ? text : text.substring(0, mark);
    int scheme = path.indexOf("://");
    if (scheme > 0 && path.charAt(0) != '/') {
      int slash = path.indexOf('/', scheme + 3);
      path = slash < 0 ? "/" : path.substring(slash);
    }
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(decode(segment, false));
      }
    }
    return new Target(
        path, List.copyOf(segments), Query.parse(mark < 0 ? "" : text.substring(mark + 1)));
  }

  /// Undoes percent-encoding.
  ///
  /// @param form whether `+` means a space
  static String decode(String text, boolean form) {
    if (text.indexOf('%') < 0 && (!form || text.indexOf('+') < 0)) {
      return text;
    }
    ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        octets.write(hex(text, i + 1) << 4 | hex(text, i + 2));
        i += 2;
      } else if (c == '+' && form) {
        octets.write(' ');
      } else {
        octets.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(octets.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new GatewayException(Fault.SYNTAX, "request target is not UTF-8", e);
    }
  }

  private static int hex(String text, int index) {
    int digit = index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
    if (digit < 0) {
      throw new GatewayException(Fault.SYNTAX, "bad percent-encoding in the request target");
    }
    return digit;
  }
}
