package dev.postern.store.sqlite;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MessageId;
import dev.postern.outbound.Due;
import dev.postern.outbound.Lane;
import dev.postern.outbound.QueueTx.Attempt;
import dev.postern.outbound.QueuedMail;
import dev.postern.outbound.Wishes;
import dev.postern.outbound.Wishes.Notify;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads rows of the tables `queue` (as q) and `recipient` (as r).
final class QueueRows {
  static final String MAIL =
      "q.id,q.account,q.message,q.sender,q.strip_bcc,q.queued,q.expires,q.ret,q.envelope_id,"
          + "q.require_tls,q.verdict";
  static final String DUE =
      MAIL
          + ",r.id,r.address,r.domain,r.due,r.attempts,r.tried,r.remote,r.diagnostic,r.notify,"
          + "r.original";

  private static final int PAGE = 1000;

  private QueueRows() {}

  static QueuedMail mail(ResultSet rows) throws SQLException {
    long message = rows.getLong(3);
    String ret = rows.getString(8);
    return new QueuedMail(
        rows.getLong(1),
        new AccountId(rows.getLong(2)),
        message == 0 ? Optional.empty() : Optional.of(new MessageId(message)),
        rows.getString(4),
        rows.getInt(5) != 0,
        Instant.ofEpochMilli(rows.getLong(6)),
        Instant.ofEpochMilli(rows.getLong(7)),
        Optional.ofNullable(ret).map(Wishes.Ret::valueOf),
        rows.getString(9),
        rows.getInt(10) != 0,
        VerdictCodec.unpack(rows.getBytes(11)));
  }

  static Due due(ResultSet rows) throws SQLException {
    long tried = rows.getLong(17);
    int notify = rows.getInt(20);
    Optional<Set<Notify>> events = rows.wasNull() ? Optional.empty() : Optional.of(events(notify));
    return new Due(
        mail(rows),
        rows.getLong(12),
        rows.getString(13),
        rows.getString(14),
        Instant.ofEpochMilli(rows.getLong(15)),
        rows.getInt(16),
        tried == 0
            ? Optional.empty()
            : Optional.of(
                new Attempt(Instant.ofEpochMilli(tried), rows.getString(18), rows.getString(19))),
        new Wishes.Recipient(events, rows.getString(21)));
  }

  /// Fills the column `domain` of rows from before there was one.
  static void fillDomains(Db db) {
    for (long last = -1; last != 0; ) {
      Map<Long, String> page = new TreeMap<>();
      db.each(
          rows -> page.put(rows.getLong(1), Lane.domain(rows.getString(2))),
          "SELECT id,address FROM recipient WHERE id>? ORDER BY id LIMIT ?",
          last,
          PAGE);
      page.forEach((id, domain) -> db.run("UPDATE recipient SET domain=? WHERE id=?", domain, id));
      last = page.size() < PAGE ? 0 : page.keySet().stream().reduce(0L, Math::max);
    }
  }

  /// Packs a NOTIFY set as bits; null: not asked.
  static @Nullable Integer bits(Optional<Set<Notify>> events) {
    return events.map(set -> set.stream().mapToInt(QueueRows::bit).sum()).orElse(null);
  }

  private static int bit(Notify event) {
    return switch (event) {
      case SUCCESS -> 1;
      case FAILURE -> 2;
      case DELAY -> 4;
    };
  }

  /// Reads what [#bits] packed.
  static Set<Notify> events(int bits) {
    Set<Notify> events = EnumSet.noneOf(Notify.class);
    for (Notify event : Notify.values()) {
      if ((bits & bit(event)) != 0) {
        events.add(event);
      }
    }
    return events;
  }
}
