package dev.postern.store.sqlite;

import dev.postern.mail.Digest;
import dev.postern.mail.DigestCodec;
import dev.postern.mail.Wire;
import dev.postern.mail.WireCodec;
import dev.postern.mailbox.MessageId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The message, content and thread rows of one account.
final class Messages {
  static final String COLUMNS =
      "m.id,m.thread,m.received,m.revision,m.blob,m.attachment,m.places,m.reply_to,m.metadata,"
          + "m.subject,m.verdict";

  /// Messages whose places one statement reads.
  private static final int AT_ONCE = 64;

  private static final String AMONG =
      " WHERE account=? AND id IN (?" + ",?".repeat(AT_ONCE - 1) + ")";

  private static final String SOME_PLACES = "SELECT id,places FROM message" + AMONG;
  private static final String SOME = "SELECT " + COLUMNS + " FROM message m" + AMONG;

  private final Db db;
  private final long account;

  /// Where messages lie, as far as it was asked or said.
  private final Map<MessageId, List<MessageRow.Place>> places = new HashMap<>();

  /// Whose places are not written yet.
  private final Set<MessageId> moved = new HashSet<>();

  Messages(Db db, long account) {
    this.db = db;
    this.account = account;
  }

  Optional<MessageRow> get(long id) {
    return db.one(
        this::present,
        "SELECT " + COLUMNS + " FROM message m WHERE account=? AND id=?",
        account,
        id);
  }

  /// Returns many messages, in the order asked, leaving out those that are gone.
  List<MessageRow> get(List<Long> ids) {
    if (ids.size() == 1) {
      return get(ids.getFirst()).stream().toList();
    }
    Map<MessageId, MessageRow> found = new HashMap<>();
    for (int from = 0; from < ids.size(); from += AT_ONCE) {
      Object[] values = new Object[1 + AT_ONCE];
      values[0] = account;
      for (int i = 0; i < AT_ONCE; i++) {
        values[1 + i] = ids.get(Math.min(from + i, ids.size() - 1));
      }
      db.each(
          rows -> {
            MessageRow row = present(rows);
            found.put(new MessageId(row.id()), row);
          },
          SOME,
          values);
    }
    List<MessageRow> rows = new ArrayList<>(ids.size());
    for (long id : ids) {
      MessageRow row = found.get(new MessageId(id));
      if (row != null) {
        rows.add(row);
      }
    }
    return rows;
  }

  /// Reads a row with the places it has now, written or not.
  MessageRow present(ResultSet rows) throws SQLException {
    MessageRow row = read(rows);
    MessageId id = new MessageId(row.id());
    if (moved.contains(id)) {
      return row.at(places(row.id()));
    }
    places.put(id, List.copyOf(row.places()));
    return row;
  }

  /// Reads where many messages lie, in few statements.
  void learnPlaces(Collection<Long> ids) {
    List<Long> asked =
        ids.stream().filter(id -> !places.containsKey(new MessageId(id))).distinct().toList();
    for (int from = 0; from + AT_ONCE <= asked.size(); from += AT_ONCE) {
      Object[] values = new Object[1 + AT_ONCE];
      values[0] = account;
      for (int i = 0; i < AT_ONCE; i++) {
        values[1 + i] = asked.get(from + i);
      }
      db.each(
          rows ->
              places.put(new MessageId(rows.getLong(1)), MessageRow.unpackPlaces(rows.getBytes(2))),
          SOME_PLACES,
          values);
    }
  }

  void insert(MessageRow row, long base) {
    places.put(new MessageId(row.id()), List.copyOf(row.places()));
    db.run(
        "INSERT INTO message VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
        account,
        row.id(),
        row.thread(),
        row.received(),
        row.revision(),
        row.blob(),
        row.attachment() ? 1 : 0,
        MessageRow.pack(row.places()),
        row.replyTo() == 0 ? null : row.replyTo(),
        base == 0 ? null : base,
        MessageRow.pack(row.metadata()),
        row.subject(),
        row.verdict().map(VerdictCodec::pack).orElse(null));
  }

  /// Returns where a message lies; nowhere if it does not exist.
  List<MessageRow.Place> places(long id) {
    return places.computeIfAbsent(new MessageId(id), _ -> storedPlaces(id));
  }

  private List<MessageRow.Place> storedPlaces(long id) {
    return db.one(
            rows -> MessageRow.unpackPlaces(rows.getBytes(1)),
            "SELECT places FROM message WHERE account=? AND id=?",
            account,
            id)
        .orElse(List.of());
  }

  /// Says where a message lies from now on. Written by [#flush]: a command may say it several times
  /// of one message.
  void setPlaces(long id, List<MessageRow.Place> wanted) {
    MessageId message = new MessageId(id);
    places.put(message, List.copyOf(wanted));
    moved.add(message);
  }

  /// Writes what changed, in the order of the table.
  void flush() {
    long[] ids = moved.stream().mapToLong(MessageId::value).sorted().toArray();
    for (long id : ids) {
      db.run(
          "UPDATE message SET places=? WHERE account=? AND id=?",
          MessageRow.pack(places(id)),
          account,
          id);
    }
    moved.clear();
  }

  void delete(long id) {
    places.put(new MessageId(id), List.of());
    moved.remove(new MessageId(id));
    db.run("DELETE FROM message WHERE account=? AND id=?", account, id);
  }

  void setMetadata(long id, Map<String, String> metadata) {
    db.run(
        "UPDATE message SET metadata=? WHERE account=? AND id=?",
        MessageRow.pack(metadata),
        account,
        id);
  }

  /// Gives a message its next revision.
  void setContent(
      MessageRow old, int revision, long blob, Digest digest, List<MessageRow.Place> wanted) {
    places.put(new MessageId(old.id()), List.copyOf(wanted));
    moved.remove(new MessageId(old.id()));
    long base = IndexRows.base(digest.subject());
    db.run(
        "UPDATE message SET revision=?,blob=?,attachment=?,places=?,base=?,subject=?"
            + " WHERE account=? AND id=?",
        revision,
        blob,
        digest.hasAttachment() ? 1 : 0,
        MessageRow.pack(wanted),
        base == 0 ? null : base,
        digest.subject().toLowerCase(Locale.ROOT),
        account,
        old.id());
  }

  void insertContent(long blob, Digest digest) {
    db.run(
        "INSERT INTO content(id,wire,digest) VALUES(?,?,?)",
        blob,
        WireCodec.encode(digest.wire()),
        DigestCodec.encode(digest));
  }

  Optional<Wire> wire(long id, int revision) {
    Optional<Wire> present =
        db.one(
            rows -> WireCodec.decode(rows.getBytes(1)),
            "SELECT c.wire FROM message m JOIN content c ON c.id=m.blob"
                + " WHERE m.account=? AND m.id=? AND m.revision=?",
            account,
            id,
            revision);
    return present.or(() ->
        db.one(
            rows -> WireCodec.decode(rows.getBytes(1)),
            "SELECT c.wire FROM earlier e JOIN content c ON c.id=e.blob"
                + " WHERE e.account=? AND e.message=? AND e.revision=?",
            account,
            id,
            revision));
  }

  Optional<Digest> digest(long blob) {
    return db.one(
        rows -> DigestCodec.decode(rows.getBytes(2), WireCodec.decode(rows.getBytes(1))),
        "SELECT wire,digest FROM content WHERE id=?",
        blob);
  }

  /// Returns what was computed of one content of a message, the present or an earlier one.
  Optional<Digest> digest(long id, int revision) {
    String present = "SELECT blob FROM message WHERE account=? AND id=? AND revision=?";
    String earlier = "SELECT blob FROM earlier WHERE account=? AND message=? AND revision=?";
    return db.one(rows -> rows.getLong(1), present, account, id, revision)
        .or(() -> db.one(rows -> rows.getLong(1), earlier, account, id, revision))
        .flatMap(this::digest);
  }

  /// Returns the thread itself or what it was merged into; 0 if it does not exist.
  long thread(long id) {
    long alias = db.number("SELECT thread FROM thread_alias WHERE account=? AND id=?", account, id);
    long real = alias == 0 ? id : alias;
    return db.number("SELECT id FROM thread WHERE account=? AND id=?", account, real);
  }

  /// Returns a thread's messages, oldest first.
  List<MessageRow> ofThread(long thread) {
    return db.list(
        this::present,
        "SELECT " + COLUMNS + " FROM message m WHERE account=? AND thread=? ORDER BY received, id",
        account,
        thread);
  }

  void threadGrew(long thread, long received) {
    db.run(
        "INSERT INTO thread(account,id,newest) VALUES(?,?,?)"
            + " ON CONFLICT DO UPDATE SET newest=max(newest,excluded.newest)",
        account,
        thread,
        received);
  }

  /// Takes the thread's place in the listing from its messages; without any it is gone.
  void threadShrank(long thread) {
    Optional<Long> newest =
        db.one(
            rows -> rows.getLong(1),
            "SELECT received FROM message WHERE account=? AND thread=?"
                + " ORDER BY received DESC LIMIT 1",
            account,
            thread);
    if (newest.isPresent()) {
      db.run(
          "UPDATE thread SET newest=? WHERE account=? AND id=? AND newest<>?",
          newest.get(),
          account,
          thread,
          newest.get());
    } else {
      db.run("DELETE FROM thread WHERE account=? AND id=?", account, thread);
      db.run("DELETE FROM thread_alias WHERE account=? AND thread=?", account, thread);
    }
  }

  static MessageRow read(ResultSet rows) throws SQLException {
    return new MessageRow(
        rows.getLong(1),
        rows.getLong(2),
        rows.getLong(3),
        rows.getInt(4),
        rows.getLong(5),
        rows.getInt(6) != 0,
        MessageRow.unpackPlaces(rows.getBytes(7)),
        rows.getLong(8),
        MessageRow.unpackMetadata(rows.getBytes(9)),
        rows.getString(10),
        VerdictCodec.unpack(rows.getBytes(11)));
  }
}
