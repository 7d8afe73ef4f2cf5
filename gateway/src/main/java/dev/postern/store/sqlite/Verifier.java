package dev.postern.store.sqlite;

import dev.postern.store.sqlite.segment.Place;
import dev.postern.store.sqlite.segment.SegmentContent;
import dev.postern.store.sqlite.segment.SegmentFiles;
import dev.postern.store.sqlite.segment.StoredBlob;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Checks everything on one snapshot.
final class Verifier {
  private static final int CHUNK = 64 * 1024;

  private final Db db;
  private final SegmentFiles files;
  private final List<String> problems = new ArrayList<>();
  private long bodies;

  Verifier(Db db, SegmentFiles files) {
    this.db = db;
    this.files = files;
  }

  Verification verify() {
    db.each(
        rows -> {
          if (!"ok".equals(rows.getString(1))) {
            problems.add("database: " + rows.getString(1));
          }
        },
        "PRAGMA integrity_check");
    db.each(
        rows ->
            check(
                rows.getLong(1),
                new Place(rows.getLong(2), rows.getLong(3), rows.getLong(4)),
                rows.getBytes(5)),
        "SELECT id,segment,start,length,sha256 FROM blob ORDER BY segment,start");
    problem(
        "message without content",
        "SELECT count(*) FROM message m WHERE NOT EXISTS"
            + " (SELECT 1 FROM content c JOIN blob b ON b.id=c.id WHERE c.id=m.blob)");
    problem(
        "queued mail without bytes",
        "SELECT count(*) FROM queue q WHERE NOT EXISTS"
            + " (SELECT 1 FROM blob b WHERE b.id=q.blob)");
    for (long account :
        db.list(rows -> rows.getLong(1), "SELECT id FROM account WHERE deleted=0")) {
      problems.addAll(new AccountCheck(db, account).run());
    }
    return new Verification(bodies, List.copyOf(problems));
  }

  private void problem(String what, String sql) {
    long count = db.number(sql);
    if (count > 0) {
      problems.add(what + ": " + count);
    }
  }

  private void check(long id, Place place, byte[] sha256) {
    bodies++;
    try {
      Optional<SegmentContent> content = files.open(place);
      if (content.isEmpty()) {
        problems.add("body " + id + ": segment " + place.segment() + " is missing");
      } else if (!Arrays.equals(sha256, digest(content.get()))) {
        problems.add("body " + id + " in segment " + place.segment() + " is damaged");
      }
    } catch (RuntimeException e) {
      problems.add("body " + id + " in segment " + place.segment() + ": " + e.getCause());
    }
  }

  private static byte[] digest(SegmentContent opened) {
    try (SegmentContent content = opened) {
      MessageDigest digest = StoredBlob.digest();
      byte[] chunk = new byte[CHUNK];
      for (long at = 0; at < content.size(); at += chunk.length) {
        digest.update(chunk, 0, content.read(at, chunk, 0, chunk.length));
      }
      return digest.digest();
    }
  }
}
