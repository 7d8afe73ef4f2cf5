package dev.postern.store.sqlite;

import dev.postern.mail.Digest;
import dev.postern.mail.Mailbox;
import dev.postern.store.sqlite.segment.StoredBlob;
import dev.postern.threads.BaseSubject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
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
    roles(digest)
        .forEach((address, roles) ->
            db.run(
                "INSERT OR REPLACE INTO address VALUES(?,?,?,?,?)",
                account,
                address,
                received,
                message,
                roles));
    for (long hash : references(digest)) {
      db.run("INSERT OR IGNORE INTO reference VALUES(?,?,?)", account, hash, message);
    }
  }

  void delete(long message, long received, Digest digest) {
    for (String address : roles(digest).keySet()) {
      db.run(
          "DELETE FROM address WHERE account=? AND address=? AND received=? AND message=?",
          account,
          address,
          received,
          message);
    }
    for (long hash : references(digest)) {
      db.run(
          "DELETE FROM reference WHERE account=? AND hash=? AND message=?", account, hash, message);
    }
  }

  private static Map<String, Integer> roles(Digest digest) {
    Map<String, Integer> roles = new HashMap<>();
    add(roles, digest.from(), FROM);
    add(roles, digest.to(), TO);
    add(roles, digest.cc(), CC);
    add(roles, digest.bcc(), BCC);
    return roles;
  }

  private static void add(Map<String, Integer> roles, List<Mailbox> mailboxes, int role) {
    for (Mailbox mailbox : mailboxes) {
      roles.merge(mailbox.email().toLowerCase(Locale.ROOT), role, (a, b) -> a | b);
    }
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
