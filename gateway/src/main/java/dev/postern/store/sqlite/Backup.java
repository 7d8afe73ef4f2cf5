package dev.postern.store.sqlite;

import dev.postern.store.sqlite.segment.Disk;
import dev.postern.store.sqlite.segment.SegmentFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Copies a running store: segments are held first, then the database is copied as one snapshot,
/// then the segments it names. What is appended meanwhile stands behind the octets that are copied.
final class Backup {
  private static final int CACHE_KIB = 8 * 1024;

  private final EngineOptions options;
  private final SegmentFiles files;

  Backup(EngineOptions options, SegmentFiles files) {
    this.options = options;
    this.files = files;
  }

  private record Part(long segment, long length) {}

  void write(Path directory) {
    try (SegmentFiles.Hold _ = files.hold()) {
      SegmentFiles.makePrivate(directory);
      refuseFull(directory);
      EngineOptions copy = EngineOptions.in(directory);
      try (Db source = Db.open(options.database(), CACHE_KIB, false)) {
        source.run("VACUUM INTO ?", copy.database().toString());
      }
      List<Manifest.Entry> entries = new ArrayList<>();
      try (Db snapshot = Db.openCopy(copy.database());
          SegmentFiles copied = new SegmentFiles(copy.segments(), new Disk(), 0)) {
        for (Part part : parts(snapshot)) {
          copy(part, copied.path(part.segment()));
          entries.add(Manifest.entry(directory, copied.path(part.segment())));
        }
        verify(snapshot, copied);
      }
      Manifest.force(copy.database());
      entries.add(Manifest.entry(directory, copy.database()));
      new Disk().forceDirectory(copy.segments());
      new Manifest(entries).write(directory);
      new Disk().forceDirectory(directory);
    } catch (IOException e) {
      throw new EngineRefusal("the backup cannot be written: " + e.getMessage(), e);
    }
  }

  private static void refuseFull(Path directory) throws IOException {
    try (Stream<Path> present = Files.list(directory)) {
      if (present.findAny().isPresent()) {
        throw new EngineRefusal("the backup directory is not empty: " + directory);
      }
    }
  }

  private static List<Part> parts(Db snapshot) {
    return snapshot.list(
        rows -> new Part(rows.getLong(1), rows.getLong(2)),
        "SELECT s.id, coalesce((SELECT max(start+length) FROM blob b WHERE b.segment=s.id),0)"
            + " FROM segment s ORDER BY s.id");
  }

  private void copy(Part part, Path target) throws IOException {
    try (FileChannel from = FileChannel.open(files.path(part.segment()), StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long at = 0;
      while (at < part.length()) {
        long moved = from.transferTo(at, part.length() - at, to);
        if (moved <= 0) {
          throw new IOException("segment " + part.segment() + " ends too early");
        }
        at += moved;
      }
      to.force(true);
    }
  }

  private static void verify(Db snapshot, SegmentFiles copied) {
    Verification found = new Verifier(snapshot, copied).verify();
    if (!found.isClean()) {
      throw new EngineRefusal("the store is damaged: " + String.join("; ", found.problems()));
    }
  }
}
