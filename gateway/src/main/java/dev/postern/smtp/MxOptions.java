package dev.postern.smtp;

import dev.postern.auth.Network;
import java.time.Duration;
import java.util.List;

/// What an operator can set about strangers at the MX door.
///
/// @param trusted networks whose clients no limit of the door holds for, as for this machine's own,
///   and whose mail is not checked
/// @param greetDelay how long the greeting is held back; who speaks before it is sent away
/// @param connectionsPerMinute of one address, or of one /64 of IPv6
/// @param mailsPerMinute likewise
public record MxOptions(
    List<Network> trusted, Duration greetDelay, int connectionsPerMinute, int mailsPerMinute) {
  /// Keeps the list as it is now.
  public MxOptions {
    trusted = List.copyOf(trusted);
  }

  /// Returns the defaults.
  public static MxOptions defaults() {
    return new MxOptions(
        List.of(Network.parse("127.0.0.0/8"), Network.parse("::1")), Duration.ZERO, 120, 600);
  }
}
