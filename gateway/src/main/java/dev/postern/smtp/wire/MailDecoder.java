package dev.postern.smtp.wire;

/// Takes a mail's octets out of what a client sends. Not thread-safe.
public sealed interface MailDecoder permits DataDecoder, ChunkDecoder, LenientDecoder {
  /// Decodes what came.
  ///
  /// @return how many octets of `in` belonged to the mail and its marks: all of them, unless
  ///   [#ended]
  int decode(byte[] in);

  /// Returns the array that holds what the last [#decode] yielded, valid until the next and until
  /// what was decoded changes.
  byte[] output();

  /// Returns how many octets of [#output] count.
  int length();

  /// Says whether what comes next are commands.
  boolean ended();

  /// Says whether the mail, if it ended here, would have a bare CR, a bare LF or a NUL that it may
  /// not have.
  boolean broken();
}
