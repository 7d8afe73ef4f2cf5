package dev.postern.store.sqlite.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Appends small bodies to the current segment. Used by one thread: the committer, or a compaction
/// with an appender of its own.
///
/// Between [#mark] and [#sync] stands one group; what it wrote is garbage if the group fails.
public final class Appender implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final SegmentFiles files;
  private final long rollAt;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private @Nullable FileChannel channel;
  private long segment;
  private long position;
  private long marked;
  private boolean broken;
  private boolean unsynced;

  /// Makes an appender that starts a new segment with its first body.
  ///
  /// @param rollAt octets after which the next group starts a new segment
  public Appender(SegmentFiles files, long rollAt) {
    this.files = files;
    this.rollAt = rollAt;
  }

  /// Goes on at the end of an existing segment, after cutting off what no row names.
  public void resume(long id, long end) throws IOException {
    FileChannel open = FileChannel.open(files.path(id), StandardOpenOption.WRITE);
    open.truncate(end);
    channel = open;
    segment = id;
    position = end;
  }

  /// Starts a group.
  public void mark() {
    marked = position;
  }

  /// Returns the segment that is being written; 0 if there is none yet. May be called by any
  /// thread's compaction only through the committer.
  public long current() {
    return segment;
  }

  /// Returns the octets in the current segment.
  public long size() {
    return position;
  }

  /// Appends one body; it is on disk after [#sync].
  public Place append(byte[] bytes) {
    try {
      ready();
      Place place = new Place(segment, position, bytes.length);
      int at = 0;
      while (at < bytes.length) {
        if (!buffer.hasRemaining()) {
          drain();
        }
        int part = Math.min(buffer.remaining(), bytes.length - at);
        buffer.put(bytes, at, part);
        at += part;
        position += part;
      }
      unsynced = true;
      return place;
    } catch (IOException e) {
      throw StorageFailure.of("segment " + segment + " cannot be written", e);
    }
  }

  private void ready() throws IOException {
    if (channel != null && !broken && position < rollAt) {
      return;
    }
    if (channel != null) {
      finishSegment();
    }
    segment = files.nextId();
    channel = files.create(segment);
    files.disk().forceDirectory(files.directory());
    position = 0;
    marked = 0;
    broken = false;
  }

  private void finishSegment() throws IOException {
    if (!broken) {
      sync();
    }
    buffer.clear();
    close();
  }

  private void drain() throws IOException {
    FileChannel open = channel;
    if (open != null) {
      buffer.flip();
      try {
        files.disk().write(open, buffer, position - buffer.limit());
      } finally {
        buffer.clear();
      }
    }
  }

  /// Makes everything appended durable.
  public void sync() {
    FileChannel open = channel;
    if (open == null || !unsynced) {
      return;
    }
    try {
      drain();
    } catch (IOException e) {
      throw StorageFailure.of("segment " + segment + " cannot be written", e);
    }
    try {
      files.disk().force(open);
      unsynced = false;
    } catch (IOException e) {
      // After a failed sync nobody knows what is on disk: never write to this file again.
      broken = true;
      throw StorageFailure.of("segment " + segment + " cannot be synced", e);
    }
  }

  /// Takes the group back. Only before the database was asked to commit: a commit that failed may
  /// still have happened, and then its rows name these octets.
  public void rewind() {
    buffer.clear();
    unsynced = false;
    position = marked;
    FileChannel open = channel;
    if (open != null) {
      try {
        open.truncate(position);
      } catch (IOException e) {
        broken = true;
      }
    }
  }

  @Override
  public void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw StorageFailure.of("segment " + segment + " cannot be closed", e);
      }
    }
  }
}
