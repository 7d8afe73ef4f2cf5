package dev.postern.store.sqlite.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where bytes meet the disk. A test puts a failing one in its place.
public class Disk {
  /// Writes all of `bytes` at `position`.
  public void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /// Makes what was written durable.
  public void force(FileChannel channel) throws IOException {
    channel.force(false);
  }

  /// Makes a file's creation, renaming or removal in `directory` durable.
  public void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
