package dev.postern.support;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Runs a property on many seeded cases: seeds 0 to 299, `-Dcases=100000` for a long run, and
/// `-Dseed=417` for the one that failed.
public final class Cases {
  private static final int DEFAULT = 300;

  private Cases() {}

  /// Runs `property` with a source of randomness for each seed.
  public static void forAll(Consumer<RandomGenerator> property) {
    Long only = Long.getLong("seed");
    long first = only == null ? 0 : only;
    long last = only == null ? Integer.getInteger("cases", DEFAULT) : only + 1;
    for (long seed = first; seed < last; seed++) {
      try {
        property.accept(new SplittableRandom(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("fails with -Dseed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }
}
