package dev.postern.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryPlanTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void theStepsGrowToAnHourAndEndAfterThreeDays() {
    List<Long> steps = new ArrayList<>();
    Instant now = FIRST;
    Optional<Instant> next = RetryPlan.next(1, FIRST, now, Duration.ZERO);
    for (int attempts = 2; next.isPresent(); attempts++) {
      steps.add(Duration.between(now, next.get()).toSeconds());
      now = next.get();
      next = RetryPlan.next(attempts, FIRST, now, Duration.ZERO);
    }
    assertThat(steps).startsWith(5L, 30L, 120L, 900L, 3600L, 3600L).hasSize(4 + 71);
    assertThat(Duration.between(FIRST, now)).isLessThanOrEqualTo(Duration.ofDays(3));
  }

  @Test
  void whatTheReceiverAsksForIsHeededUpToAnHour() {
    assertThat(RetryPlan.next(1, FIRST, FIRST, Duration.ofSeconds(3)))
        .contains(FIRST.plusSeconds(5));
    assertThat(RetryPlan.next(1, FIRST, FIRST, Duration.ofMinutes(7)))
        .contains(FIRST.plusSeconds(420));
    assertThat(RetryPlan.next(1, FIRST, FIRST, Duration.ofDays(2)))
        .contains(FIRST.plusSeconds(3600));
  }

  @Test
  void secondsAndDatesAreReadAndNothingElse() {
    assertThat(RetryPlan.asked("120", FIRST)).isEqualTo(Duration.ofMinutes(2));
    assertThat(RetryPlan.asked("Thu, 01 Jan 2026 00:00:09 GMT", FIRST))
        .isEqualTo(Duration.ofSeconds(9));
    assertThat(RetryPlan.asked("Wed, 31 Dec 2025 00:00:09 GMT", FIRST)).isZero();
    for (String text : List.of("", "-1", "soon", "1.5", "99999999999999")) {
      assertThat(RetryPlan.asked(text, FIRST)).as(text).isZero();
    }
  }
}
