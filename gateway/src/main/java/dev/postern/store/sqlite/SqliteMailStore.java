package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.BlobSink;
import dev.postern.mailbox.ChangeBatch;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Quota;
import dev.postern.mailbox.TextIndex;
import dev.postern.store.sqlite.segment.SegmentFiles;
import dev.postern.store.sqlite.segment.SegmentSink;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Mail of the embedded engine.
final class SqliteMailStore implements MailStore {
  /// A message's present body, or an earlier one that an IMAP placement still shows.
  private static final String PLACE =
      "SELECT b.segment,b.start,b.length FROM"
          + " (SELECT blob FROM message WHERE account=?1 AND id=?2 AND revision=?3"
          + " UNION ALL SELECT blob FROM earlier WHERE account=?1 AND message=?2 AND revision=?3)"
          + " m JOIN blob b ON b.id=m.blob"
          + " JOIN account a ON a.id=?1 AND a.deleted=0";

  private final Committer committer;
  private final Readers readers;
  private final SegmentFiles files;
  private final ContentCache cache;
  private final Watchers watchers = new Watchers();
  private final SqliteQueue queue;
  private final SqliteTexts texts;
  private final InstantSource clock;
  private final int inMemory;
  private volatile Function<AccountId, Quota> quotas;

  SqliteMailStore(
      Committer committer,
      Readers readers,
      SegmentFiles files,
      SqliteQueue queue,
      SqliteTexts texts,
      InstantSource clock,
      EngineOptions options) {
    this.committer = committer;
    this.readers = readers;
    this.files = files;
    this.queue = queue;
    this.texts = texts;
    this.clock = clock;
    this.cache = new ContentCache(options.cache());
    this.inMemory = options.inMemory();
    this.quotas = _ -> options.quota();
  }

  @Override
  public <T> T commit(AccountId account, Object origin, Function<MailTx, T> work) {
    texts.pace();
    // Asked for here, because others wait for the thread that commits.
    Quota quota = quotas.apply(account);
    return committer.commit(writer -> run(writer, account, quota, origin, work));
  }

  /// Holds each account to its own quota from now on.
  void limit(Function<AccountId, Quota> each) {
    quotas = each;
  }

  private <T> T run(
      Job.Writer writer, AccountId account, Quota quota, Object origin, Function<MailTx, T> work) {
    AccountRow row = AccountRow.live(writer.db(), account.value());
    Unit unit =
        new Unit(
            writer.db(),
            account.value(),
            row.seq(),
            row.lastId(),
            cache,
            texts.subjects(),
            writer.bodies(),
            clock.millis());
    T result = work.apply(unit);
    Optional<ChangeBatch> batch = unit.finish(origin);
    unit.require(quota);
    batch.ifPresent(changes -> writer.afterCommit().add(() -> watchers.tell(changes)));
    int added = writer.bodies().added();
    if (added > 0) {
      writer.afterCommit().add(() -> texts.added(added));
    }
    if (!unit.queued().isEmpty()) {
      writer.afterCommit().add(() -> queue.wake(unit.queued()));
    }
    return result;
  }

  @Override
  public <T> T read(AccountId account, Function<MailRead, T> work) {
    return readers.read(db -> work.apply(snapshot(db, account)));
  }

  @Override
  public <T> T glance(AccountId account, Function<MailRead, T> work) {
    return readers.glance(db -> work.apply(snapshot(db, account)));
  }

  private Snapshot snapshot(Db db, AccountId account) {
    AccountRow row = AccountRow.live(db, account.value());
    return new Snapshot(db, account.value(), row.seq(), cache, texts.subjects());
  }

  @Override
  public List<LogEntry> changesSince(AccountId account, long seq, int limit) {
    return readers.glance(db -> {
      List<LogEntry> entries = new ArrayList<>();
      db.each(
          rows -> entries.addAll(LogCodec.unpack(rows.getLong(1), rows.getBytes(2))),
          "SELECT seq,entries FROM log WHERE account=? AND seq>? ORDER BY seq LIMIT ?",
          account.value(),
          seq,
          limit);
      return entries;
    });
  }

  @Override
  public Watch watch(AccountId account, Consumer<ChangeBatch> watcher) {
    return watchers.watch(account.value(), watcher);
  }

  @Override
  public Watch watchAll(Consumer<ChangeBatch> watcher) {
    return watchers.watchAll(watcher);
  }

  @Override
  public Optional<Content> content(AccountId account, MessageId message, int revision) {
    return BlobPlaces.open(readers, files, PLACE, account.value(), message.value(), revision);
  }

  @Override
  public List<Optional<Content>> contents(AccountId account, List<MailRead.ContentKey> contents) {
    List<Object[]> keys = new ArrayList<>(contents.size());
    for (MailRead.ContentKey key : contents) {
      keys.add(new Object[] {account.value(), key.message().value(), key.revision()});
    }
    return keys.size() == 1
        ? List.of(BlobPlaces.open(readers, files, PLACE, keys.getFirst()))
        : BlobPlaces.openAll(readers, files, PLACE, keys);
  }

  @Override
  public BlobSink sink() {
    return new SegmentSink(files, inMemory);
  }

  @Override
  public TextIndex texts() {
    return texts;
  }

  /// An account's own row.
  record AccountRow(long seq, long lastId) {
    static AccountRow live(Db db, long account) {
      return db.one(
              rows -> new AccountRow(rows.getLong(1), rows.getLong(2)),
              "SELECT seq,last_id FROM account WHERE id=? AND deleted=0",
              account)
          .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such account"));
    }
  }
}
