package dev.postern.store.sqlite;

import dev.postern.mailbox.FolderColours;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.SystemFolder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The folder and subscription rows of one account.
final class Folders {
  private static final String SELECT =
      "SELECT folder,name,uidvalidity,uidnext,modseq,present,unseen,deleted,messages,unread,size,"
          + "keywords,tombs FROM folder WHERE account=? ";

  private static final List<String> TABLES =
      List.of("folder", "page", "page_cold", "filed", "tomb", "annotation", "folder_colour");

  private final Db db;
  private final long account;

  Folders(Db db, long account) {
    this.db = db;
    this.account = account;
  }

  Optional<FolderState> get(long key) {
    return db.one(Folders::read, SELECT + "AND folder=?", account, key);
  }

  /// Returns the folder with this full name, already in its canonical spelling.
  Optional<FolderState> named(String name) {
    return db.one(Folders::read, SELECT + "AND name=?", account, name);
  }

  List<FolderState> all() {
    return db.list(
        Folders::read,
        SELECT + "ORDER BY CASE WHEN folder<=6 THEN folder ELSE 7 END, name",
        account);
  }

  /// Returns the folders below `name`, deepest levels included.
  List<FolderState> below(String name) {
    return db.list(
        Folders::read, SELECT + "AND name>=? AND name<?", account, name + "/", name + "0");
  }

  /// Returns how many placements of all folders are unread.
  long unseen() {
    return db.number("SELECT sum(unseen) FROM folder WHERE account=?", account);
  }

  /// Returns the colours of the folders that have any.
  Map<FolderId, FolderColours> colours() {
    Map<FolderId, FolderColours> colours = new HashMap<>();
    db.each(
        rows ->
            colours.put(
                FolderKeys.id(rows.getLong(1)),
                new FolderColours(rows.getString(2), rows.getString(3))),
        "SELECT folder,text,background FROM folder_colour WHERE account=?",
        account);
    return colours;
  }

  void setColours(long key, FolderColours colours) {
    db.run(
        "INSERT INTO folder_colour VALUES(?,?,?,?) ON CONFLICT DO UPDATE SET text=excluded.text,"
            + "background=excluded.background",
        account,
        key,
        colours.text(),
        colours.background());
  }

  void insert(FolderState state) {
    db.run(
        "INSERT INTO folder VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        account,
        state.key,
        state.name,
        state.uidValidity,
        state.uidNext,
        state.modseq,
        state.exists,
        state.unseen,
        state.deleted,
        state.messages,
        state.unread,
        state.size,
        state.packedKeywords(),
        state.tombs);
  }

  void update(FolderState state) {
    db.run(
        "UPDATE folder SET name=?,uidnext=?,modseq=?,present=?,unseen=?,deleted=?,messages=?,"
            + "unread=?,size=?,keywords=? WHERE account=? AND folder=?",
        state.name,
        state.uidNext,
        state.modseq,
        state.exists,
        state.unseen,
        state.deleted,
        state.messages,
        state.unread,
        state.size,
        state.packedKeywords(),
        account,
        state.key);
    state.dirty = false;
  }

  void delete(long key) {
    for (String table : TABLES) {
      db.run("DELETE FROM " + table + " WHERE account=? AND folder=?", account, key);
    }
  }

  Set<String> subscriptions() {
    return new TreeSet<>(
        db.list(
            rows -> rows.getString(1), "SELECT name FROM subscription WHERE account=?", account));
  }

  /// Returns whether anything changed.
  boolean subscribe(String name, boolean subscribed) {
    String sql =
        subscribed
            ? "INSERT OR IGNORE INTO subscription(account,name) VALUES(?,?)"
            : "DELETE FROM subscription WHERE account=? AND name=?";
    return db.run(sql, account, name) > 0;
  }

  /// Returns the spelling that is stored: a first level that names a system folder in any letter
  /// case is that folder.
  static String canonical(String name) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? name : name.substring(0, slash);
    return SystemFolder.named(first)
        .map(system -> system.imapName() + (slash < 0 ? "" : name.substring(slash)))
        .orElse(name);
  }

  private static FolderState read(ResultSet rows) throws SQLException {
    FolderState state =
        new FolderState(rows.getLong(1), rows.getString(2), rows.getLong(3), rows.getLong(5));
    state.uidNext = rows.getLong(4);
    state.exists = rows.getInt(6);
    state.unseen = rows.getInt(7);
    state.deleted = rows.getInt(8);
    state.messages = rows.getInt(9);
    state.unread = rows.getInt(10);
    state.size = rows.getLong(11);
    state.keywords = FolderState.unpackKeywords(rows.getBytes(12));
    state.tombs = rows.getLong(13);
    return state;
  }
}
