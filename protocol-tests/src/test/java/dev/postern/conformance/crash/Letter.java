package dev.postern.conformance.crash;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A message whose every byte follows from its token, so that a damaged one is recognised.
///
/// @param token names it, in the Subject too; letters, digits and `-`
/// @param lines of the text, some 60 bytes each
record Letter(String token, int lines) {
  /// Returns the message, its lines ended by CRLF.
  String text(String from, String to) {
    return "From: <%s>\r\nTo: <%s>\r\nSubject: %s\r\nX-Lines: %d\r\nMessage-ID: <%s@crash.example>\r\n\r\n%s"
        .formatted(from, to, token, lines, token, body());
  }

  private String body() {
    var body = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      body.append("line ").append(i).append(" of ").append(token).append(" and so on\r\n");
    }
    return body + "end of " + token + "\r\n";
  }

  /// Reads the token of stored bytes; throws when one byte of the text is not what was sent.
  ///
  /// A message that the API built has another text: it must have the right last line.
  static String tokenOf(byte[] stored) {
    String message = new String(stored, StandardCharsets.ISO_8859_1);
    int head = message.indexOf("\r\n\r\n");
    if (head < 0) {
      throw new AssertionError("half a message: " + message);
    }
    String header = "\r\n" + message.substring(0, head + 2);
    String token = field(header, "Subject").orElseThrow(() -> new AssertionError(header));
    Optional<String> lines = field(header, "X-Lines");
    boolean whole =
        lines.isPresent()
            ? message
                .substring(head + 4)
                .equals(new Letter(token, Integer.parseInt(lines.get())).body())
            : message.contains("end of " + token);
    if (!whole) {
      throw new AssertionError("not the whole of " + token + ", " + stored.length + " bytes");
    }
    return token;
  }

  private static Optional<String> field(String header, String name) {
    int at = header.indexOf("\r\n" + name + ": ");
    if (at < 0) {
      return Optional.empty();
    }
    int start = at + name.length() + 4;
    return Optional.of(header.substring(start, header.indexOf("\r\n", start)));
  }
}
