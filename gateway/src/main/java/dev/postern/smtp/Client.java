package dev.postern.smtp;

import dev.postern.auth.Device;
import dev.postern.auth.Devices;
import dev.postern.auth.Grant;
import dev.postern.lint.LintKind;
import dev.postern.net.Connection;
import dev.postern.smtp.wire.SmtpCommand;
import java.net.InetAddress;
import java.util.Optional;

/// What is known of the client at the other end of one connection.
final class Client {
  private final Connection connection;
  private final Guard guard;
  private final boolean known;
  private final Manners manners;
  private Optional<SmtpCommand.Hello> hello = Optional.empty();
  private Optional<Grant> agent = Optional.empty();
  private Optional<Device> device = Optional.empty();
  private Optional<Grant> ofDevice = Optional.empty();
  private boolean identified;

  Client(Connection connection, Guard guard, Manners manners) {
    this.connection = connection;
    this.guard = guard;
    this.known = guard.exempts(connection);
    this.manners = manners;
  }

  /// Says whether it is no stranger: the limits for those do not hold.
  boolean known() {
    return known;
  }

  Connection connection() {
    return connection;
  }

  InetAddress address() {
    return connection.remote().getAddress();
  }

  Manners manners() {
    return manners;
  }

  /// Looks whether it is a device that its network tells; asks the store once.
  void identify() {
    if (identified || manners.lenience().isEmpty()) {
      return;
    }
    Devices devices = manners.lenience().get().devices();
    device = devices.at(address());
    ofDevice = device.flatMap(devices::agentOf);
    identified = true;
    device.ifPresent(devices::seen);
    ofDevice.ifPresent(grant -> connection.signedIn(grant.id()));
  }

  /// Notices something that it does wrong.
  void notice(LintKind kind) {
    manners
        .lenience()
        .ifPresent(lenience ->
            lenience
                .lints()
                .notice(
                    agent().map(Grant::id),
                    device.map(Device::name).orElseGet(address()::getHostAddress),
                    kind));
  }

  /// Returns what it said last to greet us; what is lenient does without.
  Optional<SmtpCommand.Hello> hello() {
    return manners.isLenient() && hello.isEmpty()
        ? Optional.of(new SmtpCommand.Hello(Peer.literal(address()), false))
        : hello;
  }

  boolean greeted() {
    return hello.isPresent();
  }

  /// Returns as whom it acts: who signed in, else whose device it is.
  Optional<Grant> agent() {
    return agent.or(() -> ofDevice);
  }

  boolean signedIn() {
    return agent.isPresent();
  }

  /// Says whether it may ask for TLS now.
  boolean mayStartTls() {
    return manners.startTls() && connection.tlsAvailable();
  }

  /// Says whether a password may be accepted now.
  boolean loginAllowed() {
    return manners.plainLogin() || connection.loginAllowed();
  }

  void greets(SmtpCommand.Hello said) {
    hello = Optional.of(said);
  }

  void signsIn(Grant grant) {
    agent = Optional.of(grant);
    connection.signedIn(grant.id());
  }

  /// Forgets what it said, as after STARTTLS (RFC 3207 section 4.2).
  void forget() {
    hello = Optional.empty();
    agent = Optional.empty();
  }

  /// Describes it, once it has greeted us.
  Peer peer() {
    return new Peer(
        address(),
        hello().orElseThrow().name(),
        connection.tls().orElse(""),
        guard.trusts(connection));
  }
}
