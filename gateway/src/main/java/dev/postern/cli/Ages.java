package dev.postern.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Moments as people say them.
final class Ages {
  private Ages() {}

  /// Returns such as `3 minutes ago`, `just now` or `in 2 hours`: in whole ones of the largest unit
  /// of which there is at least one.
  static String of(Instant moment, Instant now) {
    Duration exact = Duration.between(moment, now);
    // What is to be in two hours is not in one hour a second later.
    Duration age = exact.isNegative() ? exact.minusSeconds(30) : exact;
    if (age.abs().compareTo(Duration.ofMinutes(1)) < 0) {
      return "just now";
    }
    String length = length(age.abs());
    return age.isNegative() ? "in " + length : length + " ago";
  }

  private static String length(Duration age) {
    long days = age.toDays();
    if (days >= 365) {
      return count(days / 365, ChronoUnit.YEARS);
    } else if (days >= 30) {
      return count(days / 30, ChronoUnit.MONTHS);
    } else if (days >= 1) {
      return count(days, ChronoUnit.DAYS);
    }
    return age.toHours() >= 1
        ? count(age.toHours(), ChronoUnit.HOURS)
        : count(age.toMinutes(), ChronoUnit.MINUTES);
  }

  private static String count(long number, ChronoUnit unit) {
    String many = unit.toString().toLowerCase(Locale.ROOT);
    return number + " " + (number == 1 ? many.substring(0, many.length() - 1) : many);
  }
}
