package dev.postern.store.sqlite;

import dev.postern.mail.Digest;
import dev.postern.mail.Mailbox;
import dev.postern.mailbox.MessageQuery;
import dev.postern.store.sqlite.segment.StoredBlob;
import dev.postern.threads.BaseSubject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The rows by which messages of one account are found: addresses and Message-IDs.
final class IndexRows {
  static final int FROM = 1;
  static final int TO = 2;
  static final int CC = 4;
  static final int BCC = 8;

  private final Db db;
  private final long account;

  IndexRows(Db db, long account) {
    this.db = db;
    this.account = account;
  }

  void insert(long message, long received, Digest digest) {
    each(
        digest,
        (address, role) ->
            db.run(
                "INSERT OR IGNORE INTO address VALUES(?,?,?,?,?)",
                account,
                address,
                role,
                received,
                message));
    for (long hash : references(digest)) {
      db.run("INSERT OR IGNORE INTO reference VALUES(?,?,?)", account, hash, message);
    }
  }

  void delete(long message, long received, Digest digest) {
    each(
        digest,
        (address, role) ->
            db.run(
                "DELETE FROM address WHERE account=? AND address=? AND role=? AND received=?"
                    + " AND message=?",
                account,
                address,
                role,
                received,
                message));
    for (long hash : references(digest)) {
      db.run(
          "DELETE FROM reference WHERE account=? AND hash=? AND message=?", account, hash, message);
    }
  }

  private interface Standing {
    void in(String address, int role);
  }

  private static void each(Digest digest, Standing visit) {
    each(digest.from(), FROM, visit);
    each(digest.to(), TO, visit);
    each(digest.cc(), CC, visit);
    each(digest.bcc(), BCC, visit);
  }

  private static void each(List<Mailbox> mailboxes, int role, Standing visit) {
    for (Mailbox mailbox : mailboxes) {
      visit.in(mailbox.email().toLowerCase(Locale.ROOT), role);
    }
  }

  /// Writes by which metadata a message is found.
  void insertPairs(long message, long received, Map<String, String> metadata) {
    for (long pair : pairs(metadata)) {
      db.run("INSERT OR IGNORE INTO pair VALUES(?,?,?,?)", account, pair, received, message);
    }
  }

  void deletePairs(long message, long received, Map<String, String> metadata) {
    for (long pair : pairs(metadata)) {
      db.run(
          "DELETE FROM pair WHERE account=? AND pair=? AND received=? AND message=?",
          account,
          pair,
          received,
          message);
    }
  }

  /// Writes the pairs of all messages that have metadata.
  static void fillPairs(Db db) {
    record Described(long account, long message, long received, Map<String, String> metadata) {}
    List<Described> all =
        db.list(
            rows ->
                new Described(
                    rows.getLong(1),
                    rows.getLong(2),
                    rows.getLong(3),
                    MessageRow.unpackMetadata(rows.getBytes(4))),
            "SELECT account,id,received,metadata FROM message WHERE length(metadata)>0");
    for (Described each : all) {
      new IndexRows(db, each.account())
          .insertPairs(each.message(), each.received(), each.metadata());
    }
  }

  /// Returns the hashes of the pairs that can be asked for.
  static Set<Long> pairs(Map<String, String> metadata) {
    Set<Long> hashes = new HashSet<>();
    metadata.forEach((key, value) -> {
      if (MessageQuery.INDEXED.contains(key)) {
        hashes.add(hash(key + ':' + value));
      }
    });
    return hashes;
  }

  private static Set<Long> references(Digest digest) {
    Set<Long> hashes = new HashSet<>();
    String own = digest.messageId();
    if (own != null) {
      hashes.add(hash(own));
    }
    digest.inReplyTo().forEach(id -> hashes.add(hash(id)));
    digest.references().forEach(id -> hashes.add(hash(id)));
    return hashes;
  }

  /// Returns the hash of a subject's base; 0 for an empty one.
  static long base(String subject) {
    String base = BaseSubject.of(subject).text();
    return base.isEmpty() ? 0 : hash(base);
  }

  /// Returns the first 64 bits of a SHA-256, never 0.
  static long hash(String text) {
    byte[] digest = StoredBlob.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    long hash = ByteBuffer.wrap(digest).getLong();
    return hash == 0 ? 1 : hash;
  }
}
