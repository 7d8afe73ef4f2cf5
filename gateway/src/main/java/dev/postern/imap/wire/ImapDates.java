package dev.postern.imap.wire;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/// Dates as IMAP writes them (RFC 9051 section 9, date and date-time).
final class ImapDates {
  static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

  private ImapDates() {}

  // date = date-text / DQUOTE date-text DQUOTE
  /// Reads a day, as days from 1970-01-01.
  static long readDate(ImapCursor in) {
    boolean quoted = in.accept('"');
    LocalDate date = dateText(in);
    if (quoted) {
      in.expect('"');
    }
    return date.toEpochDay();
  }

  // date-text = date-day "-" date-month "-" date-year
  private static LocalDate dateText(ImapCursor in) {
    int day = (int) Math.min(in.number(), 99);
    in.expect('-');
    int month = month(in);
    in.expect('-');
    int year = digits(in, 4);
    try {
      return LocalDate.of(year, month, day);
    } catch (DateTimeException _) {
      throw in.error("no such date");
    }
  }

  // date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
  static OffsetDateTime readDateTime(ImapCursor in) {
    in.expect('"');
    in.accept(' ');
    LocalDate date = dateText(in);
    in.expect(' ');
    int hour = digits(in, 2);
    in.expect(':');
    int minute = digits(in, 2);
    in.expect(':');
    int second = Math.min(digits(in, 2), 59);
    in.expect(' ');
    boolean west = in.accept('-');
    if (!west) {
      in.expect('+');
    }
    int zoneHours = digits(in, 2);
    int zoneMinutes = digits(in, 2);
    in.expect('"');
    int offset = (zoneHours * 60 + zoneMinutes) * (west ? -60 : 60);
    try {
      return OffsetDateTime.of(
          date, java.time.LocalTime.of(hour, minute, second), ZoneOffset.ofTotalSeconds(offset));
    } catch (DateTimeException _) {
      throw in.error("no such time");
    }
  }

  private static int month(ImapCursor in) {
    for (int i = 0; i < MONTHS.size(); i++) {
      if (in.acceptWord(MONTHS.get(i))) {
        return i + 1;
      }
    }
    throw in.error("expected a month");
  }

  private static int digits(ImapCursor in, int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      int c = in.peek();
      if (!ImapCursor.isDigit(c)) {
        throw in.error("expected a digit");
      }
      in.accept((char) c);
      value = value * 10 + (c - '0');
    }
    return value;
  }
}
