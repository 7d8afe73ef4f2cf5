package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.AnnotationStore;
import dev.postern.mailbox.FolderId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Clients' notes in the embedded engine; those of an account itself have folder number 0.
final class SqliteAnnotations implements AnnotationStore {
  private final Committer committer;
  private final Readers readers;

  SqliteAnnotations(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public SortedMap<String, byte[]> annotations(AccountId account, Optional<FolderId> folder) {
    SortedMap<String, byte[]> notes = new TreeMap<>();
    return readers.read(db -> {
      db.each(
          rows -> notes.put(rows.getString(1), rows.getBytes(2)),
          "SELECT entry,value FROM annotation WHERE account=? AND folder=?",
          account.value(),
          key(folder));
      return notes;
    });
  }

  @Override
  public void annotate(
      AccountId account, Optional<FolderId> folder, Map<String, Optional<byte[]>> notes, int most) {
    committer.commit(writer -> {
      Db db = writer.db();
      long id = account.value();
      long key = key(folder);
      requireFolder(db, id, key);
      notes.forEach((entry, value) -> {
        if (value.isEmpty()) {
          db.run("DELETE FROM annotation WHERE account=? AND folder=? AND entry=?", id, key, entry);
        } else {
          db.run("INSERT OR REPLACE INTO annotation VALUES(?,?,?,?)", id, key, entry, value.get());
        }
      });
      long kept =
          db.number("SELECT count(*) FROM annotation WHERE account=? AND folder=?", id, key);
      if (kept > most) {
        throw new GatewayException(Fault.LIMIT, "too many annotations");
      }
      return kept;
    });
  }

  private static void requireFolder(Db db, long account, long key) {
    String sql =
        key == 0
            ? "SELECT count(*) FROM account WHERE id=?1 AND deleted=0 AND ?2=0"
            : "SELECT count(*) FROM folder WHERE account=? AND folder=?";
    if (db.number(sql, account, key) == 0) {
      throw new GatewayException(Fault.NOT_FOUND, "no such mailbox");
    }
  }

  private static long key(Optional<FolderId> folder) {
    return folder.map(FolderKeys::of).orElse(0L);
  }
}
