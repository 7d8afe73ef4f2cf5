package dev.postern.delivery;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.delivery.Filing.Arrival;
import dev.postern.domains.Domains;
import dev.postern.guard.Guard;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailThread;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.ThreadId;
import dev.postern.mailbox.UidSet;
import dev.postern.mailbox.View;
import dev.postern.outbound.Departure;
import dev.postern.outbound.Exit;
import dev.postern.outbound.Sending;
import dev.postern.outbound.Submission;
import dev.postern.outbound.Transport;
import dev.postern.outbound.Waiting;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;

/// One agent on an engine, whose clock stands until it is moved, and what it sends and files.
final class FilingStage implements AutoCloseable {
  SentMode mode = SentMode.ADOPT;
  private Instant now = Instant.parse("2026-03-04T12:00:00Z");
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final SqliteEngine engine;
  private final Grant ann;
  private final Filing filing;
  private final Sending sending;

  FilingStage(Path directory) {
    engine =
        SqliteEngine.open(
            EngineOptions.in(directory), () -> now, Thread.ofPlatform().daemon().factory(), timer);
    String address = "ann@agents.test";
    ann =
        engine
            .grants()
            .create(
                new GrantStore.NewGrant(
                    engine.grants().applications().first(),
                    address,
                    address,
                    "",
                    Optional.empty(),
                    now));
    filing = new Filing(mail(), engine.grants(), _ -> mode, _ -> Guard.NONE, () -> now);
    Recipients recipients = new Recipients(engine.grants(), Domains.of(List.of("agents.test")));
    sending =
        new Sending(mail(), recipients, new NoWayOut(), () -> now, Duration.ofDays(5), _ -> mode);
  }

  MailStore mail() {
    return engine.mail();
  }

  void wait(Duration time) {
    now = now.plus(time);
  }

  MailTx.Added append(FolderId folder, String text) {
    try (Blob blob = blob(text)) {
      return append(new Arrival(folder, blob, Flags.SEEN, now.getEpochSecond(), 0, this));
    }
  }

  MailTx.Added append(Arrival arrival) {
    return filing.append(ann.account(), arrival, new Object());
  }

  /// Sends a mail as the API does, and returns its copy.
  MessageId submit(String text) {
    try (Blob blob = blob(text);
        Exit exit = sending.depart(submission(blob), Optional.empty())) {
      Departure sent = mail().commit(ann.account(), this, exit::take);
      return sent.message().orElseThrow();
    }
  }

  /// Lets a mail in that comes from the network.
  MessageId deliver(String text) {
    try (Blob blob = blob(text)) {
      return new Delivery(mail(), "mx.agents.test", () -> now)
          .deliver(
              ann, new Delivery.Direct("", ann.email(), blob, blob.size(), Optional.empty()), this)
          .message();
    }
  }

  /// Returns the messages with this Message-ID.
  List<StoredMessage> named(String id) {
    return mail().read(ann.account(), read -> read.named(id));
  }

  void submitAsClient(String text) {
    try (Blob blob = blob(text)) {
      Departure _ = sending.submit(submission(blob), Optional.empty());
    }
  }

  private Submission submission(Blob blob) {
    return new Submission(
        ann,
        ann.email(),
        List.of(ann.email()),
        blob,
        MessageReader.read(blob.bytes()),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        this);
  }

  Blob blob(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (BlobSink sink = mail().sink()) {
      sink.write(bytes, 0, bytes.length);
      return sink.finish();
    }
  }

  int queued() {
    return Waiting.due(engine.queue(), now).size();
  }

  FolderId create(String name) {
    return mail().commit(ann.account(), this, tx -> tx.createFolder(name).id());
  }

  void expunge(FolderId folder, long uid) {
    List<Long> _ = mail().commit(ann.account(), this, tx -> tx.expunge(folder, UidSet.of(uid)));
  }

  void copy(FolderId from, long uid, FolderId to) {
    MailTx.Moved _ = mail().commit(ann.account(), this, tx -> tx.copy(from, UidSet.of(uid), to));
  }

  List<Long> uids(FolderId folder) {
    View view = mail().read(ann.account(), read -> read.view(folder));
    return IntStream.rangeClosed(1, view.size()).mapToObj(view::uid).toList();
  }

  /// Returns the bytes behind the folder's last UID.
  String text(FolderId folder) {
    UidSet last = UidSet.of(uids(folder).getLast());
    Placement placement =
        mail().read(ann.account(), read -> read.placements(folder, last)).getFirst();
    try (Content content =
        mail().content(ann.account(), placement.message(), placement.revision()).orElseThrow()) {
      return new String(content.bytes().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  StoredMessage message(MessageId id) {
    return mail().read(ann.account(), read -> read.message(id)).orElseThrow();
  }

  List<StoredMessage> drafts() {
    return mail().read(ann.account(), read -> read.find(MessageQuery.all(100))).items().stream()
        .filter(message -> message.folders().contains(FolderId.DRAFTS))
        .toList();
  }

  List<String> keywords(FolderId folder, MessageId id) {
    return mail()
        .read(
            ann.account(),
            read ->
                read.folder(folder)
                    .orElseThrow()
                    .keywords()
                    .of(read.placementsOf(id, folder).getFirst().flags().keywords()));
  }

  long seq() {
    return mail().read(ann.account(), MailRead::seq);
  }

  /// Returns what receivers of webhooks are told of, but for updates of what they never heard of.
  List<LogEntry.Change> news(long seq) {
    return mail().changesSince(ann.account(), seq, 1000).stream()
        .map(LogEntry::change)
        .filter(FilingStage::isTold)
        .toList();
  }

  /// Returns the messages that were changed since, as often as they were.
  List<MessageId> updated(long seq) {
    return mail().changesSince(ann.account(), seq, 1000).stream()
        .map(LogEntry::change)
        .filter(LogEntry.MessageUpdated.class::isInstance)
        .map(change -> ((LogEntry.MessageUpdated) change).message())
        .toList();
  }

  /// Returns the number of the last change of a message in each of its folders.
  List<Long> modseqs(MessageId id) {
    return message(id).folders().stream()
        .map(folder -> mail().read(ann.account(), read -> read.placementsOf(id, folder)))
        .map(placements -> placements.getFirst().modseq())
        .toList();
  }

  MailThread thread(ThreadId id) {
    return mail().read(ann.account(), read -> read.thread(id)).orElseThrow();
  }

  private static boolean isTold(LogEntry.Change change) {
    return switch (change) {
      case LogEntry.MessageCreated created -> !created.quiet();
      case LogEntry.MessageDeleted deleted -> !deleted.quiet();
      case LogEntry.MessageUpdated _ -> false;
      default -> true;
    };
  }

  @Override
  public void close() {
    engine.close();
    timer.shutdownNow();
  }

  private static final class NoWayOut implements Transport {
    @Override
    public List<Outcome> send(Job job) {
      return List.of();
    }

    @Override
    public boolean routes(AccountId account, String domain) {
      return false;
    }
  }
}
