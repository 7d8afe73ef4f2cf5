package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.rules.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much a policy lets an account send.
class SendingLimitsTest {
  private static final Optional<Instant> NOW = Optional.empty();

  @TempDir private Path directory;
  private GateStage stage;
  private int count;

  @BeforeEach
  void start() {
    stage = new GateStage(directory, LoopLimits.NONE);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private void send(String... to) {
    stage.send(stage.ann, mail(to), to);
  }

  private void submit(String... to) {
    stage.submit(stage.ann, mail(to), NOW, to);
  }

  private String mail(String... to) {
    return Agent.mail("mail " + count++, "ann@example.org", String.join(", ", to), "");
  }

  @Test
  void ofFiftySendsAtOnceTenPassIfTenAreAllowed() throws Exception {
    stage.guard = GateStage.limits(Map.of(Limit.DAILY_SENT, 10L));
    List<Future<Boolean>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        boolean client = i % 2 == 0;
        String mail = mail("far@elsewhere.test");
        all.add(
            threads.submit(() -> {
              try {
                if (client) {
                  stage.submit(stage.ann, mail, NOW, "far@elsewhere.test");
                } else {
                  stage.send(stage.ann, mail, "far@elsewhere.test");
                }
                return true;
              } catch (GatewayException full) {
                assertThat(full.fault()).isEqualTo(Fault.THROTTLED);
                return false;
              }
            }));
      }
    }
    int passed = 0;
    for (Future<Boolean> one : all) {
      passed += one.get() ? 1 : 0;
    }
    assertThat(passed).isEqualTo(10);
    assertThat(stage.ann.uids(FolderId.SENT)).hasSize(10);
    assertThat(stage.queued()).isEqualTo(10);
  }

  @Test
  void aPolicyKnowsWhatWasSentBeforeItHeld() {
    send("far@elsewhere.test");
    stage.guard = GateStage.limits(Map.of(Limit.DAILY_SENT, 1L));
    assertThatThrownBy(() -> send("far@elsewhere.test"))
        .isInstanceOfSatisfying(
            GatewayException.class,
            full -> {
              assertThat(full.text())
                  .isEqualTo("daily quota exceeded: at most 1 sends from 00:00 to 24:00 UTC");
              assertThat(full.retryAfter()).contains(Duration.ofHours(12).toSeconds());
            });
    stage.now = stage.now.plus(Duration.ofHours(12));
    send("far@elsewhere.test");
  }

  @Test
  void aMinutesNumberBeginsAnewWithTheMinute() {
    stage.now = stage.now.plusSeconds(20);
    stage.guard = GateStage.limits(Map.of(Limit.MINUTE_SENT, 2L));
    send("far@elsewhere.test");
    submit("far@elsewhere.test");
    assertThatThrownBy(() -> send("far@elsewhere.test"))
        .isInstanceOfSatisfying(
            GatewayException.class,
            full -> {
              assertThat(full.text()).contains("rate limit exceeded", "2 sends a minute");
              assertThat(full.retryAfter()).contains(40L);
            });
    stage.now = stage.now.plusSeconds(40);
    send("far@elsewhere.test");
  }

  @Test
  void scheduledMailBeyondTheMinuteWaitsForTheNext() {
    stage.guard = GateStage.limits(Map.of(Limit.MINUTE_SENT, 1L));
    Optional<Instant> due = Optional.of(stage.now.plusSeconds(60));
    stage.send(stage.ann, mail("a@x.test"), Optional.empty(), due, "a@x.test");
    stage.send(stage.ann, mail("b@x.test"), Optional.empty(), due, "b@x.test");
    stage.now = stage.now.plusSeconds(61);
    stage.release();
    assertThat(stage.ann.uids(FolderId.SENT)).hasSize(1);
    assertThat(stage.engine.schedules().pending()).isEqualTo(1);
    stage.now = stage.now.plusSeconds(61);
    stage.release();
    assertThat(stage.ann.uids(FolderId.SENT)).hasSize(2);
  }

  @Test
  void thoseWhoWereNeverMetAreCounted() {
    stage.deliver(stage.ann, Agent.mail("hi", "Known@Elsewhere.test", "ann@example.org", ""));
    stage.ann.add(
        Agent.mail("draft", "ann@example.org", "c@x.test", ""),
        stage.now,
        Flags.NONE,
        FolderId.DRAFTS);
    stage.guard = GateStage.limits(Map.of(Limit.DAILY_NEW_RECIPIENTS, 2L));
    send("known@elsewhere.test");
    send("a@x.test", "A@X.test", "b@x.test");
    send("a@x.test", "b@x.test", "known@elsewhere.test");
    assertThatThrownBy(() -> send("a@x.test", "c@x.test"))
        .hasMessageContaining("at most 2")
        .hasMessageContaining("this mail has 1");
    assertThatThrownBy(() -> submit("c@x.test")).hasMessageContaining("new recipients");
    send("a@x.test");
    stage.now = stage.now.plus(Duration.ofDays(1));
    submit("c@x.test");
  }

  @Test
  void whatFailsOrIsCancelledDoesNotCount() {
    stage.guard = GateStage.limits(Map.of(Limit.DAILY_SENT, 1L, Limit.DAILY_NEW_RECIPIENTS, 1L));
    Optional<Instant> due = Optional.of(stage.now.plusSeconds(60));
    stage.submit(stage.ann, mail("a@x.test"), due, "a@x.test");
    assertThatThrownBy(() -> send("a@x.test")).hasMessageContaining("daily quota");
    Scheduled held = stage.engine.schedules().all(stage.ann.account).getFirst();
    assertThat(stage.ann.<Boolean>commit(tx -> Later.cancel(tx, held))).isTrue();
    send("b@x.test");
    assertThatThrownBy(() -> send("b@x.test")).hasMessageContaining("daily quota");
  }

  @Test
  void aLimitOfNoneIsNone() {
    stage.guard = GateStage.limits(Map.of(Limit.DAILY_SENT, 0L));
    assertThatThrownBy(() -> send("a@x.test")).hasMessageContaining("at most 0");
    assertThat(stage.ann.uids(FolderId.SENT)).isEmpty();
  }
}
