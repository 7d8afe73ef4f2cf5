package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An account with very much mail that is due at once, and is stopped.
class ManyScheduledTest {
  private static final Instant DUE = Agent.NOON.plus(Duration.ofHours(1));

  @TempDir private Path directory;
  @AutoClose private GateStage stage;

  @BeforeEach
  void start() {
    stage = new GateStage(directory, LoopLimits.NONE);
    try (Blob blob = stage.blob(stage.ann, Agent.mail("many"))) {
      boolean _ =
          stage.ann.commit(tx -> {
            for (int i = 0; i < Later.MOST; i++) {
              tx.join(ScheduleTx.class).add(mail(i), blob);
            }
            return true;
          });
    }
  }

  private Scheduled mail(int number) {
    return new Scheduled(
        stage.ann.account,
        new UUID(1, number),
        Scheduled.Kind.SCHEDULED,
        DUE,
        new MessageId(1_000_000 + number),
        new ThreadId(2_000_000 + number),
        new Scheduled.Plan(
            "ann@example.org",
            List.of("far@elsewhere.test"),
            false,
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            OptionalLong.empty(),
            Wishes.NONE),
        Scheduled.Status.PENDING,
        Optional.empty(),
        "");
  }

  @Test
  void itHoldsUpNobodyElse() {
    Optional<Instant> later = Optional.of(DUE.plusSeconds(1));
    Departure _ =
        stage.send(stage.bob, Agent.mail("one"), Optional.empty(), later, "far@elsewhere.test");
    stage.block(stage.ann);
    stage.now = DUE.plusSeconds(2);
    stage.release();
    assertThat(stage.queued()).isEqualTo(1);
    assertThat(stage.engine.schedules().pending()).isEqualTo(Later.MOST);
  }

  @Test
  void itCannotHaveMore() {
    Optional<Instant> later = Optional.of(DUE);
    assertThatThrownBy(() ->
            stage.send(stage.ann, Agent.mail("one"), Optional.empty(), later, "far@elsewhere.test"))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.OVER_QUOTA))
        .hasMessageContaining("10000");
    assertThat(stage.send(stage.ann, Agent.mail("now"), "far@elsewhere.test"))
        .isInstanceOf(Departure.Sent.class);
  }
}
