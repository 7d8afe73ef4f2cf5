package dev.postern.smtp;

import dev.postern.net.Connection;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Keeps strangers at one door within limits. Thread-safe.
final class Guard {
  // Who guesses names is told of so many an hour that they do not exist.
  private static final int UNKNOWN_PER_HOUR = 100;

  /// What is counted of strangers.
  private record Counts(Rate connections, Rate mails, Rate unknown) {}

  private final MxOptions options;
  private final Optional<Counts> counts;

  private Guard(MxOptions options, Optional<Counts> counts) {
    this.options = options;
    this.counts = counts;
  }

  /// Makes the guard of a door that has no strangers: its clients sign in.
  static Guard none() {
    return new Guard(MxOptions.defaults(), Optional.empty());
  }

  /// Makes the guard of a door for everybody.
  static Guard of(MxOptions options, InstantSource clock) {
    Duration minute = Duration.ofMinutes(1);
    return new Guard(
        options,
        Optional.of(
            new Counts(
                new Rate(options.connectionsPerMinute(), minute, clock),
                new Rate(options.mailsPerMinute(), minute, clock),
                new Rate(UNKNOWN_PER_HOUR, Duration.ofHours(1), clock))));
  }

  /// Says whether a client is no stranger: it is on this machine, or in a trusted network.
  boolean exempts(Connection connection) {
    return counts.isEmpty() || connection.loopback() || trusts(connection);
  }

  /// Says whether mail of a client is taken without a check. What a proxy tells of a loopback
  /// address is about another machine.
  boolean trusts(Connection connection) {
    InetAddress address = connection.remote().getAddress();
    return (!address.isLoopbackAddress() || connection.loopback())
        && options.trusted().stream().anyMatch(network -> network.contains(address));
  }

  /// Returns how long a stranger waits for the greeting.
  Duration greetDelay() {
    return counts.isEmpty() ? Duration.ZERO : options.greetDelay();
  }

  /// Counts a stranger's connection, and says whether it is one too many.
  boolean refusesConnection(InetAddress from) {
    return counts.isPresent() && !counts.get().connections().take(from);
  }

  /// Counts a stranger's mail, and says whether it is one too many.
  boolean refusesMail(InetAddress from) {
    return counts.isPresent() && !counts.get().mails().take(from);
  }

  /// Counts a recipient that does not exist, and says whether the stranger is looking for names.
  boolean isProbed(InetAddress from) {
    return counts.isPresent() && !counts.get().unknown().take(from);
  }
}
