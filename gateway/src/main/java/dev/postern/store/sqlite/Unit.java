package dev.postern.store.sqlite;

import dev.postern.delivery.ImportTx;
import dev.postern.delivery.TrackingTx;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.ChangeBatch;
import dev.postern.mailbox.Counters;
import dev.postern.mailbox.FlagEdit;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderColours;
import dev.postern.mailbox.FolderDelta;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.Quota;
import dev.postern.mailbox.ThreadId;
import dev.postern.mailbox.UidSet;
import dev.postern.outbound.AnswerTx;
import dev.postern.outbound.ApprovalTx;
import dev.postern.outbound.QueueTx;
import dev.postern.outbound.ReputationTx;
import dev.postern.outbound.ScheduleTx;
import dev.postern.outbound.SuppressionTx;
import dev.postern.rules.EvaluationTx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One account's transaction inside a group: the door to the classes that do the work, and the
/// state they share.
final class Unit extends Snapshot implements MailTx {
  final Changes changes = new Changes();
  final Bodies bodies;
  final long now;

  /// This transaction's number: the MODSEQ of all it touches.
  final long next;

  final Placing placing = new Placing(this);
  private final Map<Long, FolderState> open = new HashMap<>();
  private final Set<Long> gone = new HashSet<>();
  private final Set<Long> shrunk = new HashSet<>();
  private long lastId;
  private boolean gaveId;
  private final List<Long> queued = new ArrayList<>();
  private long moreOctets;
  private long moreMessages;

  /// Starts a transaction.
  ///
  /// @param now milliseconds
  Unit(
      Db db,
      long account,
      long seq,
      long lastId,
      ContentCache cache,
      SubjectLookup subjects,
      Bodies bodies,
      long now) {
    super(db, account, seq, cache, subjects);
    this.next = seq + 1;
    this.lastId = lastId;
    this.bodies = bodies;
    this.now = now;
  }

  @Override
  boolean isCommitted() {
    return false;
  }

  @Override
  void refresh() {}

  @Override
  void settle() {
    placing.letGo();
    placing.recount();
    placing.flush();
    messages.flush();
    pages.flush();
    unread.flush();
    starred.flush();
    for (FolderState folder : open.values()) {
      if (folder.dirty) {
        folders.update(folder);
      }
    }
    shrunk.forEach(messages::threadShrank);
    shrunk.clear();
  }

  /// Returns a folder's row, the same object each time.
  @Override
  FolderState state(FolderId folder) {
    return state(FolderKeys.of(folder));
  }

  FolderState state(long key) {
    FolderState known = open.get(key);
    if (known == null) {
      known =
          folders
              .get(key)
              .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such folder"));
      open.put(key, known);
    }
    return known;
  }

  /// Forgets a folder that was deleted.
  void forget(long key) {
    open.remove(key);
    pages.forget(key);
    gone.add(key);
  }

  /// Says whether this transaction deleted the folder.
  boolean isDeleted(long key) {
    return gone.contains(key);
  }

  /// Returns a number above every earlier one of this account, ascending with time.
  long nextId() {
    long mixed = (account * 0x9E3779B97F4A7C15L) >>> 43;
    lastId = Math.max(lastId + 1, (now << 21) | mixed);
    gaveId = true;
    return lastId;
  }

  /// Looks the thread's newest message up at the end.
  void threadShrank(long thread) {
    shrunk.add(thread);
  }

  /// Notes that the account keeps more, or less.
  void grew(long octets, int messages) {
    moreOctets += octets;
    moreMessages += messages;
  }

  /// Refuses what lets an account grow over its quota. Call after [#finish].
  void require(Quota quota) {
    if (quota.isLimited() && (moreOctets > 0 || moreMessages > 0)) {
      quota.require(
          db.number("SELECT sum(size) FROM folder WHERE account=?", account),
          db.number("SELECT sum(present) FROM folder WHERE account=?", account));
    }
  }

  /// Notes that a mail was queued.
  void queued(long queue) {
    queued.add(queue);
  }

  /// Returns the ids of the mails that were queued.
  List<Long> queued() {
    return queued;
  }

  /// Writes what is left to write.
  ///
  /// @return what to tell watchers; empty if nothing changed
  Optional<ChangeBatch> finish(Object origin) {
    settle();
    bodies.finish();
    if (changes.isEmpty()) {
      if (gaveId) {
        db.run("UPDATE account SET last_id=? WHERE id=?", lastId, account);
      }
      return Optional.empty();
    }
    db.run("UPDATE account SET seq=?, last_id=? WHERE id=?", next, lastId, account);
    boolean logged = !changes.log().isEmpty();
    if (logged) {
      db.run("INSERT INTO log VALUES(?,?,?,?)", account, next, now, LogCodec.pack(changes.log()));
    }
    List<FolderDelta> deltas = new ArrayList<>();
    changes.folders().forEach((key, change) -> deltas.add(delta(key, change)));
    return Optional.of(
        new ChangeBatch(
            new AccountId(account), next, origin, deltas, logged, changes.foldersChanged()));
  }

  private FolderDelta delta(long key, Changes.FolderChange change) {
    if (change.gone) {
      return Changes.delta(key, change, null, next);
    }
    if (!change.expunged.isEmpty()) {
      db.run(
          "INSERT INTO tomb VALUES(?,?,?,?,?)",
          account,
          key,
          next,
          now,
          TombCodec.pack(change.expungedSet()));
    }
    return Changes.delta(key, change, state(key), next);
  }

  @Override
  public Added add(NewMessage message) {
    return new MessageWork(this).add(message);
  }

  @Override
  public Added addQuietly(NewMessage message) {
    Added added = add(message);
    changes.created(added.message().value(), true);
    return added;
  }

  @Override
  public Added replaceContent(MessageId id, Blob blob, Digest digest) {
    return new MessageWork(this).replaceContent(id, blob, digest);
  }

  @Override
  public Added adopt(MessageId id, Blob blob, Digest digest) {
    return changes.unsaid(id.value(), () -> replaceContent(id, blob, digest));
  }

  @Override
  public Added addRevision(MessageId id, NewMessage next) {
    return new RevisionWork(this).add(id, next);
  }

  @Override
  public Added place(MessageId id, NewMessage like) {
    return new RevisionWork(this).place(id, like);
  }

  @Override
  public Added addAgain(Noted gone, NewMessage message) {
    return new RevisionWork(this).again(gone, message);
  }

  @Override
  public void note(String name, MessageId message, boolean lasting) {
    new Notes(db, account).put(name, message, lasting, now);
  }

  @Override
  public void setReplyTo(MessageId id, Optional<MessageId> replyTo) {
    db.run(
        "UPDATE message SET reply_to=? WHERE account=? AND id=?",
        replyTo.map(MessageId::value).orElse(null),
        account,
        id.value());
  }

  @Override
  public Edited editFlags(
      FolderId folder, UidSet uids, FlagEdit edit, Optional<Long> unchangedSince) {
    return new FlagWork(this).edit(state(folder), uids, edit, unchangedSince);
  }

  @Override
  public Moved copy(FolderId from, UidSet uids, FolderId to) {
    return new PlacementWork(this).copy(state(from), uids, state(to));
  }

  @Override
  public Moved move(FolderId from, UidSet uids, FolderId to) {
    return new PlacementWork(this).move(state(from), uids, state(to));
  }

  @Override
  public List<Long> expunge(FolderId folder, UidSet uids) {
    return new PlacementWork(this).expunge(state(folder), uids, false);
  }

  @Override
  public List<Long> expungeDeleted(FolderId folder, UidSet uids) {
    return new PlacementWork(this).expunge(state(folder), uids, true);
  }

  @Override
  public void edit(MessageId id, MessageEdit edit) {
    new EditWork(this).edit(id, edit);
  }

  @Override
  public void delete(MessageId id) {
    new MessageWork(this).delete(id);
  }

  @Override
  public Folder createFolder(String name) {
    return new FolderWork(this).create(name).toFolder();
  }

  @Override
  public void renameFolder(FolderId id, String newName) {
    new FolderWork(this).rename(state(id), newName);
  }

  @Override
  public void deleteFolder(FolderId id) {
    new FolderWork(this).delete(state(id));
  }

  @Override
  public void colourFolder(FolderId id, FolderColours colours) {
    folders.setColours(state(id).key, colours);
  }

  @Override
  public void subscribe(String name, boolean subscribed) {
    if (folders.subscribe(Folders.canonical(name), subscribed)) {
      changes.subscriptions();
    }
  }

  @Override
  public void mergeThreads(ThreadId into, Collection<ThreadId> from) {
    new ThreadWork(this).merge(into, from);
  }

  @Override
  public void report(String trigger, Map<String, String> facts) {
    changes.reported(trigger, facts);
  }

  @Override
  public boolean takeDeliveryKey(String key) {
    return db.run("INSERT OR IGNORE INTO delivery_key VALUES(?,?,?)", account, key, now) > 0;
  }

  @Override
  public <P> P join(Class<P> port) {
    if (port == QueueTx.class) {
      return port.cast(new QueueUnit(this));
    }
    if (port == Counters.class) {
      return port.cast(new CountersUnit(this));
    }
    if (port == ImportTx.class) {
      return port.cast(new ImportUnit(this));
    }
    if (port == AnswerTx.class) {
      return port.cast(new SqliteAnswers.InTransaction(this));
    }
    if (port == EvaluationTx.class) {
      return port.cast(new SqliteEvaluations.InTransaction(this));
    }
    if (port == TrackingTx.class) {
      return port.cast(new TrackingUnit(this));
    }
    if (port == SuppressionTx.class) {
      return port.cast(new SqliteSuppressions.InTransaction(this));
    }
    if (port == ReputationTx.class) {
      return port.cast(new SqliteReputation.InTransaction(this));
    }
    if (port == ApprovalTx.class) {
      return port.cast(new ApprovalUnit(this));
    }
    if (port == ScheduleTx.class) {
      return port.cast(new ScheduleUnit(this));
    }
    throw new IllegalArgumentException("no view of a transaction as " + port.getName());
  }
}
