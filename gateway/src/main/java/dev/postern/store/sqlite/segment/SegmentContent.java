package dev.postern.store.sqlite.segment;

import dev.postern.mailbox.Content;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A body in a segment file, read straight from the file.
public final class SegmentContent implements Content {
  /// Longer bodies are mapped, not read.
  private static final long MAPPED_FROM = 256 * 1024;

  private final SegmentFiles files;
  private final SegmentFile file;
  private final Place place;
  private @Nullable MemorySegment bytes;
  private @Nullable Arena arena;
  private boolean closed;

  SegmentContent(SegmentFiles files, SegmentFile file, Place place) {
    this.files = files;
    this.file = file;
    this.place = place;
  }

  @Override
  public long size() {
    return place.length();
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    int wanted = (int) Math.min(length, Math.max(0, place.length() - position));
    read(position, ByteBuffer.wrap(target, offset, wanted));
    return wanted;
  }

  @Override
  public void read(long position, ByteBuffer target) {
    Objects.checkFromIndexSize(position, target.remaining(), place.length());
    try {
      fill(target, place.offset() + position);
    } catch (IOException e) {
      throw StorageFailure.of("segment " + file.id + " cannot be read", e).forClient();
    }
  }

  private void fill(ByteBuffer into, long from) throws IOException {
    long at = from;
    while (into.hasRemaining()) {
      int got;
      try {
        got = file.channel().read(into, at);
      } catch (ClosedChannelException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        continue;
      }
      if (got < 0) {
        throw new IOException("the file ends before the body does");
      }
      at += got;
    }
  }

  @Override
  public MemorySegment bytes() {
    MemorySegment known = bytes;
    if (known == null) {
      known = place.length() < MAPPED_FROM ? readAll() : map();
      bytes = known;
    }
    return known;
  }

  private MemorySegment readAll() {
    byte[] all = new byte[(int) place.length()];
    read(0, all, 0, all.length);
    return MemorySegment.ofArray(all).asReadOnly();
  }

  /// The arena is closed with the content.
  @SuppressWarnings("MustBeClosedChecker")
  private MemorySegment map() {
    Arena own = Arena.ofShared();
    try {
      MemorySegment mapped =
          file.channel().map(FileChannel.MapMode.READ_ONLY, place.offset(), place.length(), own);
      arena = own;
      return mapped;
    } catch (IOException e) {
      own.close();
      throw StorageFailure.of("segment " + file.id + " cannot be mapped", e).forClient();
    }
  }

  @Override
  public FileChannel file() {
    return file.channel();
  }

  @Override
  public long fileOffset() {
    return place.offset();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (arena != null) {
      arena.close();
    }
    files.unpin(file);
  }
}
