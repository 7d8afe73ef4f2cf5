package dev.postern.imap;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Quota;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/// How the IMAP door behaves.
///
/// @param maxMessage the largest message APPEND takes, in octets
/// @param heartbeat how often an idling client hears `* OK Still here`
/// @param gather how long changes after the first are gathered for an idling client
/// @param profile what is announced, unless an account has its own
/// @param disabled what is switched off for everybody
/// @param quotas what each account may keep, to tell clients
public record ImapOptions(
    long maxMessage,
    Duration heartbeat,
    Duration gather,
    Profile profile,
    Set<Capability> disabled,
    Function<AccountId, Quota> quotas) {
  /// Returns the defaults: 50 MiB, 2 minutes, 50 ms, profile `safe`, nothing switched off, no
  /// quota.
  public static ImapOptions defaults() {
    return new ImapOptions(
        50L << 20,
        Duration.ofMinutes(2),
        Duration.ofMillis(50),
        Profile.SAFE,
        Set.of(),
        _ -> Quota.NONE);
  }

  /// Returns the same with another time between heartbeats.
  public ImapOptions heartbeat(Duration other) {
    return new ImapOptions(maxMessage, other, gather, profile, disabled, quotas);
  }

  /// Returns the same with another profile.
  public ImapOptions profile(Profile other) {
    return new ImapOptions(maxMessage, heartbeat, gather, other, disabled, quotas);
  }

  /// Returns the same with another limit for messages.
  public ImapOptions maxMessage(long other) {
    return new ImapOptions(other, heartbeat, gather, profile, disabled, quotas);
  }

  /// Returns the same with other quotas.
  public ImapOptions quotas(Function<AccountId, Quota> others) {
    return new ImapOptions(maxMessage, heartbeat, gather, profile, disabled, others);
  }

  /// Returns what a client is told that has not signed in.
  Offer offer() {
    return new Offer(profile, disabled);
  }
}
