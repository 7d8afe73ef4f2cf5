package dev.postern.outbound;

import java.time.Duration;
import java.util.OptionalInt;

/// How much may be sent (spec/api-data.md section 2.9, spec/api-admin.md section 9).
///
/// @param perSecond mails of one application in a second; further ones wait for their turn
/// @param longestWait how long a turn may be off; whoever would wait longer is refused
/// @param perDay mails of one account from 00:00 to 24:00 UTC
public record SendLimits(OptionalInt perSecond, Duration longestWait, OptionalInt perDay) {
  /// What is queued goes out within 90 seconds; ten of them are for being late.
  private static final Duration WAIT = Duration.ofSeconds(80);

  /// No limits.
  public static final SendLimits NONE = of(OptionalInt.empty(), OptionalInt.empty());

  /// Limits with the wait of the hosted product.
  public static SendLimits of(OptionalInt perSecond, OptionalInt perDay) {
    return new SendLimits(perSecond, WAIT, perDay);
  }
}
