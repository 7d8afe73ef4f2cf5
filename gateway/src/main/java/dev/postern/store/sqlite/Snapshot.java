package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mail.Heading;
import dev.postern.mail.Wire;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderColours;
import dev.postern.mailbox.FolderDelta;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailThread;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Page;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.Ranking;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.ThreadId;
import dev.postern.mailbox.UidSet;
import dev.postern.mailbox.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// One account's mail as one database connection sees it now.
class Snapshot implements MailRead {
  final Db db;
  final long account;
  final Pages pages;
  final Folders folders;
  final Messages messages;
  final MarkIndex unread;
  final MarkIndex starred;
  final ContentCache cache;
  final SubjectLookup subjects;
  private final long seq;

  Snapshot(Db db, long account, long seq, ContentCache cache, SubjectLookup subjects) {
    this.db = db;
    this.account = account;
    this.seq = seq;
    this.cache = cache;
    this.subjects = subjects;
    this.pages = new Pages(db, account);
    this.folders = new Folders(db, account);
    this.messages = new Messages(db, account);
    this.unread = new MarkIndex(db, account, MarkIndex.UNREAD);
    this.starred = new MarkIndex(db, account, MarkIndex.STARRED);
  }

  /// Writes what is only in memory, so that statements see it. A plain snapshot has nothing.
  void settle() {}

  /// Whether what is read here is committed, so that it may be kept for others.
  boolean isCommitted() {
    return true;
  }

  @Override
  public long seq() {
    return seq;
  }

  @Override
  public long logTrimmed() {
    return db.number("SELECT trimmed FROM account WHERE id=?", account);
  }

  @Override
  public List<Folder> folders() {
    settle();
    return folders.all().stream().map(FolderState::toFolder).toList();
  }

  @Override
  public Optional<Folder> folder(FolderId id) {
    settle();
    return folders.get(FolderKeys.of(id)).map(FolderState::toFolder);
  }

  @Override
  public Optional<Folder> folderNamed(String name) {
    settle();
    return folders.named(Folders.canonical(name)).map(FolderState::toFolder);
  }

  @Override
  public Map<FolderId, FolderColours> folderColours() {
    return folders.colours();
  }

  @Override
  public Set<String> subscriptions() {
    return folders.subscriptions();
  }

  @Override
  public View view(FolderId folder) {
    settle();
    return numbering().view(state(folder));
  }

  @Override
  public List<Placement> placements(FolderId folder, UidSet uids) {
    long key = state(folder).key;
    List<Placement> found = new ArrayList<>();
    pages.each(
        key,
        uids,
        page -> {
          for (int i = 0; i < page.count; i++) {
            if (uids.contains(page.uid(i))) {
              found.add(pages.withCold(page).placement(i));
            }
          }
        });
    return found;
  }

  @Override
  public FolderDelta delta(FolderId folder, long modseq) {
    settle();
    return numbering().delta(state(folder), modseq);
  }

  @Override
  public List<Placement> placementsAbove(FolderId folder, long uid, int limit) {
    return pages.above(state(folder).key, uid, limit);
  }

  @Override
  public void scan(FolderId folder, Consumer<Placement> each) {
    settle();
    numbering().scan(state(folder), each, this::refresh);
  }

  /// Goes on to a newer snapshot.
  void refresh() {
    db.run("COMMIT");
    db.run("BEGIN");
  }

  private Numbering numbering() {
    return new Numbering(db, account);
  }

  /// Returns the folder's row.
  FolderState state(FolderId folder) {
    return folders
        .get(FolderKeys.of(folder))
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such folder"));
  }

  @Override
  public Optional<StoredMessage> message(MessageId id) {
    return messages.get(id.value()).map(this::stored);
  }

  @Override
  public List<StoredMessage> messages(List<MessageId> ids) {
    return ids.stream().map(this::message).flatMap(Optional::stream).toList();
  }

  @Override
  public List<Optional<Wire>> wires(List<ContentKey> contents) {
    return new Wires(this).of(contents);
  }

  @Override
  public List<Optional<Digest>> digests(List<ContentKey> contents) {
    List<Optional<Digest>> found = new ArrayList<>(contents.size());
    for (ContentKey content : contents) {
      long id = content.message().value();
      var key = new ContentCache.Key(account, id, content.revision());
      Optional<Digest> digest = cache.digest(key);
      if (digest.isEmpty()) {
        digest = messages.digest(id, content.revision());
        if (isCommitted()) {
          digest.ifPresent(read -> cache.keep(key, read));
        }
      }
      found.add(digest);
    }
    return found;
  }

  @Override
  public void headings(List<ContentKey> contents, BiConsumer<ContentKey, Heading> each) {
    settle();
    new ManyMessages(db, account).headings(contents, each);
  }

  @Override
  public List<Optional<ThreadId>> threads(List<MessageId> ids) {
    return new ManyMessages(db, account).threads(ids);
  }

  /// Returns what was computed of a message's present content.
  Digest digest(MessageRow row) {
    var key = new ContentCache.Key(account, row.id(), row.revision());
    Optional<Digest> known = cache.digest(key);
    if (known.isPresent()) {
      return known.get();
    }
    Digest digest =
        messages
            .digest(row.blob())
            .orElseThrow(() -> new IllegalStateException("message without content"));
    if (isCommitted()) {
      cache.keep(key, digest);
    }
    return digest;
  }

  /// Returns the bits of all system flags that any placement has, and of `\Seen` that all have.
  int flags(List<MessageRow.Place> places) {
    int any = 0;
    int all = -1;
    for (MessageRow.Place place : places) {
      int flags = flags(place);
      any |= flags;
      all &= flags;
    }
    return (any & ~1) | (all & 1);
  }

  private int flags(MessageRow.Place place) {
    Optional<PlacementPage> page = pages.holding(place.folder(), place.uid());
    if (page.isPresent()) {
      int at = page.get().indexOf(place.uid());
      if (at >= 0) {
        return page.get().flags(at);
      }
    }
    throw new IllegalStateException("message names a placement that does not exist");
  }

  StoredMessage stored(MessageRow row) {
    int flags = flags(row.places());
    Set<FolderId> in = new LinkedHashSet<>();
    row.places().forEach(place -> in.add(FolderKeys.id(place.folder())));
    return new StoredMessage(
        new MessageId(row.id()),
        new ThreadId(row.thread()),
        row.revision(),
        Instant.ofEpochMilli(row.received()),
        List.copyOf(in),
        !row.places().isEmpty() && (flags & 1) == 0,
        (flags & 4) != 0,
        (flags & 2) != 0,
        row.replyTo() == 0 ? Optional.empty() : Optional.of(new MessageId(row.replyTo())),
        row.metadata(),
        digest(row),
        row.verdict());
  }

  @Override
  public List<Placement> placementsOf(MessageId message, FolderId folder) {
    List<Placement> found = new ArrayList<>();
    for (MessageRow.Place place : messages.places(message.value())) {
      if (place.folder() == FolderKeys.of(folder)) {
        PlacementPage page = pages.holding(place.folder(), place.uid()).orElseThrow();
        int at = page.indexOf(place.uid());
        found.add(pages.withCold(page).placement(at));
      }
    }
    return found;
  }

  @Override
  public List<StoredMessage> named(String messageId) {
    settle();
    return new ThreadIndex(this)
        .mentioning(messageId).stream()
            .map(this::stored)
            .filter(message -> messageId.equals(message.digest().messageId()))
            .toList();
  }

  @Override
  public List<Noted> noted(String name) {
    return new Notes(db, account).of(name);
  }

  @Override
  public Page<StoredMessage> find(MessageQuery query) {
    settle();
    return new Listing(this, query).messages();
  }

  @Override
  public Page<StoredMessage> find(MessageQuery query, Ranking ranking) {
    settle();
    return new RankedListing(this, query, ranking).messages();
  }

  @Override
  public Page<MailThread> findThreads(MessageQuery query, Ranking ranking) {
    settle();
    return new RankedListing(this, query, ranking).threads();
  }

  @Override
  public Page<MailThread> findThreads(MessageQuery query) {
    settle();
    return new ThreadListing(this, query).threads();
  }

  @Override
  public Optional<MailThread> thread(ThreadId id) {
    settle();
    long real = messages.thread(id.value());
    return real == 0 ? Optional.empty() : Optional.of(threadOf(real));
  }

  /// Returns a thread that exists.
  MailThread threadOf(long thread) {
    return new MailThread(
        new ThreadId(thread), messages.ofThread(thread).stream().map(this::stored).toList());
  }

  @Override
  public Set<ThreadId> threadsOf(Collection<String> messageIds) {
    settle();
    return new ThreadIndex(this).threadsOf(messageIds);
  }

  @Override
  public List<ThreadCandidate> threadsBySubject(String baseSubject, long sinceSeconds, int limit) {
    settle();
    return new ThreadIndex(this).bySubject(baseSubject, sinceSeconds, limit);
  }
}
