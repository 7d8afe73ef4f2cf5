package dev.postern.mail;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Messages for tests, written as text with LF or CRLF line ends.
final class Messages {
  private Messages() {}

  /// Returns the text's octets, each LF made CRLF.
  static MemorySegment of(String text) {
    return raw(text.replace("\r\n", "\n").replace("\n", "\r\n"));
  }

  /// Returns the text's octets as they are.
  static MemorySegment raw(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  static String structure(MemorySegment message) {
    return text(MessageReader.read(message).wire().bodyStructure());
  }

  static String envelope(MemorySegment message) {
    return text(MessageReader.read(message).wire().envelope());
  }

  /// Returns what stands in the part's body.
  static String body(MemorySegment message, Part part) {
    return Octets.latin1(message, part.bodyStart(), part.bodyEnd());
  }
}
