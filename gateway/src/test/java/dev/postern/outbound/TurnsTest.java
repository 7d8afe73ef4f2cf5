package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration WAIT = Duration.ofSeconds(80);

  private final TreeMap<Instant, Integer> waiting = new TreeMap<>();

  private Turns turns(int perSecond) {
    return new Turns(
        perSecond,
        WAIT,
        () -> waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.lastKey()));
  }

  @Test
  void fiveGoAtOnceAndTheOthersFollowAFifthOfASecondApart() {
    Turns turns = turns(5);
    for (int i = 0; i < 5; i++) {
      assertThat(turns.take(NOON)).isEmpty();
    }
    assertThat(turns.take(NOON)).contains(NOON.plusMillis(200));
    assertThat(turns.take(NOON)).contains(NOON.plusMillis(400));
  }

  @Test
  void aFullQueueSaysWhenThereIsRoomAgain() {
    Turns turns = turns(1);
    assertThat(turns.take(NOON)).isEmpty();
    for (int i = 1; i <= 80; i++) {
      assertThat(turns.take(NOON)).contains(NOON.plusSeconds(i));
    }
    assertThatThrownBy(() -> turns.take(NOON))
        .isInstanceOfSatisfying(
            GatewayException.class,
            refusal -> {
              assertThat(refusal.fault()).isEqualTo(Fault.THROTTLED);
              assertThat(refusal.retryAfter()).contains(1L);
            });
    assertThat(turns.take(NOON.plusSeconds(1))).contains(NOON.plusSeconds(81));
  }

  @Test
  void whatWaitsInTheStoreIsNotOvertakenAfterARestart() {
    waiting.put(NOON.plusSeconds(30), 1);
    Turns turns = turns(5);
    assertThat(turns.take(NOON)).contains(NOON.plusMillis(30_200));
    // Its worker is late: what comes now still goes behind it.
    assertThat(turns.take(NOON.plusSeconds(60))).isPresent();
    waiting.clear();
    assertThat(turns.take(NOON.plusSeconds(70))).isEmpty();
  }

  @Test
  void aClockSetBackLetsNobodyWaitAsLong() {
    Turns turns = turns(5);
    for (int i = 0; i < 50; i++) {
      turns.take(NOON).ifPresent(due -> waiting.put(due, 1));
    }
    Instant back = NOON.minus(Duration.ofDays(1));
    for (int i = 0; i < 5; i++) {
      assertThat(turns.take(back)).isEmpty();
    }
    assertThat(turns.take(back)).contains(back.plusMillis(200));
  }

  /// Sends at random times, a worker that is late at random: everything goes in the order in which
  /// it came, at most N in a second besides one second's allowance, and nobody waits for more than
  /// 80 s and the lateness.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everythingGoesInTheOrderInWhichItCame(long seed) {
    Random random = new Random(seed);
    int rate = 1 + random.nextInt(8);
    Turns turns = turns(rate);
    Instant now = NOON;
    Instant worked = NOON;
    List<Integer> gone = new ArrayList<>();
    int refused = 0;
    for (int mail = 0; mail < 2000; mail++) {
      now =
          now.plusMillis(
              random.nextInt(10) == 0 ? random.nextInt(5000) : random.nextInt(1200 / rate));
      if (Duration.between(worked, now).toMillis() > random.nextInt(3000)) {
        worked = now;
        while (!waiting.isEmpty() && !waiting.firstKey().isAfter(now)) {
          gone.add(waiting.pollFirstEntry().getValue());
        }
      }
      try {
        Optional<Instant> turn = turns.take(now);
        if (turn.isEmpty()) {
          gone.add(mail);
        } else {
          assertThat(turn.get()).as("seed %d", seed).isBeforeOrEqualTo(now.plus(WAIT));
          assertThat(waiting.put(turn.get(), mail)).as("seed %d", seed).isNull();
        }
      } catch (GatewayException full) {
        assertThat(full.fault()).isEqualTo(Fault.THROTTLED);
        refused++;
      }
    }
    gone.addAll(waiting.values());
    assertThat(gone).as("seed %d", seed).isSorted().hasSize(2000 - refused);
  }
}
