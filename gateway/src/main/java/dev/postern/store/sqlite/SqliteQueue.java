package dev.postern.store.sqlite;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.outbound.Due;
import dev.postern.outbound.Lane;
import dev.postern.outbound.QueueStore;
import dev.postern.outbound.QueueTx;
import dev.postern.outbound.QueuedMail;
import dev.postern.store.sqlite.segment.SegmentFiles;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/// The outbound queue of the embedded engine. A recipient is waiting while it has a due time.
final class SqliteQueue implements QueueStore {
  /// So few rows are read where the caller stands.
  private static final int FEW = 64;

  private final Committer committer;
  private final Readers readers;
  private final SegmentFiles files;
  private final InstantSource clock;
  private final List<Consumer<List<Long>>> wakes = new CopyOnWriteArrayList<>();

  SqliteQueue(Committer committer, Readers readers, SegmentFiles files, InstantSource clock) {
    this.committer = committer;
    this.readers = readers;
    this.files = files;
    this.clock = clock;
  }

  void wake(List<Long> queueIds) {
    wakes.forEach(wake -> wake.accept(queueIds));
  }

  @Override
  public Lanes lanes(Optional<Lane> after, Instant now, int limit) {
    return readers.read(db -> {
      List<Lane> due = new ArrayList<>();
      Optional<Lane> at = after;
      for (int i = 0; i < limit; i++) {
        Lane last = at.orElse(new Lane("", new AccountId(-1)));
        Optional<LaneRow> next =
            db.one(
                rows ->
                    new LaneRow(
                        new Lane(rows.getString(1), new AccountId(rows.getLong(2))),
                        rows.getLong(3)),
                "SELECT domain,account,due FROM recipient WHERE due IS NOT NULL"
                    + " AND (domain,account)>(?,?) ORDER BY domain,account,due LIMIT 1",
                last.domain(),
                last.account().value());
        if (next.isEmpty()) {
          return new Lanes(due, Optional.empty());
        }
        at = next.map(LaneRow::lane);
        next.filter(row -> row.due() <= now.toEpochMilli()).ifPresent(row -> due.add(row.lane()));
      }
      return new Lanes(due, at);
    });
  }

  private record LaneRow(Lane lane, long due) {}

  @Override
  public List<Due> due(Lane lane, Instant now, int limit) {
    Function<Db, List<Due>> look =
        db ->
            db.list(
                QueueRows::due,
                "SELECT "
                    + QueueRows.DUE
                    + " FROM recipient r JOIN queue q ON q.id=r.queue WHERE r.domain=?"
                    + " AND r.account=? AND r.due<=? ORDER BY r.due,r.id LIMIT ?",
                lane.domain(),
                lane.account().value(),
                now.toEpochMilli(),
                limit);
    return limit <= FEW ? readers.glance(look) : readers.read(look);
  }

  @Override
  public List<Due> due(Collection<Long> queueIds, Instant now, int limit) {
    Function<Db, List<Due>> look =
        db -> {
          List<Due> due = new ArrayList<>();
          for (long id : queueIds) {
            due.addAll(
                db.list(
                    QueueRows::due,
                    "SELECT "
                        + QueueRows.DUE
                        + " FROM recipient r JOIN queue q ON q.id=r.queue WHERE r.queue=?"
                        + " AND r.due<=? ORDER BY r.id LIMIT ?",
                    id,
                    now.toEpochMilli(),
                    limit - due.size()));
          }
          return due;
        };
    return queueIds.size() <= FEW ? readers.glance(look) : readers.read(look);
  }

  @Override
  public Optional<Instant> nextDue(Instant after) {
    return readers.glance(db ->
        db.one(
            rows -> Instant.ofEpochMilli(rows.getLong(1)),
            "SELECT due FROM recipient WHERE due>? ORDER BY due LIMIT 1",
            after.toEpochMilli()));
  }

  @Override
  public List<Notice> notices(Instant now, int limit) {
    return readers.read(db -> {
      List<QueuedMail> mails =
          db.list(
              QueueRows::mail,
              "SELECT " + QueueRows.MAIL + " FROM queue q WHERE notice<=? ORDER BY notice LIMIT ?",
              now.toEpochMilli(),
              limit);
      return mails.stream().map(mail -> new Notice(mail, waiting(db, mail.id()))).toList();
    });
  }

  private static List<Due> waiting(Db db, long queue) {
    return db.list(
        QueueRows::due,
        "SELECT "
            + QueueRows.DUE
            + " FROM recipient r JOIN queue q ON q.id=r.queue WHERE r.queue=?"
            + " AND r.due IS NOT NULL ORDER BY r.id",
        queue);
  }

  @Override
  public Optional<Content> content(long queueId) {
    return BlobPlaces.open(
        readers,
        files,
        "SELECT b.segment,b.start,b.length FROM queue q JOIN blob b ON b.id=q.blob WHERE q.id=?",
        queueId);
  }

  @Override
  public <T> T commit(Function<QueueTx, T> work) {
    return committer.commit(writer -> {
      List<Long> queued = new ArrayList<>();
      T result =
          work.apply(new QueueUnit(writer.db(), writer.bodies(), clock.millis(), queued::add));
      if (!queued.isEmpty()) {
        writer.afterCommit().add(() -> wake(queued));
      }
      return result;
    });
  }

  @Override
  public void onEnqueue(Consumer<List<Long>> wake) {
    wakes.add(wake);
  }
}
