package dev.postern.store.sqlite;

import dev.postern.store.sqlite.segment.Appender;
import dev.postern.store.sqlite.segment.SegmentFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a start does to the segment files: a crash may leave octets that no row names, never a row
/// that names missing octets.
final class SegmentRepair {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentRepair.class);

  private final Db db;
  private final SegmentFiles files;

  SegmentRepair(Db db, SegmentFiles files) {
    this.db = db;
    this.files = files;
  }

  /// Removes files that no row names and cuts the newest shared one after its last named octet.
  void run(Appender appender) throws IOException {
    Set<Long> named = new HashSet<>(db.list(rows -> rows.getLong(1), "SELECT id FROM segment"));
    List<Long> present = files.present();
    for (long id : present) {
      if (!named.contains(id)) {
        LOG.info("segment {} is named by no row: removed", id);
        files.retire(id);
      }
    }
    for (long id : named) {
      if (!present.contains(id)) {
        LOG.error("segment {} is missing: its messages cannot be read", id);
      }
    }
    long newest = db.number("SELECT max(id) FROM segment WHERE own=0");
    if (newest != 0 && Files.exists(files.path(newest))) {
      resume(appender, newest);
    }
  }

  private void resume(Appender appender, long newest) throws IOException {
    long end = db.number("SELECT max(start+length) FROM blob WHERE segment=?", newest);
    long size = Files.size(files.path(newest));
    if (size < end) {
      LOG.error("segment {} ends at {}, rows name octets up to {}", newest, size, end);
      return;
    }
    if (size > end) {
      LOG.info("segment {}: {} octets that no row names were cut off", newest, size - end);
    }
    appender.resume(newest, end);
  }
}
