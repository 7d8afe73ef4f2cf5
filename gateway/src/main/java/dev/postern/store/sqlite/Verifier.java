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
      new Folders(db, account).all().forEach(folder -> count(account, folder));
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

  /// Compares the folder's counters with its pages.
  private void count(long account, FolderState folder) {
    long[] found = new long[5];
    long[] last = {0};
    new Numbering(db, account)
        .scan(
            folder,
            placement -> {
              found[0]++;
              found[1] += (placement.flags().system() & 1) == 0 ? 1 : 0;
              found[2] += (placement.flags().system() & 8) != 0 ? 1 : 0;
              found[3] += placement.size();
              found[4] = Math.max(found[4], placement.modseq());
              if (placement.uid() <= last[0] || placement.uid() >= folder.uidNext) {
                problems.add("account " + account + " folder " + folder.key + ": UIDs disordered");
              }
              last[0] = placement.uid();
            },
            () -> {});
    long messages =
        db.number(
            "SELECT count(DISTINCT message) FROM filed WHERE account=? AND folder=?",
            account,
            folder.key);
    long unread =
        db.number(
            "SELECT count(DISTINCT f.message) FROM filed f WHERE f.account=? AND f.folder=?"
                + " AND EXISTS (SELECT 1 FROM unread u WHERE u.account=f.account"
                + " AND u.received=f.received AND u.message=f.message)",
            account,
            folder.key);
    boolean right =
        found[0] == folder.exists
            && found[1] == folder.unseen
            && found[2] == folder.deleted
            && found[3] == folder.size
            && found[4] <= folder.modseq
            && messages == folder.messages
            && unread == folder.unread;
    if (!right) {
      problems.add(
          "account "
              + account
              + " folder "
              + folder.key
              + ": counted "
              + Arrays.toString(found)
              + " messages "
              + messages
              + " unread "
              + unread
              + ", row says "
              + folder.toFolder());
    }
  }
}
