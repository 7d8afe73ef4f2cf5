package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void asManyAsTheRatePassAtOnceAndTheNextIsToldHowLong() {
    TokenBucket bucket = new TokenBucket(10, START);
    for (int i = 0; i < 10; i++) {
      assertThat(bucket.take(START)).isZero();
    }
    assertThat(bucket.take(START)).isEqualTo(Duration.ofMillis(100));
    assertThat(bucket.take(START.plusMillis(60))).isEqualTo(Duration.ofMillis(40));
    assertThat(bucket.take(START.plusMillis(100))).isZero();
    assertThat(bucket.take(START.plusMillis(100))).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void aClockSetBackNeitherFillsNorLocks() {
    TokenBucket bucket = new TokenBucket(1, START);
    assertThat(bucket.take(START)).isZero();
    Instant back = START.minus(Duration.ofDays(1));
    assertThat(bucket.take(back)).isEqualTo(Duration.ofSeconds(1));
    assertThat(bucket.take(back.plusSeconds(1))).isZero();
    assertThat(bucket.take(START.plus(Duration.ofDays(9000)))).isZero();
  }

  /// Whatever the times of requests: in every window not more pass than its length allows and one
  /// second's number besides; and who waits as long as told is let through.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noWindowPassesMoreThanTheRate(long seed) {
    Random random = new Random(seed);
    int rate = 1 + random.nextInt(200);
    TokenBucket bucket = new TokenBucket(rate, START);
    List<Instant> passed = new ArrayList<>();
    Instant now = START;
    for (int i = 0; i < 3000; i++) {
      now = now.plusNanos(random.nextInt(4) == 0 ? 0 : random.nextLong(3_000_000_000L / rate));
      Duration wait = bucket.take(now);
      if (wait.isZero()) {
        passed.add(now);
      } else if (random.nextInt(10) == 0) {
        now = now.plus(wait);
        assertThat(bucket.take(now)).as("seed %d", seed).isZero();
        passed.add(now);
      }
    }
    for (int from = 0; from < passed.size(); from += 7) {
      for (int to = from; to < Math.min(passed.size(), from + 3 * rate); to += 5) {
        double seconds =
            Duration.between(passed.get(from), passed.get(to)).toNanos() / 1_000_000_000.0;
        assertThat(to - from + 1)
            .as("seed %d", seed)
            .isLessThanOrEqualTo((int) Math.ceil(rate * (1 + seconds) + 0.001));
      }
    }
  }
}
