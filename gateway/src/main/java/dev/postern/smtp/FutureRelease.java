package dev.postern.smtp;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.smtp.wire.SmtpCommand.Parameter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// When a submitted mail is to go out (RFC 4865), read from the parameters of MAIL.
final class FutureRelease {
  private static final Duration LONGEST = Duration.ofDays(30);

  // future-release-integer = %x31-39 *8DIGIT
  private static final Pattern INTEGER = Pattern.compile("[1-9][0-9]{0,8}");

  // date-time (RFC 3339 section 5.6): seconds are never left out.
  private static final Pattern DATE_TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})");

  private FutureRelease() {}

  /// Returns the line of EHLO: for how long, and until when, mail is held.
  static String keyword(Instant now) {
    return "FUTURERELEASE "
        + LONGEST.toSeconds()
        + " "
        + now.plus(LONGEST).truncatedTo(ChronoUnit.SECONDS);
  }

  private static boolean isParameter(Parameter parameter) {
    return parameter.key().equals("HOLDFOR") || parameter.key().equals("HOLDUNTIL");
  }

  /// Returns the time at which a mail goes out; empty: now.
  ///
  /// @throws GatewayException with SYNTAX if it is no time, past, too far away, or given twice
  static Optional<Instant> of(List<Parameter> parameters, Instant now) {
    List<Parameter> hold = parameters.stream().filter(FutureRelease::isParameter).toList();
    if (hold.size() > 1) {
      throw refusal("one of HOLDFOR and HOLDUNTIL, once");
    }
    return hold.stream().findFirst().map(parameter -> release(parameter, now));
  }

  private static Instant release(Parameter parameter, Instant now) {
    Instant release =
        parameter.key().equals("HOLDFOR")
            ? now.plusSeconds(seconds(parameter.value()))
            : dateTime(parameter.value());
    if (!release.isAfter(now)) {
      throw refusal("HOLDUNTIL is past");
    }
    // The limit that was announced may be a moment old.
    if (release.isAfter(now.plus(LONGEST).plusSeconds(1))) {
      throw refusal(parameter.key() + " is too far away: at most " + LONGEST.toSeconds() + " s");
    }
    return release;
  }

  private static long seconds(String value) {
    if (!INTEGER.matcher(value).matches()) {
      throw refusal("HOLDFOR wants seconds, from 1");
    }
    return Long.parseLong(value);
  }

  private static Instant dateTime(String value) {
    try {
      if (DATE_TIME.matcher(value).matches()) {
        return OffsetDateTime.parse(value).toInstant();
      }
    } catch (DateTimeException e) {
      throw new GatewayException(Fault.SYNTAX, "HOLDUNTIL is no date and time", e);
    }
    throw refusal("HOLDUNTIL wants a date and time such as 2026-12-31T09:00:00Z");
  }

  private static GatewayException refusal(String what) {
    return new GatewayException(Fault.SYNTAX, what);
  }
}
