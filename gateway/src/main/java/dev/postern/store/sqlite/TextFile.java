package dev.postern.store.sqlite;

import dev.postern.store.sqlite.segment.StorageFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file of the text index. It is beside the database, so that indexing never holds the turn of
/// the one who writes mail, and it holds nothing that cannot be made again: one that is missing,
/// damaged or of another database is started anew.
final class TextFile {
  private static final Logger LOG = LoggerFactory.getLogger(TextFile.class);
  private static final int VERSION = 2;
  private static final int PAGE = 4096;

  /// The tables that find documents.
  static final List<String> TABLES = List.of("field", "body", "words");

  private static final int CACHE_KIB = 32 * 1024;

  private static final String TRIGRAMS =
      "content='',contentless_delete=1,tokenize='trigram case_sensitive 1')";

  /// `page` says which contents documents are, `page_text` has their headers, the others find
  /// documents: by substrings of frequent fields and of the body, and by words. A row of them is
  /// `account << 32 | document`.
  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE state (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID",
          "CREATE TABLE indexed (account INTEGER PRIMARY KEY, generation INTEGER NOT NULL)",
          "CREATE TABLE page (account INTEGER NOT NULL, first INTEGER NOT NULL,"
              + " generation INTEGER NOT NULL, docs BLOB NOT NULL, PRIMARY KEY (account, first))"
              + " WITHOUT ROWID",
          "CREATE TABLE page_text (id INTEGER PRIMARY KEY, header BLOB NOT NULL)",
          "CREATE VIRTUAL TABLE field USING fts5(subject, sender, recipient, cc, bcc, " + TRIGRAMS,
          "CREATE VIRTUAL TABLE body USING fts5(text, " + TRIGRAMS,
          "CREATE VIRTUAL TABLE words USING fts5(subject, people, text,"
              + " content='',contentless_delete=1,tokenize=\"ascii tokenchars '@'\")");

  /// What a batch writes becomes one piece of an index and not one for each mebibyte, and eight
  /// pieces become one, so that less is written again.
  private static final Map<String, Integer> OPTIONS =
      Map.of("hashsize", 32 << 20, "automerge", 8, "pgsz", PAGE - 64);

  private final Path path;

  TextFile(Path path) {
    this.path = path;
  }

  /// Opens it for writing.
  ///
  /// @param mail the database it belongs to
  Db open(Db mail) {
    mail.run(
        "INSERT OR IGNORE INTO meta(name,number) VALUES('texts',?)",
        new SecureRandom().nextLong() >>> 1);
    long identity = mail.number("SELECT number FROM meta WHERE name='texts'");
    long last = mail.number("SELECT seq FROM sqlite_sequence WHERE name='blob'");
    try {
      Db db = writer();
      if (isOf(db, identity, last)) {
        return db;
      }
      db.close();
    } catch (StorageFailure e) {
      LOG.warn("the text index cannot be read and is made again: {}", String.valueOf(e.getCause()));
    }
    remove();
    Db db = writer();
    db.exec("BEGIN IMMEDIATE");
    SCHEMA.forEach(db::exec);
    for (String table : TABLES) {
      OPTIONS.forEach((option, value) ->
          db.run("INSERT INTO %1$s(%1$s,rank) VALUES(?,?)".formatted(table), option, value));
    }
    db.run("INSERT INTO state VALUES('version',?)", VERSION);
    db.run("INSERT INTO state VALUES('identity',?)", identity);
    db.run("INSERT INTO state VALUES('position',0)");
    db.exec("COMMIT");
    return db;
  }

  Db reader() {
    return Db.open(path, CACHE_KIB / 4, true);
  }

  Path path() {
    return path;
  }

  /// What a power failure may take is indexed again, so that commits need not wait for the disk.
  private Db writer() {
    Db db = Db.open(path, CACHE_KIB, false);
    db.exec("PRAGMA synchronous=NORMAL");
    return db;
  }

  private static boolean isOf(Db db, long identity, long last) {
    boolean made = db.number("SELECT count(*) FROM sqlite_master WHERE name='state'") > 0;
    return made
        && state(db, "version") == VERSION
        && state(db, "identity") == identity
        && state(db, "position") <= last;
  }

  static long state(Db db, String name) {
    return db.number("SELECT number FROM state WHERE name=?", name);
  }

  private void remove() {
    try {
      for (String suffix : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(path.resolveSibling(path.getFileName() + suffix));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
