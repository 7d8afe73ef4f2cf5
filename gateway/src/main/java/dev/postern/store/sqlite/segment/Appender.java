package dev.postern.store.sqlite.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
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
  private final Executor syncs;

  /// The sync that was started and not waited for.
  private @Nullable CompletableFuture<Void> started;

  /// Makes an appender that starts a new segment with its first body.
  ///
  /// @param rollAt octets after which the next group starts a new segment
  /// @param syncs runs what [#startSync] starts
  public Appender(SegmentFiles files, long rollAt, Executor syncs) {
    this.files = files;
    this.rollAt = rollAt;
    this.syncs = syncs;
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

  /// Starts to make everything appended durable, while its caller goes on with the database;
  /// [#sync] waits for it. Worth it after a group's last body.
  public void startSync() {
    FileChannel open = channel;
    if (open == null || !unsynced || started != null) {
      return;
    }
    writeOut();
    // If it cannot be started, [#sync] still has it to do.
    started = CompletableFuture.runAsync(() -> force(open), syncs);
    unsynced = false;
  }

  private void force(FileChannel open) {
    try {
      files.disk().force(open);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeOut() {
    try {
      drain();
    } catch (IOException e) {
      throw StorageFailure.of("segment " + segment + " cannot be written", e);
    }
  }

  /// Makes everything appended durable.
  public void sync() {
    FileChannel open = channel;
    try {
      awaitStarted();
      if (open != null && unsynced) {
        writeOut();
        force(open);
        unsynced = false;
      }
    } catch (UncheckedIOException e) {
      // After a failed sync nobody knows what is on disk: never write to this file again.
      broken = true;
      throw StorageFailure.of(
          "segment " + segment + " cannot be synced", Objects.requireNonNull(e.getCause()));
    }
  }

  private void awaitStarted() {
    CompletableFuture<Void> running = started;
    started = null;
    if (running == null) {
      return;
    }
    try {
      running.join();
    } catch (CompletionException e) {
      broken = true;
      if (e.getCause() instanceof UncheckedIOException failed) {
        throw failed;
      }
      throw e;
    }
  }

  /// Takes the group back. Only before the database was asked to commit: a commit that failed may
  /// still have happened, and then its rows name these octets.
  public void rewind() {
    try {
      awaitStarted();
    } catch (UncheckedIOException e) {
      broken = true;
    }
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
