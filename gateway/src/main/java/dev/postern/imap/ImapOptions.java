package dev.postern.imap;

import java.time.Duration;

/// How the IMAP door behaves.
///
/// @param maxMessage the largest message APPEND takes, in octets
/// @param heartbeat how often an idling client hears `* OK Still here`
/// @param profile what is announced, unless an account has its own
/// @param gather how long changes after the first are gathered for an idling client
public record ImapOptions(long maxMessage, Duration heartbeat, Duration gather, Profile profile) {
  /// Returns the defaults: 50 MiB, 2 minutes, 50 ms.
  public static ImapOptions defaults() {
    return new ImapOptions(50L << 20, Duration.ofMinutes(2), Duration.ofMillis(50), Profile.SAFE);
  }
}
