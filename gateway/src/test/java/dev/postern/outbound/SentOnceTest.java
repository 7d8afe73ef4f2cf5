package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.SentMode;
import dev.postern.guard.Guard;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageId;
import dev.postern.outbound.ApprovalStore.Filter;
import dev.postern.rules.Allowance;
import dev.postern.rules.RuleSet;
import dev.postern.rules.SpamDetection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A mail client files its copy when it hands a mail in. When that leaves hours later, Sent has one
/// all the same.
class SentOnceTest {
  private static final Guard CONSENT =
      new Guard(Allowance.ALL, SpamDetection.NONE, RuleSet.NONE, RuleSet.NONE, true);
  private static final String MAIL =
      Agent.mail(
          "once",
          "ann@example.org",
          "bob@example.org",
          "Message-ID: <one@x>\r\nDate: Sun, 1 Nov 2026 10:00:00 +0100\r\n");
  private static final Duration WAIT = Duration.ofHours(5);

  @TempDir private Path directory;
  @AutoClose private GateStage stage;

  @BeforeEach
  void start() {
    stage = new GateStage(directory, LoopLimits.NONE);
  }

  private MessageId file(String mail) {
    return stage.ann.add(mail, stage.now, Flags.SEEN, FolderId.SENT).message();
  }

  private void approve() {
    Approvals approvals =
        new Approvals(
            stage.engine.approvals(),
            stage.engine.grants(),
            stage.engine.mail(),
            stage.sending,
            () -> stage.now);
    Filter all =
        new Filter(stage.grant(stage.ann).applicationId(), Optional.empty(), Optional.empty());
    Approval held = approvals.list(all, Optional.empty(), 1).getFirst();
    Approval _ = approvals.approve(held, Optional.of(held.hash()), this);
  }

  private boolean isThere(MessageId message) {
    return stage.ann.message(message).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"true, false", "true, true", "false, true"})
  void theCopyThatItsClientFiledEarlyGivesWay(boolean consent, boolean later) {
    stage.guard = consent ? CONSENT : Guard.NONE;
    Optional<Instant> due = Optional.of(stage.now.plus(WAIT)).filter(_ -> later);
    MessageId before = file(MAIL);
    stage.submit(stage.ann, MAIL, due, "bob@example.org");
    MessageId early = file("X-Client: a\r\n" + MAIL);
    MessageId another = file(MAIL + "And more.\r\n");
    stage.now = stage.now.plus(WAIT);
    if (consent) {
      approve();
    }
    stage.release();
    assertThat(stage.queued()).isEqualTo(1);
    assertThat(isThere(early)).isFalse();
    assertThat(List.of(before, another)).allMatch(this::isThere);
    assertThat(stage.ann.uids(FolderId.SENT)).hasSize(3);
  }

  @Test
  void whoWantsBothKeepsBoth() {
    stage.mode = SentMode.BOTH;
    stage.guard = CONSENT;
    stage.submit(stage.ann, MAIL, Optional.empty(), "bob@example.org");
    MessageId early = file(MAIL);
    approve();
    assertThat(isThere(early)).isTrue();
    assertThat(stage.ann.uids(FolderId.SENT)).hasSize(2);
  }

  @Test
  void whatWasSentOnceMoreMeanwhileStays() {
    stage.guard = CONSENT;
    stage.submit(stage.ann, MAIL, Optional.empty(), "bob@example.org");
    stage.guard = Guard.NONE;
    stage.submit(stage.ann, MAIL, Optional.empty(), "bob@example.org");
    approve();
    assertThat(stage.ann.uids(FolderId.SENT)).hasSize(2);
    assertThat(stage.queued()).isEqualTo(2);
  }
}
