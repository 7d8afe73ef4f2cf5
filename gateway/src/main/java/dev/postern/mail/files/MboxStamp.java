package dev.postern.mail.files;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The lines that an export puts on top of each message of an mbox.
///
/// @param octets of all those lines
record MboxStamp(Stamp stamp, int octets) {
  private static final String NAME = "X-Postern-Export: ";

  /// Reads them, if `head` begins with them.
  static Optional<MboxStamp> read(byte[] head) {
    String first = MboxReader.firstLine(head, 0);
    if (!first.startsWith(NAME)) {
      return Optional.empty();
    }
    int at = first.length();
    for (String name : StatusFields.WRITTEN) {
      String next = MboxReader.firstLine(head, at);
      at += next.startsWith(name + ":") ? next.length() : 0;
    }
    int octets = at;
    return Stamp.parse(first.substring(NAME.length())).map(stamp -> new MboxStamp(stamp, octets));
  }

  static byte[] write(Stamp stamp) {
    return (NAME + stamp + "\n" + StatusFields.written(stamp.flags()))
        .getBytes(StandardCharsets.US_ASCII);
  }
}
