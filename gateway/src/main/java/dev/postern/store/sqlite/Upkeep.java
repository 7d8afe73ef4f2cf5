package dev.postern.store.sqlite;

import dev.postern.delivery.ImportTx;
import dev.postern.rules.EvaluationStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Background work on rows, in slices that others can pass between: content of deleted messages and
/// accounts, old log entries, tombstones, failed recipients, delivery keys and removed lists.
final class Upkeep {
  private static final int SLICE = 200;
  private static final Duration FAILED_KEPT = Duration.ofDays(7);
  private static final Duration KEYS_KEPT = Duration.ofDays(30);
  private static final Duration SCHEDULES_KEPT = Duration.ofDays(3);
  private static final Duration APPROVALS_KEPT = Duration.ofDays(90);
  private static final Duration TRACKING_KEPT = Duration.ofDays(400);
  private static final Duration IMPORTS_KEPT = Duration.ofDays(ImportTx.KEPT_DAYS);
  private static final Duration NOTES_KEPT = Duration.ofHours(1);

  /// A webhook that is further behind does not keep the log.
  private static final Duration READER_LAG = Duration.ofDays(3);

  private final Committer committer;
  private final Readers readers;
  private final SqliteTexts texts;
  private final InstantSource clock;
  private final EngineOptions options;
  private volatile boolean stopped;

  Upkeep(
      Committer committer,
      Readers readers,
      SqliteTexts texts,
      InstantSource clock,
      EngineOptions options) {
    this.committer = committer;
    this.readers = readers;
    this.texts = texts;
    this.clock = clock;
    this.options = options;
  }

  /// Does all there is to do now.
  void run() {
    purgeMessages();
    List<Long> deleted = deletedAccounts();
    for (long account : deleted) {
      slices(() -> committer.commit(writer -> new AccountPurge(writer, account).slice(SLICE)));
    }
    purgeMessages();
    // What knows where their texts are goes last.
    if (!stopped) {
      deleted.forEach(texts::drop);
    }
    slices(() -> committer.commit(this::dropFailed));
    slices(() -> committer.commit(this::dropKeys) == SLICE);
    long before = clock.instant().minus(NOTES_KEPT).toEpochMilli();
    slices(() -> committer.commit(writer -> Notes.drop(writer.db(), before, SLICE)) == SLICE);
    slices(
        () -> committer.commit(writer -> SqliteAnswers.drop(writer.db(), before, SLICE)) == SLICE);
    long closed = clock.instant().minus(SCHEDULES_KEPT).toEpochMilli();
    slices(() -> committer.commit(writer -> SqliteSchedules.drop(writer, closed, SLICE)) == SLICE);
    long decided = clock.instant().minus(APPROVALS_KEPT).toEpochMilli();
    slices(() -> committer.commit(w -> SqliteApprovals.drop(w.db(), decided, SLICE)) == SLICE);
    long tracked = clock.instant().minus(TRACKING_KEPT).toEpochMilli();
    slices(() -> committer.commit(w -> SqliteTracking.drop(w.db(), tracked, SLICE)) == SLICE);
    slices(() -> committer.commit(writer -> SqliteLists.drop(writer.db(), 1000)));
    dropEvaluations();
    long imported = clock.instant().minus(IMPORTS_KEPT).toEpochMilli();
    slices(() -> committer.commit(w -> ImportUnit.drop(w.db(), imported, SLICE)) == SLICE);
    Instant aged = clock.instant().minus(options.logAge());
    slices(
        () -> committer.commit(writer -> ApplicationLog.trim(writer.db(), aged, SLICE)) == SLICE);
    for (long account : agedAccounts()) {
      committer.commit(writer -> trim(writer.db(), account));
    }
  }

  /// Ends the work after the slice that is under way; the rest is found again.
  void stop() {
    stopped = true;
  }

  private void slices(BooleanSupplier slice) {
    boolean more = true;
    while (more && !stopped) {
      more = slice.getAsBoolean();
    }
  }

  /// A message's text goes first: while its row here stands, it is not forgotten to go.
  private void purgeMessages() {
    List<Dead> dead;
    do {
      dead =
          readers.read(
              db -> db.list(Dead::read, "SELECT " + Dead.COLUMNS + " FROM purge LIMIT ?", SLICE));
      texts.forget(dead);
      List<Dead> slice = dead;
      committer.commit(writer -> {
        slice.forEach(each -> each.remove(writer.db(), writer.bodies()));
        return true;
      });
    } while (dead.size() == SLICE && !stopped);
  }

  private List<Long> deletedAccounts() {
    return readers.read(
        db -> db.list(rows -> rows.getLong(1), "SELECT id FROM account WHERE deleted=1"));
  }

  private boolean dropFailed(Job.Writer writer) {
    Db db = writer.db();
    long before = clock.instant().minus(FAILED_KEPT).toEpochMilli();
    List<Long> failed =
        db.list(
            rows -> rows.getLong(1),
            "SELECT id FROM recipient WHERE failed<? LIMIT ?",
            before,
            SLICE);
    for (long recipient : failed) {
      long queue = db.number("SELECT queue FROM recipient WHERE id=?", recipient);
      db.run("DELETE FROM recipient WHERE id=?", recipient);
      QueueUnit.removeIfDone(db, writer.bodies(), queue);
    }
    return failed.size() == SLICE;
  }

  private int dropKeys(Job.Writer writer) {
    long before = clock.instant().minus(KEYS_KEPT).toEpochMilli();
    return writer
        .db()
        .run(
            "DELETE FROM delivery_key WHERE (account,name) IN"
                + " (SELECT account,name FROM delivery_key WHERE at<? LIMIT ?)",
            before,
            SLICE);
  }

  private void dropEvaluations() {
    long before = clock.instant().minus(EvaluationStore.AGE).toEpochMilli();
    for (long account : readers.read(db -> SqliteEvaluations.aged(db, before))) {
      slices(() ->
          committer.commit(w -> SqliteEvaluations.drop(w.db(), account, before, SLICE)) == SLICE);
    }
  }

  private List<Long> agedAccounts() {
    long before = clock.instant().minus(options.logAge()).toEpochMilli();
    return readers.read(db ->
        db.list(
            rows -> rows.getLong(1),
            "SELECT id FROM account a WHERE (SELECT at FROM log WHERE account=a.id"
                + " ORDER BY seq LIMIT 1)<? OR seq-trimmed>?",
            before,
            options.logRows()));
  }

  /// Removes old log rows and tombstones; a webhook that is not too far behind keeps what it has
  /// not read.
  private long trim(Db db, long account) {
    long aged = clock.instant().minus(options.logAge()).toEpochMilli();
    long lagging = clock.instant().minus(READER_LAG).toEpochMilli();
    long top = db.number("SELECT seq FROM account WHERE id=?", account) - options.logRows();
    long byAge = db.number("SELECT max(seq) FROM log WHERE account=? AND at<?", account, aged);
    long byReader =
        db.one(
                rows -> rows.getLong(1),
                "SELECT min(coalesce(p.seq,0)) FROM webhook w LEFT JOIN webhook_position p"
                    + " ON p.webhook=w.id AND p.account=?1"
                    + " WHERE w.application=(SELECT application FROM grant_row WHERE account=?1)"
                    + " HAVING count(*)>0",
                account)
            .orElse(Long.MAX_VALUE);
    long tooOld = db.number("SELECT max(seq) FROM log WHERE account=? AND at<?", account, lagging);
    long bound = Math.min(Math.max(top, byAge), Math.max(byReader, tooOld));
    db.run("DELETE FROM log WHERE account=? AND seq<=?", account, bound);
    db.run(
        "UPDATE folder SET tombs=max(tombs,coalesce((SELECT max(modseq) FROM tomb t"
            + " WHERE t.account=folder.account AND t.folder=folder.folder AND t.modseq<=?2),0))"
            + " WHERE account=?1",
        account,
        bound);
    db.run("DELETE FROM tomb WHERE account=? AND modseq<=?", account, bound);
    db.run("UPDATE account SET trimmed=max(trimmed,?) WHERE id=?", bound, account);
    return bound;
  }
}
