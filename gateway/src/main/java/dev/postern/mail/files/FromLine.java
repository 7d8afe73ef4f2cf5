package dev.postern.mail.files;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The line between two messages of an mbox (RFC 4155): `From sender Thu Jan 1 00:00:00 2026`.
final class FromLine {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final Set<String> WEEKDAYS =
      Set.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

  /// How a line of an export begins.
  static final String SENDER = "From MAILER-DAEMON ";

  private static final byte[] START = "From ".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST = 1000;

  private FromLine() {}

  /// Says whether a line may be one: it begins so and has a date as a program writes it, with a
  /// time and a year, or nothing but a dash on it and an empty line before it, as some write.
  static boolean is(byte[] line, int length, boolean afterEmpty) {
    if (length > LONGEST || !starts(line, 0, length)) {
      return false;
    }
    String rest = text(line, length);
    if (rest.isEmpty() || rest.equals("-")) {
      return afterEmpty;
    }
    List<String> words = words(rest);
    return hasDay(words)
        && words.stream().anyMatch(FromLine::isTime)
        && words.stream().anyMatch(word -> word.length() == 4 && isNumber(word));
  }

  // People write of a day in May at 10:30, too: a program has the day beside the month, and the
  // weekday before it or the time right behind.
  private static boolean hasDay(List<String> words) {
    boolean weekday = words.stream().anyMatch(FromLine::isWeekday);
    for (int i = 1; i < words.size(); i++) {
      String next = i + 1 < words.size() ? words.get(i + 1) : "";
      if (month(words.get(i)) > 0 && (isDay(next) || isDay(words.get(i - 1)))) {
        boolean timed = isDay(next) && i + 2 < words.size() && isTime(words.get(i + 2));
        if (weekday || timed) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isWeekday(String word) {
    String name = word.endsWith(",") ? word.substring(0, word.length() - 1) : word;
    return WEEKDAYS.contains(name.toLowerCase(Locale.ROOT));
  }

  private static boolean isDay(String word) {
    return word.length() <= 2 && isNumber(word);
  }

  /// Says whether the octets from `at` on are `From `.
  static boolean starts(byte[] line, int at, int length) {
    if (length - at < START.length) {
      return false;
    }
    for (int i = 0; i < START.length; i++) {
      if (line[at + i] != START[i]) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] line, int length) {
    return new String(line, START.length, length - START.length, StandardCharsets.ISO_8859_1)
        .strip();
  }

  private static List<String> words(String text) {
    return List.of(text.split(" +", -1));
  }

  private static int month(String word) {
    return word.length() == 3 ? MONTHS.indexOf(word.toLowerCase(Locale.ROOT)) + 1 : 0;
  }

  private static boolean isTime(String word) {
    String[] parts = word.split(":", -1);
    return (parts.length == 2 || parts.length == 3)
        && List.of(parts).stream().allMatch(part -> isNumber(part) && part.length() <= 2);
  }

  private static boolean isNumber(String word) {
    return !word.isEmpty()
        && word.length() <= 4
        && word.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// Returns the time a line tells; of one without a zone, in UTC.
  static Optional<OffsetDateTime> date(String line) {
    List<String> words = words(line.strip());
    int month = 0;
    int day = 0;
    int year = -1;
    String time = "";
    ZoneOffset zone = ZoneOffset.UTC;
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      if (month == 0) {
        month = i > 1 ? month(word) : 0;
      } else if (isNumber(word) && day == 0) {
        day = Integer.parseInt(word);
      } else if (isTime(word) && time.isEmpty()) {
        time = word;
      } else if (isNumber(word) && word.length() == 4) {
        year = Integer.parseInt(word);
      } else if (word.length() == 5 && (word.charAt(0) == '+' || word.charAt(0) == '-')) {
        zone = zone(word);
      }
    }
    try {
      String[] parts = (time + ":0").split(":", -1);
      int second = Math.min(59, Integer.parseInt(parts[2]));
      return Optional.of(
              LocalDateTime.of(
                      year,
                      month,
                      day,
                      Integer.parseInt(parts[0]),
                      Integer.parseInt(parts[1]),
                      second)
                  .atOffset(zone))
          .filter(date -> date.getYear() > 1969);
    } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  private static ZoneOffset zone(String word) {
    try {
      return ZoneOffset.of(word);
    } catch (DateTimeException _) {
      return ZoneOffset.UTC;
    }
  }

  /// Writes a line for a message received at `date`.
  static byte[] of(OffsetDateTime date) {
    String time = WRITTEN.format(date.withOffsetSameInstant(ZoneOffset.UTC));
    return (SENDER + time + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
