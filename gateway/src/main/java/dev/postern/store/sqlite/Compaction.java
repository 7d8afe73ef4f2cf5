package dev.postern.store.sqlite;

import dev.postern.store.sqlite.segment.Appender;
import dev.postern.store.sqlite.segment.Place;
import dev.postern.store.sqlite.segment.SegmentContent;
import dev.postern.store.sqlite.segment.SegmentFiles;
import dev.postern.store.sqlite.segment.StoredBlob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Frees the disk of deleted bodies: living ones are copied out of segments that are mostly
/// garbage, synced, and their rows repointed; then the old file goes when nobody reads it.
///
/// A crash leaves a copy that no row names, which the next start removes.
final class Compaction implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
  private static final int SLICE = 200;

  private final Committer committer;
  private final Readers readers;
  private final SegmentFiles files;
  private final Appender current;
  private final Appender copies;

  private volatile boolean stopped;

  Compaction(
      Committer committer, Readers readers, SegmentFiles files, Appender current, long rollAt) {
    this.committer = committer;
    this.readers = readers;
    this.files = files;
    this.current = current;
    this.copies = new Appender(files, rollAt, Runnable::run);
  }

  private record Segment(long id, long live) {}

  private record Body(long id, Place place, byte[] sha256) {}

  private record Copy(Body body, Place place) {}

  /// Ends the work after the segment that is under way.
  void stop() {
    stopped = true;
  }

  /// Removes empty segments and compacts those of which less than half lives.
  synchronized void run() {
    committer.commit(this::removeEmpty);
    for (long segment : wasteful()) {
      if (stopped) {
        return;
      }
      compact(segment);
      committer.commit(this::removeEmpty);
    }
  }

  /// Runs in the committer, so that no transaction takes a body of a segment it removes.
  private int removeEmpty(Job.Writer writer) {
    List<Long> empty =
        writer
            .db()
            .list(
                rows -> rows.getLong(1),
                "SELECT id FROM segment s WHERE live<=0"
                    + " AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.segment=s.id)");
    for (long id : empty) {
      if (id != current.current() && id != copies.current() && !files.isOffered(id)) {
        writer.db().run("DELETE FROM segment WHERE id=?", id);
        writer.afterCommit().add(() -> files.retire(id));
      }
    }
    return empty.size();
  }

  private List<Long> wasteful() {
    List<Segment> shared =
        committer.commit(writer ->
            writer
                .db()
                .list(
                    rows -> new Segment(rows.getLong(1), rows.getLong(2)),
                    "SELECT id,live FROM segment WHERE own=0 AND id<>? AND id<>?",
                    current.current(),
                    copies.current()));
    return shared.stream().filter(this::isWasteful).map(Segment::id).toList();
  }

  private boolean isWasteful(Segment segment) {
    try {
      return Files.exists(files.path(segment.id()))
          && 2 * segment.live() < Files.size(files.path(segment.id()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compact(long segment) {
    long[] after = {-1};
    int kept = 0;
    while (true) {
      List<Body> bodies =
          readers.read(db ->
              db.list(
                  rows ->
                      new Body(
                          rows.getLong(1),
                          new Place(segment, rows.getLong(2), rows.getLong(3)),
                          rows.getBytes(4)),
                  "SELECT id,start,length,sha256 FROM blob WHERE segment=? AND start>?"
                      + " ORDER BY start LIMIT ?",
                  segment,
                  after[0],
                  SLICE));
      if (bodies.isEmpty()) {
        LOG.info("segment {} is compacted: {} living bodies were copied out of it", segment, kept);
        return;
      }
      after[0] = bodies.getLast().place().offset();
      List<Copy> made = bodies.stream().map(this::copy).flatMap(Optional::stream).toList();
      copies.sync();
      kept += made.size();
      committer.commit(writer -> repoint(writer.db(), segment, made));
    }
  }

  private Optional<Copy> copy(Body body) {
    Optional<SegmentContent> opened = files.open(body.place());
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[(int) body.place().length()];
    try (SegmentContent content = opened.get()) {
      content.read(0, bytes, 0, bytes.length);
    }
    if (!Arrays.equals(StoredBlob.digest().digest(bytes), body.sha256())) {
      LOG.error("body {} is damaged; it stays in segment {}", body.id(), body.place().segment());
      return Optional.empty();
    }
    return Optional.of(new Copy(body, copies.append(bytes)));
  }

  /// A body that was deleted meanwhile has no row to repoint; its copy is garbage.
  private static boolean repoint(Db db, long segment, List<Copy> made) {
    for (Copy copy : made) {
      Place place = copy.place();
      int moved =
          db.run(
              "UPDATE blob SET segment=?,start=? WHERE id=? AND segment=?",
              place.segment(),
              place.offset(),
              copy.body().id(),
              segment);
      if (moved > 0) {
        db.run("UPDATE segment SET live=live-? WHERE id=?", place.length(), segment);
        db.run(
            "INSERT INTO segment(id,own,live) VALUES(?,0,?)"
                + " ON CONFLICT DO UPDATE SET live=live+excluded.live",
            place.segment(),
            place.length());
      }
    }
    return true;
  }

  @Override
  public synchronized void close() {
    copies.close();
  }
}
