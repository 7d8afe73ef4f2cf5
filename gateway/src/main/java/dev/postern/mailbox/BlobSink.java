package dev.postern.mailbox;

/// Takes a message's bytes as they arrive. One thread at a time; closing without [#finish] leaves
/// nothing behind.
public interface BlobSink extends AutoCloseable {
  /// Appends bytes.
  ///
  /// @throws dev.postern.fault.GatewayException with STORAGE_FULL or UNAVAILABLE
  void write(byte[] bytes, int offset, int length);

  /// Returns the octets written so far.
  long length();

  /// Ends the body. The sink is of no more use.
  Blob finish();

  @Override
  void close();
}
