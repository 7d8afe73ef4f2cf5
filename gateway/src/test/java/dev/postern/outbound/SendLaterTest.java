package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.auth.Grant;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.SentMode;
import dev.postern.domains.Domains;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.Quota;
import dev.postern.mailbox.Reports;
import dev.postern.mailbox.StoredMessage;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.support.Unsupported;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of mail that is sent later, and who hears of it, on the real engine.
@SuppressWarnings("NullAway.Init") // the engine is opened again with other limits
class SendLaterTest {
  @TempDir private Path directory;

  @AutoClose("shutdownNow")
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);

  private volatile Instant now = Agent.NOON;
  private boolean routed = true;
  @AutoClose private SqliteEngine engine;
  private Sending sending;
  private Agent ann;
  private Agent bob;

  @BeforeEach
  void start() {
    open(SendLimits.NONE);
    EnginePorts ports =
        new EnginePorts(engine.mail(), engine.grants(), engine.queue(), engine.webhooks());
    ann = Agent.create(ports, "ann");
    bob = Agent.create(ports, "bob");
  }

  private void open(SendLimits limits) {
    open(limits, Quota.NONE);
  }

  private void open(SendLimits limits, Quota quota) {
    if (engine != null) {
      engine.close();
    }
    engine =
        SqliteEngine.open(
            withQuota(EngineOptions.in(directory.resolve("data")), quota),
            () -> now,
            Thread.ofPlatform().daemon().factory(),
            scheduler);
    sending =
        new Sending(
            engine.mail(),
            new Recipients(engine.grants(), Domains.of(List.of("example.org"))),
            Unsupported.except(Transport.class, this),
            () -> now,
            Duration.ofDays(1),
            _ -> SentMode.ADOPT,
            Gate.open(engine.mail(), new Quotas(limits, engine.schedules(), false), () -> now));
    if (ann != null) {
      ann = Agent.of(engine.mail(), ann.account);
      bob = Agent.of(engine.mail(), bob.account);
    }
  }

  private static EngineOptions withQuota(EngineOptions options, Quota quota) {
    return new EngineOptions(
        options.directory(),
        options.readers(),
        options.inMemory(),
        options.segment(),
        options.cache(),
        options.logAge(),
        options.logRows(),
        options.upkeep(),
        quota);
  }

  @SuppressWarnings("unused") // called through the port
  boolean routes(AccountId account, String domain) {
    return routed;
  }

  private void work() {
    Release release =
        new Release(
            engine.schedules(),
            engine.approvals(),
            engine.grants(),
            engine.mail(),
            sending,
            () -> now);
    try (ScheduleWorker worker =
        new ScheduleWorker(engine.schedules(), release, () -> now, Runnable::run)) {
      worker.sendDue();
    }
  }

  private Submission submission(Agent agent, Blob blob, Optional<MessageId> draft) {
    Grant grant = engine.grants().grantOf(agent.account).orElseThrow();
    return new Submission(
        grant,
        grant.email(),
        List.of("far@elsewhere.test"),
        blob,
        MessageReader.read(blob.bytes()),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        draft,
        this);
  }

  private Scheduled keep(Agent agent, String subject, Scheduled.Kind kind, Instant due) {
    return keep(agent, subject, kind, due, Optional.empty());
  }

  private Scheduled keep(
      Agent agent, String subject, Scheduled.Kind kind, Instant due, Optional<MessageId> draft) {
    try (Blob blob = agent.blob(Agent.mail(subject).getBytes(StandardCharsets.UTF_8))) {
      Submission mail = submission(agent, blob, draft);
      Passage passage = sending.gate().pass(mail);
      return agent.commit(sending.later().prepare(mail, passage, kind, due, false));
    }
  }

  private void send(Agent agent, String subject) {
    try (Blob blob = agent.blob(Agent.mail(subject).getBytes(StandardCharsets.UTF_8))) {
      Submission mail = submission(agent, blob, Optional.empty());
      Passage passage = sending.gate().pass(mail);
      Function<MailTx, Departure> work =
          sending.posting().prepare(mail, passage, false, Optional.empty());
      Departure _ =
          agent.commit(tx -> {
            OptionalLong _ = passage.count(tx);
            return work.apply(tx);
          });
    }
  }

  private Scheduled now(Scheduled mail) {
    return engine.schedules().find(mail.account(), mail.id()).orElseThrow();
  }

  private List<LogEntry.Reported> reports(Agent agent) {
    return engine.mail().changesSince(agent.account, 0, 1000).stream()
        .map(LogEntry::change)
        .filter(LogEntry.Reported.class::isInstance)
        .map(LogEntry.Reported.class::cast)
        .toList();
  }

  @Test
  void whatWasPromisedIsWhatIsSentAndReported() {
    Scheduled mail = keep(ann, "later", Scheduled.Kind.SCHEDULED, now.plusSeconds(60));
    now = now.plusSeconds(60);
    work();
    StoredMessage sent = ann.read(read -> read.message(mail.message()).orElseThrow());
    assertThat(sent.thread()).isEqualTo(mail.thread());
    assertThat(reports(ann))
        .containsExactly(
            new LogEntry.Reported(
                Reports.SEND_SUCCESS,
                Map.of(
                    Reports.MESSAGE, mail.message().toString(),
                    Reports.SCHEDULE, mail.id().toString(),
                    Reports.SEND_AT, Long.toString(mail.due().getEpochSecond()),
                    Reports.USE_DRAFT, "false")));
  }

  @Test
  void aFailureKeepsItsReasonAndItsBytesForThreeDays() {
    Scheduled mail = keep(ann, "later", Scheduled.Kind.SCHEDULED, now.plusSeconds(60));
    routed = false;
    now = now.plusSeconds(60);
    work();
    assertThat(now(mail).status()).isEqualTo(Scheduled.Status.FAILED);
    assertThat(now(mail).reason()).contains("no route to elsewhere.test");
    assertThat(ann.uids(FolderId.SENT)).isEmpty();
    assertThat(reports(ann).getFirst().facts())
        .containsEntry(Reports.REASON, now(mail).reason())
        .containsEntry(Reports.ERROR_STATUS, "400")
        .containsEntry(Reports.SUBJECT, "later")
        .containsEntry(Reports.SCHEDULE, mail.id().toString())
        .doesNotContainKey(Reports.MESSAGE);
    engine.schedules().content(mail).orElseThrow().close();
    now = now.plus(Duration.ofHours(73));
    engine.compact();
    assertThat(engine.schedules().find(ann.account, mail.id())).isEmpty();
    assertThat(engine.verify().problems()).isEmpty();
  }

  @Test
  void anAccountThatMustWaitHoldsUpNobodyElse() {
    MessageId _ = draft("fills the mailbox");
    open(SendLimits.NONE, new Quota(OptionalLong.empty(), OptionalLong.of(1)));
    for (int i = 0; i < 121; i++) {
      keep(ann, "mail " + i, Scheduled.Kind.SCHEDULED, now.plusSeconds(2));
    }
    Scheduled bobs = keep(bob, "bob's", Scheduled.Kind.SCHEDULED, now.plusSeconds(3));
    now = now.plusSeconds(10);
    work();
    assertThat(now(bobs).status()).isEqualTo(Scheduled.Status.SENT);
    assertThat(engine.schedules().pending()).isEqualTo(121);
    now = now.plus(Duration.ofHours(5));
    work();
    assertThat(engine.schedules().pending()).isZero();
    assertThat(reports(ann))
        .hasSize(121)
        .allMatch(told -> told.trigger().equals(Reports.SEND_FAILED));
  }

  @Test
  void aDraftThatWasEditedMeanwhileStays() {
    MessageId kept = draft("kept");
    MessageId gone = draft("gone");
    keep(ann, "a", Scheduled.Kind.QUEUED, now.plusSeconds(1), Optional.of(kept));
    keep(ann, "b", Scheduled.Kind.QUEUED, now.plusSeconds(2), Optional.of(gone));
    assertThat(ann.uids(FolderId.DRAFTS)).hasSize(2);
    try (Blob blob = ann.blob(Agent.mail("edited").getBytes(StandardCharsets.UTF_8))) {
      MailTx.Added _ =
          ann.commit(tx -> tx.replaceContent(kept, blob, MessageReader.read(blob.bytes())));
    }
    now = now.plusSeconds(5);
    work();
    assertThat(ann.uids(FolderId.SENT)).hasSize(2);
    assertThat(ann.uids(FolderId.DRAFTS)).hasSize(1);
    assertThat(ann.<Boolean>read(read -> read.message(kept).isPresent())).isTrue();
  }

  private MessageId draft(String subject) {
    try (Blob blob = ann.blob(Agent.mail(subject).getBytes(StandardCharsets.UTF_8))) {
      NewMessage draft =
          new NewMessage(
              blob,
              MessageReader.read(blob.bytes()),
              Optional.empty(),
              List.of(FolderId.DRAFTS),
              Flags.NONE,
              now,
              now.getEpochSecond(),
              0,
              Optional.empty(),
              Map.of());
      return ann.commit(tx -> tx.add(draft)).message();
    }
  }

  @Test
  void queuedMailGoesOutThoughTheClockWasSetBack() {
    Scheduled queued = keep(ann, "queued", Scheduled.Kind.QUEUED, now.plusSeconds(5));
    Scheduled scheduled = keep(ann, "scheduled", Scheduled.Kind.SCHEDULED, now.plusSeconds(5));
    now = now.minus(Duration.ofDays(1));
    work();
    assertThat(now(queued).status()).isEqualTo(Scheduled.Status.SENT);
    assertThat(now(scheduled).status()).isEqualTo(Scheduled.Status.PENDING);
  }

  @Test
  void aDaysNumberIsExactWhoeverSendsAtOnce() throws Exception {
    open(SendLimits.of(OptionalInt.empty(), OptionalInt.of(20)));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      IntStream.range(0, 60)
          .forEach(i ->
              all.add(
                  threads.submit(() -> {
                    try {
                      send(ann, "mail " + i);
                      return true;
                    } catch (GatewayException full) {
                      assertThat(full.fault()).isEqualTo(Fault.THROTTLED);
                      return false;
                    }
                  })));
      int sent = 0;
      for (Future<Boolean> one : all) {
        sent += one.get() ? 1 : 0;
      }
      assertThat(sent).isEqualTo(20);
    }
    assertThat(ann.uids(FolderId.SENT)).hasSize(20);
    open(SendLimits.of(OptionalInt.empty(), OptionalInt.of(20)));
    assertThatThrownBy(() -> send(ann, "one more"))
        .isInstanceOfSatisfying(
            GatewayException.class,
            full -> assertThat(full.retryAfter()).contains(Duration.ofHours(12).toSeconds()));
    send(bob, "bob's own number");
    now = now.plus(Duration.ofHours(12));
    send(ann, "a new day");
  }

  @Test
  void queuedMailCountsWhenItIsAcceptedUnlessItFails() {
    open(SendLimits.of(OptionalInt.of(1), OptionalInt.of(2)));
    Scheduled first = keep(ann, "first", Scheduled.Kind.QUEUED, now.plusSeconds(1));
    keep(ann, "second", Scheduled.Kind.QUEUED, now.plusSeconds(2));
    assertThatThrownBy(() -> send(ann, "third")).hasMessageContaining("daily quota");
    routed = false;
    now = now.plusSeconds(1);
    work();
    assertThat(now(first).status()).isEqualTo(Scheduled.Status.FAILED);
    routed = true;
    send(ann, "third");
    assertThatThrownBy(() -> send(ann, "fourth")).hasMessageContaining("daily quota");
    now = now.plusSeconds(1);
    work();
    assertThat(ann.uids(FolderId.SENT)).hasSize(2);
  }

  @Test
  void aScheduledMailBeyondTheDaysNumberFails() {
    open(SendLimits.of(OptionalInt.empty(), OptionalInt.of(1)));
    Scheduled mail = keep(ann, "later", Scheduled.Kind.SCHEDULED, now.plusSeconds(60));
    send(ann, "now");
    now = now.plusSeconds(60);
    work();
    assertThat(now(mail).status()).isEqualTo(Scheduled.Status.FAILED);
    assertThat(reports(ann).getLast().facts()).containsEntry(Reports.ERROR_STATUS, "429");
  }

  @Test
  void whatMailClientsSubmitWaitsForItsTurnToo() {
    open(SendLimits.of(OptionalInt.of(1), OptionalInt.of(2)));
    submit(ann, "first");
    submit(ann, "second");
    assertThat(ann.uids(FolderId.SENT)).hasSize(1);
    Scheduled queued = engine.schedules().all(ann.account).getFirst();
    assertThat(queued.kind()).isEqualTo(Scheduled.Kind.QUEUED);
    assertThat(queued.plan().submitted()).isTrue();
    assertThatThrownBy(() -> submit(ann, "third"))
        .isInstanceOfSatisfying(
            GatewayException.class, full -> assertThat(full.fault().smtpReply()).isEqualTo(451));
    now = now.plusSeconds(2);
    work();
    assertThat(ann.uids(FolderId.SENT)).hasSize(2);
    assertThat(Waiting.due(engine.queue(), now)).hasSize(2);
  }

  @Test
  void turnsArePooledForAllAccountsOfAnApplication() {
    open(SendLimits.of(OptionalInt.of(2), OptionalInt.empty()));
    submit(ann, "1");
    submit(bob, "2");
    submit(ann, "3");
    submit(bob, "4");
    Instant third = engine.schedules().all(ann.account).getFirst().due();
    Instant fourth = engine.schedules().all(bob.account).getFirst().due();
    assertThat(Duration.between(third, fourth)).isEqualTo(Duration.ofMillis(500));
    // The server goes down and comes back: nobody overtakes what waits.
    open(SendLimits.of(OptionalInt.of(2), OptionalInt.empty()));
    submit(ann, "5");
    assertThat(engine.schedules().all(ann.account).getLast().due()).isAfter(fourth);
  }

  private void submit(Agent agent, String subject) {
    try (Blob blob = agent.blob(Agent.mail(subject).getBytes(StandardCharsets.UTF_8))) {
      sending.submit(submission(agent, blob, Optional.empty()), Optional.empty());
    }
  }

  @Test
  void heldMailCountsWhenItIsAcceptedSoThatItDoesNotFailLater() {
    open(SendLimits.of(OptionalInt.empty(), OptionalInt.of(1)));
    hold(ann, List.of("far@elsewhere.test"));
    assertThatThrownBy(() -> send(ann, "now")).hasMessageContaining("daily quota");
    now = now.plusSeconds(60);
    work();
    assertThat(ann.uids(FolderId.SENT)).hasSize(1);
  }

  @Test
  void aRecipientThatIsGoneDoesNotCostTheOthersTheirHeldMail() {
    hold(ann, List.of("nobody@example.org", "far@elsewhere.test"));
    hold(ann, List.of("nobody@example.org"));
    now = now.plusSeconds(60);
    work();
    assertThat(engine.schedules().all(ann.account))
        .extracting(Scheduled::status)
        .containsExactlyInAnyOrder(Scheduled.Status.SENT, Scheduled.Status.FAILED);
    assertThat(Waiting.due(engine.queue(), now)).hasSize(2);
  }

  private void hold(Agent agent, List<String> to) {
    try (Blob blob = agent.blob(Agent.mail("held").getBytes(StandardCharsets.UTF_8))) {
      Submission one = submission(agent, blob, Optional.empty());
      sending.submit(
          new Submission(
              one.sender(),
              one.reversePath(),
              to,
              blob,
              one.digest(),
              Optional.empty(),
              Optional.empty(),
              Map.of(),
              Optional.empty(),
              this),
          Optional.of(now.plusSeconds(60)));
    }
  }
}
