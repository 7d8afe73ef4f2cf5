package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.SentMode;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.Guard;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.rules.Action;
import dev.postern.rules.Allowance;
import dev.postern.rules.Comparison;
import dev.postern.rules.Condition;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Applied;
import dev.postern.rules.Limit;
import dev.postern.rules.Lists;
import dev.postern.rules.Match;
import dev.postern.rules.Rule;
import dev.postern.rules.RuleSet;
import dev.postern.rules.SpamDetection;
import dev.postern.rules.Trigger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What stands between an agent and the world, whichever way its mail goes.
class GateTest {
  private static final String FAR = "far@elsewhere.test";
  private static final Guard BLOCK = GateStage.rules(new Action.Block());

  @TempDir private Path directory;
  private GateStage stage;

  @BeforeEach
  void start() {
    stage = new GateStage(directory, LoopLimits.NONE);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private String mail() {
    return Agent.mail("hello", "ann@example.org", FAR, "");
  }

  private long seq() {
    return stage.ann.<Long>read(MailRead::seq);
  }

  private static Fault fault(Runnable work) {
    try {
      work.run();
      throw new AssertionError("nothing was refused");
    } catch (GatewayException refusal) {
      return refusal.fault();
    }
  }

  private List<Runnable> doors() {
    return List.of(
        () -> stage.send(stage.ann, mail(), FAR),
        () ->
            stage.send(
                stage.ann, mail(), Optional.empty(), Optional.of(stage.now.plusSeconds(60)), FAR),
        () -> stage.submit(stage.ann, mail(), Optional.empty(), FAR),
        () -> stage.submit(stage.ann, mail(), Optional.of(stage.now.plusSeconds(60)), FAR));
  }

  @Test
  void aRuleThatSaysNoLeavesItsRecordAndNothingElse() {
    stage.guard = BLOCK;
    for (Runnable door : doors()) {
      assertThat(fault(door)).isEqualTo(Fault.BLOCKED);
    }
    assertThat(stage.evaluations(stage.ann))
        .hasSize(4)
        .allSatisfy(record -> {
          assertThat(record.stage()).isEqualTo(Evaluation.Stage.OUTBOUND_SEND);
          assertThat(record.message()).isEmpty();
          assertThat(record.applied()).isEqualTo(Applied.BLOCKED);
          assertThat(record.matched()).hasSize(1);
          assertThat(record.input().from()).isEqualTo("ann@example.org");
          assertThat(record.input().recipients()).contains(FAR);
          assertThat(record.input().outboundType()).isEqualTo("compose");
        });
    assertThat(stage.ann.uids(FolderId.SENT)).isEmpty();
    assertThat(stage.queued()).isZero();
    assertThat(stage.engine.schedules().pending()).isZero();
  }

  @Test
  void recipientsOfTheEnvelopeAloneCountToo() {
    stage.guard = BLOCK;
    String mail = Agent.mail("hello", "ann@example.org", "bob@example.org", "");
    assertThat(fault(() -> stage.submit(stage.ann, mail, Optional.empty(), "bob@example.org", FAR)))
        .isEqualTo(Fault.BLOCKED);
    String bcc = Agent.mail("hello", "ann@example.org", "bob@example.org", "Bcc: " + FAR + "\r\n");
    assertThat(fault(() -> stage.send(stage.ann, bcc, "bob@example.org"))).isEqualTo(Fault.BLOCKED);
  }

  @Test
  void aDraftThatIsBlockedStaysAsItIs() {
    MessageId draft = stage.ann.add(FolderId.DRAFTS, "draft").message();
    stage.guard = BLOCK;
    assertThat(
            fault(() -> stage.send(stage.ann, mail(), Optional.of(draft), Optional.empty(), FAR)))
        .isEqualTo(Fault.BLOCKED);
    assertThat(stage.ann.message(draft).orElseThrow().folders()).containsExactly(FolderId.DRAFTS);
  }

  @Test
  void whatItsOwnerStoppedSendsNothingOnAnyDoorWhateverItsConnectionKnew() {
    try (var blob = stage.blob(stage.ann, mail())) {
      Submission old = stage.mail(stage.ann, blob, Optional.empty(), FAR);
      stage.block(stage.ann);
      long before = seq();
      assertThat(fault(() -> stage.sending.submit(old, Optional.empty())))
          .isEqualTo(Fault.SUSPENDED);
      for (Runnable door : doors()) {
        assertThat(fault(door)).isEqualTo(Fault.SUSPENDED);
      }
      assertThat(seq()).isEqualTo(before);
    }
  }

  @Test
  void aScheduledMailIsLookedAtAgainWhenItGoes() {
    MessageId draft = stage.ann.add(FolderId.DRAFTS, "draft").message();
    Departure waiting =
        stage.send(
            stage.ann, mail(), Optional.of(draft), Optional.of(stage.now.plusSeconds(60)), FAR);
    stage.guard = BLOCK;
    stage.now = stage.now.plusSeconds(61);
    stage.release();
    assertThat(waiting).isInstanceOf(Departure.Waiting.class);
    Scheduled now = stage.engine.schedules().all(stage.ann.account).getFirst();
    assertThat(now.status()).isEqualTo(Scheduled.Status.FAILED);
    assertThat(now.reason()).contains("blocked by an outbound rule");
    assertThat(stage.ann.message(draft).orElseThrow().folders()).containsExactly(FolderId.DRAFTS);
    assertThat(stage.evaluations(stage.ann)).hasSize(1);
    assertThat(stage.queued()).isZero();
  }

  @Test
  void rulesThatBreakHoldTheMailBackAndNobodyElses() {
    stage.guard = new Guard(Allowance.ALL, SpamDetection.NONE, RuleSet.NONE, broken(), false);
    for (Runnable door : doors()) {
      assertThat(fault(door)).isEqualTo(Fault.UNAVAILABLE);
    }
    assertThat(stage.evaluations(stage.ann))
        .hasSize(4)
        .allMatch(record -> record.applied().equals(Applied.FAILED));
    stage.guard = Guard.NONE;
    stage.send(stage.ann, mail(), Optional.empty(), Optional.of(stage.now.plusSeconds(60)), FAR);
    stage.guard = new Guard(Allowance.ALL, SpamDetection.NONE, RuleSet.NONE, broken(), false);
    stage.now = stage.now.plusSeconds(61);
    stage.release();
    assertThat(stage.engine.schedules().pending()).as("it waits").isEqualTo(1);
    stage.guard = Guard.NONE;
    stage.now = stage.now.plusSeconds(61);
    stage.release();
    assertThat(stage.ann.uids(FolderId.SENT)).hasSize(1);
  }

  private static RuleSet broken() {
    Rule rule =
        new Rule(
            UUID.randomUUID(),
            new UUID(0, 1),
            "rule",
            "",
            10,
            true,
            Trigger.OUTBOUND,
            new Match(
                Match.Operator.ALL,
                List.of(
                    new Condition(
                        "recipient.address",
                        Comparison.IN_LIST,
                        List.of(new UUID(0, 2).toString())))),
            List.of(new Action.Block()),
            Agent.NOON,
            Agent.NOON);
    return RuleSet.of(
        List.of(rule),
        Lists.of((_, _) -> {
          throw new IllegalStateException("the lists are away");
        }));
  }

  @TestFactory
  Stream<DynamicTest> actionsActOnTheCopyThatIsFiled() {
    Map<Action, FolderId> places =
        Map.of(
            new Action.Archive(), FolderId.ARCHIVE,
            new Action.Trash(), FolderId.TRASH,
            new Action.MarkAsSpam(), FolderId.JUNK,
            new Action.AssignToFolder("Archive"), FolderId.ARCHIVE,
            new Action.AssignToFolder("Nowhere"), FolderId.SENT,
            new Action.MarkAsStarred(), FolderId.SENT,
            new Action.MarkAsRead(), FolderId.SENT);
    return places.entrySet().stream()
        .map(place ->
            DynamicTest.dynamicTest(
                place.getKey().toString(), () -> acts(place.getKey(), place.getValue())));
  }

  private void acts(Action action, FolderId folder) {
    stage.guard = GateStage.rules(action);
    int before = stage.queued();
    MessageId sent = stage.send(stage.ann, mail(), FAR).message().orElseThrow();
    StoredMessage copy = stage.ann.message(sent).orElseThrow();
    assertThat(copy.folders()).containsExactly(folder);
    assertThat(copy.unread()).isFalse();
    assertThat(copy.starred()).isEqualTo(action instanceof Action.MarkAsStarred);
    Evaluation record = stage.evaluations(stage.ann).getFirst();
    assertThat(record.message()).contains(sent);
    assertThat(record.applied().trashed()).isEqualTo(action instanceof Action.Trash);
    stage.ann.commit(tx -> {
      tx.delete(sent);
      return true;
    });
    assertThat(stage.queued()).as("it goes out all the same").isEqualTo(before + 1);
  }

  @Test
  void actionsActOnWhatIsSubmittedAndOnWhatWasScheduled() {
    stage.guard = GateStage.rules(new Action.Archive(), new Action.MarkAsStarred());
    stage.submit(stage.ann, mail(), Optional.empty(), FAR);
    stage.submit(stage.ann, mail(), Optional.of(stage.now.plusSeconds(60)), FAR);
    stage.send(stage.ann, mail(), Optional.empty(), Optional.of(stage.now.plusSeconds(60)), FAR);
    stage.now = stage.now.plusSeconds(61);
    stage.release();
    assertThat(stage.ann.uids(FolderId.ARCHIVE)).hasSize(3);
    assertThat(stage.ann.uids(FolderId.SENT)).isEmpty();
    assertThat(stage.evaluations(stage.ann))
        .hasSize(3)
        .allMatch(record -> record.message().isPresent() && record.applied().archived());
  }

  @Test
  void whereClientsFileTheirCopiesARecordNamesNone() {
    stage.mode = SentMode.CLIENT;
    stage.guard = GateStage.rules(new Action.Archive());
    stage.submit(stage.ann, mail(), Optional.empty(), FAR);
    assertThat(stage.evaluations(stage.ann).getFirst().message()).isEmpty();
    assertThat(stage.evaluations(stage.ann).getFirst().applied()).isEqualTo(Applied.NONE);
    assertThat(stage.queued()).isEqualTo(1);
  }

  @Test
  void aMailThatIsTooLargeIsNotLookedAtByRules() {
    stage.guard = GateStage.limits(Map.of(Limit.MESSAGE_SIZE, 20L));
    for (Runnable door : doors()) {
      assertThat(fault(door)).isEqualTo(Fault.TOO_LARGE);
    }
    assertThat(stage.evaluations(stage.ann)).isEmpty();
  }

  @Test
  void whatTheServerItselfWritesPasses() {
    stage.guard = BLOCK;
    try (var blob = stage.blob(stage.ann, mail())) {
      stage.sending.queue(stage.ann.account, "", List.of(FAR), blob, this);
    }
    assertThat(stage.queued()).isEqualTo(1);
  }

  @Test
  void aRehearsalTellsAndChangesNothing() {
    stage.guard = BLOCK;
    long before = seq();
    Rehearsal no = stage.rehearse(stage.ann, mail(), Optional.empty(), FAR);
    assertThat(no.would()).isEqualTo(Rehearsal.Would.REFUSE);
    assertThat(no.refusal().orElseThrow().fault()).isEqualTo(Fault.BLOCKED);
    assertThat(no.rules().matched()).hasSize(1);
    stage.guard = GateStage.limits(Map.of(Limit.DAILY_SENT, 1L, Limit.MINUTE_SENT, 5L));
    Rehearsal yes = stage.rehearse(stage.ann, mail(), Optional.empty(), FAR);
    assertThat(yes.would()).isEqualTo(Rehearsal.Would.SEND);
    assertThat(yes.uses())
        .extracting(use -> use.limit() + " " + use.used() + "+" + use.more())
        .containsExactly("DAILY_SENT 0+1", "MINUTE_SENT 0+1");
    Rehearsal later =
        stage.rehearse(stage.ann, mail(), Optional.of(stage.now.plusSeconds(90)), FAR);
    assertThat(later.would()).isEqualTo(Rehearsal.Would.SCHEDULE);
    assertThat(seq()).isEqualTo(before);
    assertThat(stage.evaluations(stage.ann)).isEmpty();
    stage.send(stage.ann, mail(), FAR);
    Rehearsal full = stage.rehearse(stage.ann, mail(), Optional.empty(), FAR);
    assertThat(full.refusal().orElseThrow().text()).contains("daily quota exceeded");
    stage.guard = new Guard(Allowance.ALL, SpamDetection.NONE, RuleSet.NONE, RuleSet.NONE, true);
    assertThat(stage.rehearse(stage.ann, mail(), Optional.empty(), FAR).would())
        .isEqualTo(Rehearsal.Would.HOLD);
  }
}
