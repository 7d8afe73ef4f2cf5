package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailStore;
import dev.postern.webhook.Webhook;
import dev.postern.webhook.WebhookStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// Webhook state of the embedded engine.
final class SqliteWebhooks implements WebhookStore {
  private static final String SELECT =
      "SELECT id,application,triggers,url,description,emails,compressed,secret,status,"
          + "status_updated,created,updated FROM webhook ";

  private final Committer committer;
  private final Readers readers;
  private final ApplicationLog log;

  SqliteWebhooks(Committer committer, Readers readers, ApplicationLog log) {
    this.committer = committer;
    this.readers = readers;
    this.log = log;
  }

  @Override
  public void create(Webhook webhook) {
    committer.commit(writer -> {
      Db db = writer.db();
      refuseTaken(db, webhook);
      save(db, webhook);
      return catchUp(db, webhook.id(), webhook.applicationId());
    });
  }

  // Sets all positions to where the logs are now.
  private static int catchUp(Db db, UUID webhook, UUID application) {
    db.run("DELETE FROM webhook_position WHERE webhook=?", webhook.toString());
    db.run(
        "INSERT INTO webhook_position(webhook,account,seq)"
            + " SELECT ?,0,coalesce(max(seq),0) FROM sqlite_sequence WHERE name='application_log'",
        webhook.toString());
    return db.run(
        "INSERT INTO webhook_position(webhook,account,seq)"
            + " SELECT ?,a.id,a.seq FROM account a JOIN grant_row g ON g.account=a.id"
            + " WHERE a.deleted=0 AND g.application=?",
        webhook.toString(),
        application.toString());
  }

  @Override
  public void skip(UUID webhook) {
    committer.commit(writer -> {
      Db db = writer.db();
      Optional<Webhook> found =
          db.one(SqliteWebhooks::read, SELECT + "WHERE id=?", webhook.toString());
      found.ifPresent(known -> {
        int _ = catchUp(db, webhook, known.applicationId());
        db.run("DELETE FROM webhook_attempt WHERE webhook=?", webhook.toString());
      });
      return found.isPresent();
    });
  }

  private static void refuseTaken(Db db, Webhook webhook) {
    long others =
        db.number(
            "SELECT count(*) FROM webhook WHERE url=? AND application=? AND id<>?",
            webhook.url(),
            webhook.applicationId().toString(),
            webhook.id().toString());
    if (others > 0) {
      throw new GatewayException(
          Fault.ALREADY_EXISTS, "a webhook with this webhook_url already exists");
    }
  }

  private static void save(Db db, Webhook webhook) {
    db.run(
        "INSERT INTO webhook VALUES(?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET"
            + " triggers=excluded.triggers,url=excluded.url,description=excluded.description,"
            + "emails=excluded.emails,compressed=excluded.compressed,secret=excluded.secret,"
            + "status=excluded.status,status_updated=excluded.status_updated,"
            + "updated=excluded.updated",
        webhook.id().toString(),
        webhook.applicationId().toString(),
        pack(webhook.triggers()),
        webhook.url(),
        webhook.description(),
        pack(webhook.notificationEmails()),
        webhook.compressed() ? 1 : 0,
        webhook.secret(),
        webhook.status().name(),
        webhook.statusUpdatedAt().toEpochMilli(),
        webhook.createdAt().toEpochMilli(),
        webhook.updatedAt().toEpochMilli());
  }

  @Override
  public void update(Webhook webhook) {
    committer.commit(writer -> {
      Db db = writer.db();
      String id = webhook.id().toString();
      if (db.number("SELECT count(*) FROM webhook WHERE id=?", id) == 0) {
        throw new GatewayException(Fault.NOT_FOUND, "no such webhook");
      }
      refuseTaken(db, webhook);
      save(db, webhook);
      return true;
    });
  }

  @Override
  public boolean delete(UUID id) {
    return committer.commit(writer -> {
      Db db = writer.db();
      db.run("DELETE FROM webhook_position WHERE webhook=?", id.toString());
      db.run("DELETE FROM webhook_attempt WHERE webhook=?", id.toString());
      return db.run("DELETE FROM webhook WHERE id=?", id.toString()) > 0;
    });
  }

  @Override
  public List<Webhook> all() {
    return readers.read(db -> db.list(SqliteWebhooks::read, SELECT + "ORDER BY created, rowid"));
  }

  @Override
  public Optional<Webhook> webhook(UUID id) {
    return readers.read(db -> db.one(SqliteWebhooks::read, SELECT + "WHERE id=?", id.toString()));
  }

  @Override
  public List<Position> behind(UUID webhook, AccountId after, int limit) {
    return readers.read(db ->
        db.list(
            rows -> new Position(new AccountId(rows.getLong(1)), rows.getLong(2)),
            "SELECT 0 AS id,coalesce(p.seq,0) FROM webhook w LEFT JOIN webhook_position p"
                + " ON p.webhook=w.id AND p.account=0 WHERE w.id=?1 AND ?2<0 AND EXISTS"
                + " (SELECT 1 FROM application_log l WHERE l.application=w.application"
                + " AND l.seq>coalesce(p.seq,0))"
                + " UNION ALL SELECT a.id,coalesce(p.seq,0) FROM webhook w"
                + " JOIN grant_row g ON g.application=w.application"
                + " JOIN account a ON a.id=g.account LEFT JOIN webhook_position p"
                + " ON p.webhook=w.id AND p.account=a.id"
                + " WHERE w.id=?1 AND a.id>?2 AND a.deleted=0 AND a.seq>coalesce(p.seq,0)"
                + " AND EXISTS (SELECT 1 FROM log l WHERE l.account=a.id"
                + " AND l.seq>coalesce(p.seq,0))"
                + " ORDER BY id LIMIT ?3",
            webhook.toString(),
            after.value(),
            limit));
  }

  @Override
  public void advance(UUID webhook, Map<AccountId, Long> positions, List<Attempt> again) {
    committer.commit(writer -> {
      Db db = writer.db();
      if (db.number("SELECT count(*) FROM webhook WHERE id=?", webhook.toString()) == 0) {
        return false;
      }
      positions.forEach((account, seq) ->
          db.run(
              "INSERT INTO webhook_position VALUES(?,?,?)"
                  + " ON CONFLICT DO UPDATE SET seq=max(seq,excluded.seq)",
              webhook.toString(),
              account.value(),
              seq));
      again.forEach(attempt -> keep(db, attempt));
      return true;
    });
  }

  private static void keep(Db db, Attempt attempt) {
    db.run(
        "INSERT OR REPLACE INTO webhook_attempt VALUES(?,?,?,?,?,?,?,?,?)",
        attempt.webhook().toString(),
        attempt.account().value(),
        attempt.seq(),
        attempt.item(),
        attempt.trigger(),
        attempt.subject(),
        attempt.attempts(),
        attempt.first().toEpochMilli(),
        attempt.due().toEpochMilli());
  }

  @Override
  public List<LogEntry> applicationLog(UUID application, long seq, int limit) {
    return log.since(application, seq, limit);
  }

  @Override
  public MailStore.Watch watchApplications(Consumer<ApplicationNews> watcher) {
    return log.watch(watcher);
  }

  @Override
  public List<Attempt> dueAttempts(UUID webhook, Instant now, int limit) {
    return readers.read(db ->
        db.list(
            SqliteWebhooks::attempt,
            "SELECT webhook,account,seq,item,trigger_name,subject,attempts,first,due"
                + " FROM webhook_attempt WHERE webhook=? AND due<=?"
                + " ORDER BY due,account,seq,item LIMIT ?",
            webhook.toString(),
            now.toEpochMilli(),
            limit));
  }

  @Override
  public Optional<Instant> nextAttempt(UUID webhook) {
    return readers.read(db ->
        db.one(
            rows -> Instant.ofEpochMilli(rows.getLong(1)),
            "SELECT due FROM webhook_attempt WHERE webhook=? ORDER BY due LIMIT 1",
            webhook.toString()));
  }

  @Override
  public void retry(Attempt attempt) {
    committer.commit(writer ->
        writer
            .db()
            .run(
                "UPDATE webhook_attempt SET attempts=?,due=? WHERE webhook=? AND account=?"
                    + " AND seq=? AND item=? AND trigger_name=?",
                attempt.attempts(),
                attempt.due().toEpochMilli(),
                attempt.webhook().toString(),
                attempt.account().value(),
                attempt.seq(),
                attempt.item(),
                attempt.trigger()));
  }

  @Override
  public void end(Attempt attempt) {
    committer.commit(writer ->
        writer
            .db()
            .run(
                "DELETE FROM webhook_attempt WHERE webhook=? AND account=? AND seq=? AND item=?"
                    + " AND trigger_name=?",
                attempt.webhook().toString(),
                attempt.account().value(),
                attempt.seq(),
                attempt.item(),
                attempt.trigger()));
  }

  private static byte[] pack(Collection<String> texts) {
    Packer out = new Packer();
    texts.stream().forEach(out::text);
    return out.bytes();
  }

  private static List<String> unpack(byte[] packed) {
    List<String> texts = new ArrayList<>();
    for (Unpacker in = new Unpacker(packed); in.hasMore(); ) {
      texts.add(in.text());
    }
    return texts;
  }

  private static Attempt attempt(ResultSet rows) throws SQLException {
    return new Attempt(
        UUID.fromString(rows.getString(1)),
        new AccountId(rows.getLong(2)),
        rows.getLong(3),
        rows.getInt(4),
        rows.getString(5),
        rows.getString(6),
        rows.getInt(7),
        Instant.ofEpochMilli(rows.getLong(8)),
        Instant.ofEpochMilli(rows.getLong(9)));
  }

  private static Webhook read(ResultSet rows) throws SQLException {
    return new Webhook(
        UUID.fromString(rows.getString(1)),
        UUID.fromString(rows.getString(2)),
        new LinkedHashSet<>(unpack(rows.getBytes(3))),
        rows.getString(4),
        rows.getString(5),
        unpack(rows.getBytes(6)),
        rows.getInt(7) != 0,
        rows.getString(8),
        Webhook.Status.valueOf(rows.getString(9)),
        Instant.ofEpochMilli(rows.getLong(10)),
        Instant.ofEpochMilli(rows.getLong(11)),
        Instant.ofEpochMilli(rows.getLong(12)));
  }
}
