package dev.postern.store.sqlite;

import dev.postern.store.sqlite.segment.Disk;
import dev.postern.store.sqlite.segment.SegmentFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Makes a data directory from a backup.
final class Restoration {
  private static final long UIDS = 100_000;
  private static final long SEQS = 1_000_000;
  private static final long HIGHEST_UID = 0xffff_ffffL;

  private final Path backup;
  private final EngineOptions data;

  Restoration(Path backup, Path data) {
    this.backup = backup;
    this.data = EngineOptions.in(data);
  }

  Restore run() {
    try {
      Manifest manifest = Manifest.check(backup);
      try (DirectoryLock _ = DirectoryLock.take(data.directory())) {
        if (Files.exists(data.database())) {
          throw new EngineRefusal("there is a database already in " + data.directory());
        }
        refuseRemains();
        SegmentFiles.makePrivate(data.segments());
        Path unfinished = data.directory().resolve("postern.db.restoring");
        for (Manifest.Entry entry : manifest.files()) {
          Path target = data.directory().resolve(entry.path());
          boolean database = target.equals(data.database());
          copy(backup.resolve(entry.path()), database ? unfinished : target);
        }
        // A journal that a restore left when it was cut off belongs to another copy.
        Files.deleteIfExists(beside(unfinished, "-journal"));
        Restore done = raise(unfinished);
        Manifest.force(unfinished);
        new Disk().forceDirectory(data.segments());
        Files.move(unfinished, data.database());
        new Disk().forceDirectory(data.directory());
        return done;
      }
    } catch (IOException e) {
      throw new EngineRefusal("the backup cannot be restored: " + e.getMessage(), e);
    }
  }

  /// What SQLite left beside an older database would be applied to the restored one.
  private void refuseRemains() {
    for (String suffix : List.of("-wal", "-journal")) {
      Path remains = beside(data.database(), suffix);
      if (Files.exists(remains)) {
        throw new EngineRefusal("there is a part of another database: " + remains);
      }
    }
  }

  private static Path beside(Path database, String suffix) {
    return database.resolveSibling(database.getFileName() + suffix);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.deleteIfExists(to);
    Files.copy(from, to);
    Manifest.force(to);
  }

  private static Restore raise(Path database) {
    try (Db db = Db.openCopy(database)) {
      db.exec("BEGIN IMMEDIATE");
      db.run("UPDATE account SET seq=seq+?", SEQS);
      db.run("UPDATE account SET trimmed=seq");
      db.run("UPDATE meta SET number=number+? WHERE name='uidvalidity'", UIDS);
      db.run("UPDATE sqlite_sequence SET seq=seq+?", UIDS);
      long renumbered = renumberFull(db);
      db.run("UPDATE folder SET uidnext=uidnext+? WHERE uidnext<=?", UIDS, HIGHEST_UID - UIDS);
      db.run(
          "UPDATE folder SET modseq=(SELECT seq FROM account a WHERE a.id=folder.account),"
              + "tombs=(SELECT seq FROM account a WHERE a.id=folder.account)");
      db.run("DELETE FROM tomb");
      // A text index that is there belongs to other mail.
      db.run("DELETE FROM meta WHERE name='texts'");
      touchPages(db);
      Restore done =
          new Restore(
              db.number("SELECT count(*) FROM account"),
              db.number("SELECT count(*) FROM message"),
              UIDS,
              SEQS,
              renumbered);
      db.exec("COMMIT");
      return done;
    }
  }

  private record Key(long account, long folder) {}

  private static long renumberFull(Db db) {
    List<Key> full =
        db.list(
            rows -> new Key(rows.getLong(1), rows.getLong(2)),
            "SELECT account,folder FROM folder WHERE uidnext>?",
            HIGHEST_UID - UIDS);
    for (Key key : full) {
      db.run(
          "UPDATE folder SET uidvalidity=? WHERE account=? AND folder=?",
          UidValidity.next(db),
          key.account(),
          key.folder());
    }
    return full.size();
  }

  private record PageKey(Key key, long first) {}

  /// Gives every placement the new MODSEQ: a client may have seen flags that are lost now.
  private static void touchPages(Db db) {
    List<PageKey> pages =
        db.list(
            rows -> new PageKey(new Key(rows.getLong(1), rows.getLong(2)), rows.getLong(3)),
            "SELECT account,folder,first FROM page");
    for (PageKey each : pages) {
      long seq = db.number("SELECT seq FROM account WHERE id=?", each.key().account());
      Pages one = new Pages(db, each.key().account());
      PlacementPage page = one.holding(each.key().folder(), each.first()).orElseThrow();
      for (int i = 0; i < page.count; i++) {
        page.touch(i, seq);
      }
      one.flush();
    }
  }
}
