package dev.postern.delivery;

import java.time.Instant;

/// That a tracked message was opened, or a link of it followed.
///
/// @param number from 0, of this message and kind
/// @param link which one; 0 for an opening
public record Hit(int number, int link, Visit visit) {
  /// How many of a message are kept of each kind, the latest.
  public static final int KEPT = 50;

  /// What was done.
  public enum Kind {
    OPENED,
    CLICKED
  }

  /// Who did it.
  ///
  /// @param ip as text
  /// @param userAgent empty if there was none
  public record Visit(Instant at, String ip, String userAgent) {}
}
