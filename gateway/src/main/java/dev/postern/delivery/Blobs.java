package dev.postern.delivery;

import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import dev.postern.mailbox.MailStore;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Makes bodies out of slices of others; a large one never stands in memory.
public final class Blobs {
  private static final int STEP = 1 << 16;

  private Blobs() {}

  /// Writes the slices one after another.
  ///
  /// @return a body that the caller closes
  /// @throws dev.postern.fault.GatewayException with STORAGE_FULL or UNAVAILABLE
  public static Blob of(MailStore store, List<MemorySegment> slices) {
    try (BlobSink sink = store.sink()) {
      for (MemorySegment slice : slices) {
        write(sink, slice);
      }
      return sink.finish();
    }
  }

  private static void write(BlobSink sink, MemorySegment slice) {
    byte[] buffer = new byte[(int) Math.min(STEP, slice.byteSize())];
    for (long at = 0; at < slice.byteSize(); at += buffer.length) {
      int length = (int) Math.min(buffer.length, slice.byteSize() - at);
      MemorySegment.copy(slice, ValueLayout.JAVA_BYTE, at, buffer, 0, length);
      sink.write(buffer, 0, length);
    }
  }
}
