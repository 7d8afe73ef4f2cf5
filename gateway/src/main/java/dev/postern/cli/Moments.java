package dev.postern.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Moments as people give them.
final class Moments {
  private static final Pattern UNIX = Pattern.compile("[0-9]{9,11}");
  private static final Pattern FROM_NOW = Pattern.compile("\\+?([0-9]{1,5})([mhd])");

  private Moments() {}

  /// Reads such as `30m`, `2h`, `1d`, `2030-01-31T09:00:00Z` or seconds of Unix time.
  ///
  /// @throws WrongUse if it is none of these
  static Instant of(String text, Instant now) {
    if (UNIX.matcher(text).matches()) {
      return Instant.ofEpochSecond(Long.parseLong(text));
    }
    Matcher later = FROM_NOW.matcher(text);
    if (later.matches()) {
      long count = Long.parseLong(later.group(1));
      return now.plus(
          switch (later.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          });
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new WrongUse(
          text + " is no time: such as 30m, 2h, 1d or 2030-01-31T09:00:00Z is expected", e);
    }
  }
}
