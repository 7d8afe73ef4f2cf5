package dev.postern.api;

import dev.postern.mailbox.BlobSink;
import java.io.OutputStream;

/// Writes into a message body of the store.
final class SinkStream extends OutputStream {
  private final BlobSink sink;

  SinkStream(BlobSink sink) {
    this.sink = sink;
  }

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    sink.write(bytes, offset, length);
  }
}
