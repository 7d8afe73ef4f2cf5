package dev.postern.store.sqlite.segment;

import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps a small body in memory and moves on to a segment of its own when it grows.
public final class SegmentSink implements BlobSink {
  private static final int FIRST = 4096;

  private final SegmentFiles files;
  private final int inMemory;
  private final MessageDigest digest = StoredBlob.digest();
  private byte[] buffer = new byte[FIRST];
  private int buffered;
  private long written;
  private long segment;
  private @Nullable FileChannel channel;
  private boolean ended;

  /// Makes a sink.
  ///
  /// @param inMemory the most octets of a body that stays in memory
  public SegmentSink(SegmentFiles files, int inMemory) {
    this.files = files;
    this.inMemory = inMemory;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (ended) {
      throw new IllegalStateException("the body has ended");
    }
    digest.update(bytes, offset, length);
    int at = offset;
    int left = length;
    while (left > 0) {
      int room = roomFor(left);
      System.arraycopy(bytes, at, buffer, buffered, room);
      buffered += room;
      at += room;
      left -= room;
    }
  }

  /// Returns how many of `wanted` octets fit the buffer now, at least one.
  private int roomFor(int wanted) {
    if (buffered + wanted <= inMemory && channel == null) {
      if (buffered + wanted > buffer.length) {
        int size = Math.min(inMemory, Math.max(buffered + wanted, 2 * buffer.length));
        buffer = Arrays.copyOf(buffer, size);
      }
      return wanted;
    }
    if (buffered == buffer.length || channel == null) {
      spill();
    }
    return Math.min(wanted, buffer.length - buffered);
  }

  private void spill() {
    try {
      FileChannel open = channel;
      if (open == null) {
        segment = files.nextId();
        open = files.create(segment);
        channel = open;
      }
      files.disk().write(open, ByteBuffer.wrap(buffer, 0, buffered), written);
      written += buffered;
      buffered = 0;
    } catch (IOException e) {
      throw StorageFailure.of("segment " + segment + " cannot be written", e).forClient();
    }
  }

  @Override
  public long length() {
    return written + buffered;
  }

  @Override
  public Blob finish() {
    if (ended) {
      throw new IllegalStateException("the body has ended");
    }
    FileChannel open = channel;
    if (open == null) {
      ended = true;
      return new StoredBlob.InMemory(Arrays.copyOf(buffer, buffered), digest.digest());
    }
    spill();
    try {
      files.disk().force(open);
      files.disk().forceDirectory(files.directory());
      open.close();
    } catch (IOException e) {
      throw StorageFailure.of("segment " + segment + " cannot be synced", e).forClient();
    }
    ended = true;
    channel = null;
    return new StoredBlob.OnDisk(files, new Place(segment, 0, written), digest.digest());
  }

  @Override
  public void close() {
    FileChannel open = channel;
    if (open == null) {
      return;
    }
    channel = null;
    ended = true;
    try {
      open.close();
    } catch (IOException e) {
      throw StorageFailure.of("segment " + segment + " cannot be closed", e).forClient();
    } finally {
      files.retire(segment);
    }
  }
}
