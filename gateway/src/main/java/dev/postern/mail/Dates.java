package dev.postern.mail;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Dates of header fields (RFC 5322 sections 3.3 and 4.3).
public final class Dates {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ENGLISH);
  private static final int MAX_LENGTH = 200;
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final Map<String, ZoneOffset> NAMED_ZONES =
      Map.of(
          "edt", ZoneOffset.ofHours(-4),
          "est", ZoneOffset.ofHours(-5),
          "cdt", ZoneOffset.ofHours(-5),
          "cst", ZoneOffset.ofHours(-6),
          "mdt", ZoneOffset.ofHours(-6),
          "mst", ZoneOffset.ofHours(-7),
          "pdt", ZoneOffset.ofHours(-7),
          "pst", ZoneOffset.ofHours(-8));
  private static final Pattern TIME =
      Pattern.compile("(\\d{1,2})[:.](\\d{1,2})(?:[:.](\\d{1,2}))?.*");
  private static final Pattern ZONE = Pattern.compile("(?:gmt|utc?)?([+-])(\\d{2}):?(\\d{2})");

  private Dates() {}

  /// Writes a date for a header field.
  public static String format(Instant instant, ZoneOffset zone) {
    return FORMAT.format(instant.atOffset(zone));
  }

  /// Reads a date however it is written: weekday, seconds and zone may be missing, comments are
  /// skipped, two-digit years and named zones are those of RFC 5322 section 4.3, unknown zones are
  /// UTC, and the order of C's `asctime` is understood.
  ///
  /// @return empty if no day, month and year are found or they do not exist
  public static Optional<OffsetDateTime> parse(String text) {
    String plain = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
    String[] words =
        plain
            .replaceAll("\\([^)]*\\)?", " ")
            .replaceAll("\\s*:\\s*", ":")
            .toLowerCase(Locale.ROOT)
            .split("[\\s,]+", -1);
    Reading reading = new Reading();
    for (String word : words) {
      reading.take(word);
    }
    return reading.result();
  }

  private static final class Reading {
    private int day = -1;
    private int month = -1;
    private int year = -1;
    private int hour;
    private int minute;
    private int second;
    private boolean timed;
    private ZoneOffset zone = ZoneOffset.UTC;

    void take(String word) {
      Matcher time = TIME.matcher(word);
      Matcher offset = ZONE.matcher(word);
      if (!timed && time.matches()) {
        hour = Integer.parseInt(time.group(1));
        minute = Integer.parseInt(time.group(2));
        second = time.group(3) == null ? 0 : Math.min(59, Integer.parseInt(time.group(3)));
        timed = true;
      } else if (offset.matches()) {
        zone = zone(offset);
      } else if (word.contains("-") && month < 0 && !word.startsWith("-")) {
        for (String piece : word.split("-", 4)) {
          take(piece);
        }
      } else if (!word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9')) {
        number(word);
      } else {
        name(word);
      }
    }

    private void number(String digits) {
      int number = digits.length() > 4 ? -1 : Integer.parseInt(digits);
      if (digits.length() <= 2 && day < 0) {
        day = number;
      } else if (year < 0) {
        // RFC 5322 section 4.3: 00-49 are 20xx, 50-99 and three digits count from 1900.
        year = digits.length() > 3 ? number : number + (number < 50 && number >= 0 ? 2000 : 1900);
      }
    }

    private void name(String word) {
      int index = word.length() < 3 ? -1 : MONTHS.indexOf(word.substring(0, 3));
      if (month < 0 && index >= 0) {
        month = index + 1;
      } else {
        zone = NAMED_ZONES.getOrDefault(word, zone);
      }
    }

    private static ZoneOffset zone(Matcher offset) {
      int hours = Integer.parseInt(offset.group(2));
      int minutes = Integer.parseInt(offset.group(3));
      if (hours > 17 || minutes > 59) {
        return ZoneOffset.UTC;
      }
      int sign = offset.group(1).equals("-") ? -1 : 1;
      return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }

    Optional<OffsetDateTime> result() {
      if (day < 0 || month < 0 || year < 0) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            LocalDate.of(year, month, day).atTime(hour, minute, second).atOffset(zone));
      } catch (DateTimeException _) {
        return Optional.empty();
      }
    }
  }
}
