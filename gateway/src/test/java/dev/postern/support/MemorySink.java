package dev.postern.support;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;

/// A body in memory, with room for so much.
public final class MemorySink implements BlobSink {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final long room;
  private boolean closed;

  /// Makes a sink that is full after `room` octets.
  public MemorySink(long room) {
    this.room = room;
  }

  /// Returns a finished body.
  public static Blob blob(byte[] octets) {
    return new Blob() {
      @Override
      public long size() {
        return octets.length;
      }

      @Override
      public MemorySegment bytes() {
        return MemorySegment.ofArray(octets);
      }

      @Override
      public void close() {}
    };
  }

  /// Says whether it was closed.
  public boolean closed() {
    return closed;
  }

  @Override
  public void write(byte[] octets, int offset, int length) {
    if (bytes.size() + length > room) {
      throw new GatewayException(Fault.STORAGE_FULL, "no space");
    }
    bytes.write(octets, offset, length);
  }

  @Override
  public long length() {
    return bytes.size();
  }

  @Override
  public Blob finish() {
    return blob(bytes.toByteArray());
  }

  @Override
  public void close() {
    closed = true;
  }
}
