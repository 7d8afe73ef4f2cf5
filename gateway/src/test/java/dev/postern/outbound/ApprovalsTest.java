package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantChange;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.SentMode;
import dev.postern.domains.Domains;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.Guard;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Reports;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Approval.Status;
import dev.postern.rules.RuleSet;
import dev.postern.rules.SpamDetection;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.support.Unsupported;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of mail that waits for consent, on the real engine.
class ApprovalsTest {
  private static final String MAIL = Agent.mail("hello");

  @TempDir private Path directory;

  @AutoClose("shutdownNow")
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);

  private volatile Instant now = Agent.NOON;
  private volatile Guard guard = Guard.NONE;
  @AutoClose private SqliteEngine engine;
  private Sending sending;
  private Approvals approvals;
  private Agent ann;
  private UUID application;

  @BeforeEach
  void start() {
    engine =
        SqliteEngine.open(
            EngineOptions.in(directory.resolve("data")),
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
            new Gate(
                engine.grants(),
                _ -> guard,
                engine.mail(),
                Quotas.NONE,
                LoopLimits.NONE,
                () -> now));
    approvals =
        new Approvals(engine.approvals(), engine.grants(), engine.mail(), sending, () -> now);
    EnginePorts ports =
        new EnginePorts(engine.mail(), engine.grants(), engine.queue(), engine.webhooks());
    ann = Agent.create(ports, "ann");
    application = grant().applicationId();
  }

  @SuppressWarnings("unused") // called through the port
  boolean routes(AccountId account, String domain) {
    return true;
  }

  private Grant grant() {
    return engine.grants().grantOf(ann.account).orElseThrow();
  }

  private Submission submission(Blob blob, Optional<MessageId> draft) {
    return new Submission(
        grant(),
        "ann@example.org",
        List.of("far@elsewhere.test", "hidden@elsewhere.test"),
        blob,
        MessageReader.read(blob.bytes()),
        Optional.empty(),
        Optional.empty(),
        Map.of("key", "value"),
        draft,
        this);
  }

  private Approval hold(String mail, boolean submitted, Optional<Instant> due) {
    return hold(mail, submitted, due, Optional.empty());
  }

  private Approval hold(
      String mail, boolean submitted, Optional<Instant> due, Optional<MessageId> draft) {
    try (Blob blob = ann.blob(mail.getBytes(StandardCharsets.UTF_8));
        Petition petition =
            new Petition(engine.mail(), submission(blob, draft), submitted, due, now)) {
      return ann.commit(petition::keep);
    }
  }

  private Approval hold() {
    return hold(MAIL, false, Optional.empty());
  }

  private Approval seen(Approval approval) {
    return approvals.find(application, approval.id());
  }

  private Approval approve(Approval approval) {
    return approvals.approve(seen(approval), Optional.of(approval.hash()), this);
  }

  private String text(MessageId message) {
    StoredMessage found = ann.message(message).orElseThrow();
    return new String(ann.bytes(message, found.revision()), StandardCharsets.UTF_8);
  }

  private long queued() {
    return engine.numbers().queued();
  }

  private void isRefused(Approval approval, Fault fault, String why) {
    assertThatThrownBy(() -> approve(approval))
        .isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessageContaining(why);
  }

  @Test
  void whatWaitsIsADraftAndNothingElse() {
    Approval held = hold();
    MessageId draft = held.draft().message();
    assertThat(ann.message(draft).orElseThrow().folders()).containsExactly(FolderId.DRAFTS);
    assertThat(ann.message(draft).orElseThrow().unread()).isFalse();
    assertThat(text(draft)).isEqualTo("X-Postern-Held: " + held.id() + "\r\n" + MAIL);
    assertThat(ann.uids(FolderId.SENT)).isEmpty();
    assertThat(queued()).isZero();
    assertThat(seen(held)).isEqualTo(held);
    assertThat(held.plan().recipients()).contains("hidden@elsewhere.test");
  }

  @Test
  void whatIsApprovedIsSentByteForByteAndLeavesTheDrafts() {
    for (boolean submitted : List.of(false, true)) {
      Approval held = hold(MAIL, submitted, Optional.empty());
      Approval done = approve(held);
      assertThat(done.status()).isEqualTo(Status.APPROVED);
      assertThat(text(held.message())).isEqualTo(MAIL);
      StoredMessage sent = ann.message(held.message()).orElseThrow();
      assertThat(sent.folders()).containsExactly(FolderId.SENT);
      assertThat(sent.thread()).isEqualTo(held.thread());
      assertThat(sent.metadata()).containsEntry("key", "value");
      assertThat(ann.uids(FolderId.DRAFTS)).isEmpty();
      isRefused(held, Fault.WRONG_STATE, "approved already");
    }
    assertThat(queued()).isEqualTo(4);
    assertThat(ann.uids(FolderId.SENT)).hasSize(2);
    engine.compact();
    assertThat(engine.verify().problems()).isEmpty();
  }

  @Test
  void aDraftThatWasChangedMovedOrDeletedIsNotApproved() {
    Approval edited = hold();
    try (Blob blob = ann.blob(Agent.mail("edited").getBytes(StandardCharsets.UTF_8))) {
      MailTx.Added _ =
          ann.commit(tx ->
              tx.replaceContent(edited.draft().message(), blob, MessageReader.read(blob.bytes())));
    }
    Approval moved = hold();
    MailTx.MessageEdit away =
        new MailTx.MessageEdit(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(List.of(FolderId.TRASH)),
            Optional.empty());
    Approval deleted = hold();
    Boolean _ =
        ann.commit(tx -> {
          tx.edit(moved.draft().message(), away);
          tx.delete(deleted.draft().message());
          return true;
        });
    for (Approval each : List.of(edited, moved, deleted)) {
      // As somebody saw it who looked before.
      assertThatThrownBy(() -> approvals.approve(each, Optional.empty(), this))
          .hasMessageContaining("changed or deleted");
      assertThat(seen(each).status()).isEqualTo(Status.SUPERSEDED);
    }
    assertThat(queued()).isZero();
    assertThat(ann.uids(FolderId.SENT)).isEmpty();
    assertThat(ann.uids(FolderId.DRAFTS)).hasSize(1);
  }

  @Test
  void aListTellsWhatIsOutOfDate() {
    Approval kept = hold();
    Approval gone = hold();
    Boolean _ =
        ann.commit(tx -> {
          tx.delete(gone.draft().message());
          return true;
        });
    ApprovalStore.Filter pending =
        new ApprovalStore.Filter(application, Optional.empty(), Optional.of(Status.PENDING));
    assertThat(approvals.list(pending, Optional.empty(), 10)).containsExactly(kept);
    assertThat(engine.approvals().pending()).isEqualTo(1);
  }

  @Test
  void anotherMailThanWasSeenIsNotSent() {
    Approval held = hold();
    assertThatThrownBy(() -> approvals.approve(seen(held), Optional.of("0".repeat(64)), this))
        .hasMessageContaining("content_hash");
    assertThat(seen(held).isPending()).isTrue();
    assertThat(hold(MAIL, false, Optional.of(now.plusSeconds(9))).hash()).isNotEqualTo(held.hash());
  }

  @Test
  void ofTwoWhoApproveAtOnceOneSends() throws Exception {
    List<Approval> held = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      held.add(hold());
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (Approval each : held) {
        for (int i = 0; i < 4; i++) {
          boolean refuses = i == 3;
          all.add(threads.submit(() -> decides(each, refuses)));
        }
      }
      int decided = 0;
      for (Future<Boolean> one : all) {
        decided += one.get() ? 1 : 0;
      }
      assertThat(decided).isEqualTo(10);
    }
    long approved = held.stream().filter(each -> seen(each).status() == Status.APPROVED).count();
    assertThat(ann.uids(FolderId.SENT)).hasSize((int) approved);
    assertThat(queued()).isEqualTo(approved * 2);
  }

  private boolean decides(Approval each, boolean refuses) {
    try {
      Approval _ =
          refuses
              ? approvals.refuse(each, "", this)
              : approvals.approve(each, Optional.empty(), this);
      return true;
    } catch (GatewayException late) {
      assertThat(late.fault()).isEqualTo(Fault.WRONG_STATE);
      return false;
    }
  }

  @Test
  void whatIsRefusedStaysAsADraft() {
    Approval held = hold();
    Approval refused = approvals.refuse(held, "not so rude", this);
    assertThat(refused.status()).isEqualTo(Status.REFUSED);
    assertThat(refused.reason()).isEqualTo("not so rude");
    assertThat(refused.decided()).contains(now);
    assertThat(ann.uids(FolderId.DRAFTS)).hasSize(1);
    isRefused(held, Fault.WRONG_STATE, "refused already");
    assertThat(queued()).isZero();
  }

  @Test
  void whatIsToBeSentLaterIsSentAtItsTimeOrNowIfThatHasPassed() {
    Approval ahead = hold(MAIL, true, Optional.of(now.plusSeconds(100)));
    Approval late = hold(MAIL, false, Optional.of(now.plusSeconds(100)));
    approve(ahead);
    assertThat(queued()).isZero();
    Scheduled waits = engine.schedules().find(ann.account, ahead.id()).orElseThrow();
    assertThat(waits.kind()).isEqualTo(Scheduled.Kind.HELD);
    assertThat(waits.message()).isEqualTo(ahead.message());
    now = now.plusSeconds(200);
    release();
    assertThat(text(ahead.message())).isEqualTo(MAIL);
    approve(late);
    assertThat(text(late.message())).contains("\r\nDate: ");
    assertThat(ann.uids(FolderId.DRAFTS)).isEmpty();
    assertThat(queued()).isEqualTo(4);
  }

  private void release() {
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

  @Test
  void aDraftThatIsSentAnewWaitsAnew() {
    Approval first = hold();
    MessageId draft = first.draft().message();
    Approval second = hold(MAIL, false, Optional.empty(), Optional.of(draft));
    assertThat(seen(first).status()).isEqualTo(Status.SUPERSEDED);
    assertThat(second.draft()).isEqualTo(first.draft());
    approve(second);
    assertThat(text(second.message())).isEqualTo(MAIL);
    assertThat(ann.message(draft)).isEmpty();
  }

  @Test
  void nobodyApprovesForABlockedAgent() {
    Approval held = hold();
    block(true);
    isRefused(held, Fault.SUSPENDED, "blocked");
    block(false);
    approve(held);
  }

  private void block(boolean blocked) {
    GrantChange change =
        new GrantChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(blocked));
    Grant _ = engine.grants().update(grant().id(), change, now);
  }

  @Test
  void anotherApplicationKnowsNothingOfIt() {
    Approval held = hold();
    assertThatThrownBy(() -> approvals.find(UUID.randomUUID(), held.id()))
        .hasMessageContaining("not found");
    ApprovalStore.Filter others =
        new ApprovalStore.Filter(UUID.randomUUID(), Optional.empty(), Optional.empty());
    assertThat(approvals.list(others, Optional.empty(), 10)).isEmpty();
  }

  @Test
  void thePendingOnesAreBoundedAndWhatIsOutOfDateMakesRoom() {
    Approval first = hold();
    for (int i = 1; i < Petition.MOST; i++) {
      hold();
    }
    assertThatThrownBy(this::hold)
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.OVER_QUOTA));
    assertThat(ann.uids(FolderId.DRAFTS)).hasSize(Petition.MOST);
    Boolean _ =
        ann.commit(tx -> {
          tx.delete(first.draft().message());
          return true;
        });
    hold();
    ApprovalStore.Filter all =
        new ApprovalStore.Filter(application, Optional.of(ann.account), Optional.empty());
    List<Approval> newest = approvals.list(all, Optional.empty(), 2);
    List<Approval> rest =
        approvals.list(all, Optional.of(ApprovalStore.Position.of(newest.getLast())), 2000);
    assertThat(rest).hasSize(Petition.MOST - 1).doesNotContainAnyElementsOf(newest);
  }

  /// Whatever takes a mail of an agent holds it: who adds a way out adds it here.
  @Test
  void noWayOutPassesBy() {
    guard = new Guard(Guard.NONE.allowance(), SpamDetection.NONE, RuleSet.NONE, RuleSet.NONE, true);
    Map<String, Consumer<Submission>> ways =
        Map.of(
            "depart",
            mail -> {
              for (Optional<Instant> due : List.of(Optional.<Instant>empty(), later())) {
                try (Exit exit = sending.depart(mail, due)) {
                  assertThat(ann.<Departure>commit(exit::take)).isInstanceOf(Departure.Held.class);
                }
              }
            },
            "submit",
            mail -> {
              for (Optional<Instant> due : List.of(Optional.<Instant>empty(), later())) {
                assertThat(sending.submit(mail, due)).isInstanceOf(Departure.Held.class);
              }
            },
            "rehearse",
            mail -> sending.rehearse(mail, Optional.empty()),
            "petition",
            mail -> hold());
    assertThat(
            Stream.of(Sending.class.getMethods())
                .filter(method -> List.of(method.getParameterTypes()).contains(Submission.class))
                .map(Method::getName)
                .collect(Collectors.toSet()))
        .isEqualTo(ways.keySet());
    ways.forEach((name, way) -> {
      try (Blob blob = ann.blob(MAIL.getBytes(StandardCharsets.UTF_8))) {
        way.accept(submission(blob, Optional.empty()));
      }
      assertThat(queued()).as(name).isZero();
    });
    assertThat(engine.schedules().pending()).isZero();
    assertThat(ann.uids(FolderId.SENT)).isEmpty();
    assertThat(ann.uids(FolderId.DRAFTS)).hasSize(5);
    assertThat(engine.approvals().pending()).isEqualTo(5);
  }

  private Optional<Instant> later() {
    return Optional.of(now.plusSeconds(100));
  }

  @Test
  void whatWasToBeSentLaterWaitsOnceConsentIsNeeded() {
    MessageId draft = hold().draft().message();
    List<Scheduled> kept = new ArrayList<>();
    for (Optional<MessageId> from : List.of(Optional.<MessageId>empty(), Optional.of(draft))) {
      try (Blob blob = ann.blob(MAIL.getBytes(StandardCharsets.UTF_8));
          Exit exit = sending.depart(submission(blob, from), later())) {
        kept.add(((Departure.Waiting) ann.<Departure>commit(exit::take)).mail());
      }
    }
    guard = new Guard(Guard.NONE.allowance(), SpamDetection.NONE, RuleSet.NONE, RuleSet.NONE, true);
    now = now.plusSeconds(200);
    release();
    assertThat(queued()).isZero();
    for (Scheduled each : kept) {
      Scheduled ended = engine.schedules().find(ann.account, each.id()).orElseThrow();
      assertThat(ended.status()).isEqualTo(Scheduled.Status.CANCELLED);
      Approval held = engine.approvals().find(ann.account, each.message()).orElseThrow();
      Approval done = approve(held);
      assertThat(text(done.message())).contains("\r\nDate: ");
    }
    assertThat(ann.uids(FolderId.DRAFTS)).isEmpty();
    assertThat(queued()).isEqualTo(4);
  }

  @Test
  void whatWasApprovedForLaterIsNotHeldAgain() {
    guard = new Guard(Guard.NONE.allowance(), SpamDetection.NONE, RuleSet.NONE, RuleSet.NONE, true);
    Approval held = hold(MAIL, false, later());
    approve(held);
    now = now.plusSeconds(200);
    release();
    assertThat(text(held.message())).contains("\r\nDate: ");
    assertThat(ann.uids(FolderId.DRAFTS)).isEmpty();
    assertThat(queued()).isEqualTo(2);
  }

  @Test
  void whoSubscribedHearsOfIt() {
    approve(hold());
    approvals.refuse(hold(), "", this);
    assertThat(
            engine.mail().changesSince(ann.account, 0, 1000).stream()
                .map(LogEntry::change)
                .filter(LogEntry.Reported.class::isInstance)
                .map(LogEntry.Reported.class::cast)
                .map(LogEntry.Reported::trigger))
        .containsExactly(
            Reports.APPROVAL_REQUESTED,
            Reports.APPROVED,
            Reports.APPROVAL_REQUESTED,
            Reports.APPROVAL_REFUSED);
  }

  @Test
  void nothingIsLeftOfADeletedAccountOrAfterNinetyDays() {
    Approval decided = approve(hold());
    hold();
    now = now.plus(Duration.ofDays(91));
    engine.compact();
    assertThat(engine.approvals().find(ann.account, decided.message())).isEmpty();
    assertThat(engine.approvals().pending()).isEqualTo(1);
    Grant _ = engine.grants().delete(grant().id(), now);
    engine.compact();
    assertThat(engine.approvals().pending()).isZero();
    assertThat(engine.verify().problems()).isEmpty();
  }
}
