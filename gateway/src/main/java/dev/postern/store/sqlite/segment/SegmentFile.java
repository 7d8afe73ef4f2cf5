package dev.postern.store.sqlite.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// One segment open for reading, shared by all who read it.
final class SegmentFile {
  final long id;

  /// Guarded by [SegmentFiles].
  int pins;

  private final Path path;
  private @Nullable FileChannel channel;

  SegmentFile(long id, Path path) {
    this.id = id;
    this.path = path;
  }

  /// Returns the open file. A thread that is interrupted while it reads closes a channel for all
  /// who share it, so it is opened anew when that happened.
  synchronized FileChannel channel() {
    FileChannel open = channel;
    if (open == null || !open.isOpen()) {
      try {
        open = FileChannel.open(path, StandardOpenOption.READ);
      } catch (IOException e) {
        throw StorageFailure.of("segment " + id + " cannot be opened", e).forClient();
      }
      channel = open;
    }
    return open;
  }

  synchronized void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw StorageFailure.of("segment " + id + " cannot be closed", e).forClient();
      }
    }
  }
}
