package dev.postern.outbound.report;

import dev.postern.auth.AuthOptions;
import dev.postern.auth.Grant;
import dev.postern.auth.Grants;
import dev.postern.delivery.Admission;
import dev.postern.delivery.Blobs;
import dev.postern.delivery.Delivery;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.SentMode;
import dev.postern.domains.Domains;
import dev.postern.guard.Guard;
import dev.postern.mail.MessageReader;
import dev.postern.mailauth.Check;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.Verdict;
import dev.postern.outbound.Gate;
import dev.postern.outbound.QueueWorker;
import dev.postern.outbound.Quotas;
import dev.postern.outbound.RetrySchedule;
import dev.postern.outbound.SendLimits;
import dev.postern.outbound.Sending;
import dev.postern.outbound.Submission;
import dev.postern.outbound.Suppressing;
import dev.postern.outbound.Transfers;
import dev.postern.outbound.Transport;
import dev.postern.outbound.Wishes;
import dev.postern.screening.DmarcMode;
import dev.postern.screening.Judgement;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/// A server with the embedded engine whose time stands still and whose hops answer as told. Nothing
/// runs but in [#settle].
final class ReportStage implements AutoCloseable, Transport {
  final SqliteEngine engine;
  final Sending sending;
  final Recipients recipients;
  final Delivery delivery;

  /// What hops took.
  final List<Taken> taken = new ArrayList<>();

  /// What a hop answers about a recipient; others are accepted.
  final Map<String, Outcome> answers = new HashMap<>();

  /// What holds for some agents, by their addresses.
  final Map<String, Guard> guards = new HashMap<>();

  SentMode mode = SentMode.ADOPT;
  Instant now = Instant.parse("2026-11-23T10:00:00Z");
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Grants grants;
  private final QueueWorker worker;

  ReportStage(Path directory, String domain) {
    Domains domains = Domains.of(List.of(domain));
    engine =
        SqliteEngine.open(
            EngineOptions.in(directory), () -> now, Thread.ofPlatform().daemon().factory(), timer);
    AuthOptions auth = new AuthOptions(Set.of(domain), 4, 0, List.of(), false, false);
    grants = new Grants(engine.grants(), auth, () -> now);
    recipients = new Recipients(engine.grants(), domains);
    MailedReports mailed = new MailedReports(recipients, () -> now);
    delivery =
        new Delivery(
            engine.mail(),
            "mx." + domain,
            () -> now,
            mailed,
            new Admission(
                engine.mail(),
                agent -> guards.getOrDefault(agent.email(), Guard.NONE),
                engine.counters(),
                new Judgement(5, DmarcMode.ENFORCE),
                () -> now));
    Transport transport = new Suppressing(this, engine.suppressions());
    sending =
        new Sending(
            engine.mail(),
            recipients,
            transport,
            () -> now,
            Duration.ofDays(3),
            _ -> mode,
            Gate.open(
                engine.mail(), new Quotas(SendLimits.NONE, engine.schedules(), true), () -> now));
    SenderReports reports =
        new SenderReports(
            engine.queue(),
            engine.mail(),
            recipients,
            "mx." + domain,
            Duration.ofDays(3),
            () -> now,
            new Random(7));
    Transfers transfers =
        new Transfers(
            engine.queue(),
            engine.mail(),
            recipients,
            delivery,
            transport,
            new RetrySchedule(new Random(7)),
            reports,
            () -> now);
    worker =
        new QueueWorker(
            engine.queue(), recipients, transport, transfers, () -> now, timer, tasks::add);
    worker.start();
  }

  /// A mail for one recipient that a hop took.
  record Taken(String sender, String recipient, String mail) {}

  @Override
  public List<Outcome> send(Job job) {
    String mail = new String(job.message().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    List<Outcome> outcomes = new ArrayList<>();
    for (String to : job.recipients()) {
      Outcome outcome = answers.getOrDefault(to, new Outcome.Accepted("mx", "250 2.0.0 ok", false));
      if (outcome instanceof Outcome.Accepted) {
        taken.add(new Taken(job.sender(), to, mail));
      }
      outcomes.add(outcome);
    }
    return outcomes;
  }

  @Override
  public boolean routes(AccountId account, String domain) {
    return true;
  }

  @Override
  public String nextHop(AccountId account, String domain) {
    return "hop";
  }

  Grant agent(String email) {
    return grants.create(engine.grants().applications().first(), email, Optional.empty(), "");
  }

  void refuse(String recipient, String answer) {
    answers.put(recipient, new Outcome.Refused("mx.there.test", answer));
  }

  void defer(String recipient, String answer) {
    answers.put(recipient, new Outcome.Deferred("mx.there.test", answer));
  }

  /// Sends a mail of an agent.
  void send(Grant from, Wishes wishes, String id, String... to) {
    String mail =
        "From: %s\r\nTo: %s\r\nSubject: one\r\nMessage-ID: <%s>\r\n\r\nhello\r\n"
            .formatted(from.email(), String.join(", ", to), id);
    try (Blob blob = blob(mail)) {
      Submission submission =
          new Submission(
              from,
              from.email(),
              List.of(to),
              blob,
              MessageReader.read(blob.bytes()),
              Optional.empty(),
              Optional.empty(),
              Map.of(),
              Optional.empty(),
              wishes,
              this);
      sending.submit(submission, Optional.empty());
    }
    settle();
  }

  /// Queues a mail from outside.
  void receive(Grant holder, String sender, Optional<Verdict> verdict, String mail, String... to) {
    try (Blob blob = blob(mail)) {
      sending.queue(holder.account(), sender, List.of(to), blob, Wishes.NONE, verdict, this);
    }
    settle();
  }

  /// Delivers a mail from outside while its server waits.
  void deliver(Grant to, String sender, String mail) {
    deliver(to, sender, Optional.empty(), mail);
  }

  void deliver(Grant to, String sender, Optional<Verdict> verdict, String mail) {
    try (Blob blob = blob("Return-Path: <" + sender + ">\r\n" + mail)) {
      var _ =
          delivery.deliver(
              to, new Delivery.Direct(sender, to.email(), blob, blob.size(), verdict), this);
    }
  }

  /// Files a mail in Sent, as a mail program does.
  void file(Grant agent, String mail) {
    try (Blob blob = blob(mail)) {
      NewMessage copy =
          new NewMessage(
              blob,
              MessageReader.read(blob.bytes()),
              Optional.empty(),
              List.of(FolderId.SENT),
              Flags.SEEN,
              now,
              now.getEpochSecond(),
              0,
              Optional.empty(),
              Map.of());
      var _ = engine.mail().commit(agent.account(), this, tx -> tx.add(copy));
    }
  }

  private Blob blob(String mail) {
    byte[] bytes = mail.getBytes(StandardCharsets.UTF_8);
    return Blobs.of(engine.mail(), List.of(MemorySegment.ofArray(bytes)));
  }

  /// Does all that is due.
  void settle() {
    worker.wake();
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  void after(Duration time) {
    now = now.plus(time);
    settle();
  }

  /// Returns an agent's mail in a folder, the newest first.
  List<String> mail(Grant agent, FolderId folder) {
    List<String> texts = new ArrayList<>();
    for (StoredMessage message :
        engine.mail().read(agent.account(), read -> read.find(MessageQuery.all(500)).items())) {
      if (!message.folders().contains(folder)) {
        continue;
      }
      try (Content content =
          engine.mail().content(agent.account(), message.id(), message.revision()).orElseThrow()) {
        texts.add(
            new String(content.bytes().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  /// Returns what was reported of an account, oldest first.
  List<LogEntry.Reported> events(Grant agent) {
    return engine.mail().changesSince(agent.account(), 0, 1000).stream()
        .flatMap(entry ->
            entry.change() instanceof LogEntry.Reported reported
                ? Stream.of(reported)
                : Stream.of())
        .toList();
  }

  /// Returns the addresses that the first application does not send to.
  List<String> suppressed() {
    return engine
        .suppressions()
        .list(engine.grants().applications().first().id(), Optional.empty(), Optional.empty(), 100)
        .stream()
        .map(entry -> entry.address())
        .toList();
  }

  static Verdict verdict(String method, String result, String property, String value) {
    Check check = new Check(method, result, "", Map.of(property, value));
    return new Verdict(List.of(check), 0, false, List.of());
  }

  @Override
  public void close() {
    worker.close();
    engine.close();
    timer.shutdownNow();
  }
}
