package dev.postern.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// So many in a time, such as `10/s`.
///
/// @param count at least 1
public record Rate(int count, Duration per) {
  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,5}) ?/ ?([smhd])");
  private static final Map<String, Duration> TIMES =
      Map.of(
          "s",
          Duration.ofSeconds(1),
          "m",
          Duration.ofMinutes(1),
          "h",
          Duration.ofHours(1),
          "d",
          Duration.ofDays(1));

  static Rate parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    Duration per = matcher.matches() ? TIMES.get(matcher.group(2)) : null;
    if (per == null) {
      throw new IllegalArgumentException("is not a rate such as 10/s, 300/m, 1000/h or 20000/d");
    }
    return new Rate(Integer.parseInt(matcher.group(1)), per);
  }
}
