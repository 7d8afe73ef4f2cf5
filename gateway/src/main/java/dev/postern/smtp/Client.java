package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.net.Connection;
import dev.postern.smtp.wire.SmtpCommand;
import java.net.InetAddress;
import java.util.Optional;

/// What is known of the client at the other end of one connection.
final class Client {
  private final Connection connection;
  private final boolean trusted;
  private Optional<SmtpCommand.Hello> hello = Optional.empty();
  private Optional<Grant> agent = Optional.empty();

  /// @param trusted whether it is on this machine or in a network the operator trusts
  Client(Connection connection, boolean trusted) {
    this.connection = connection;
    this.trusted = trusted;
  }

  /// Says whether it is on this machine or in a network the operator trusts: no limit that is for
  /// strangers holds for it.
  boolean trusted() {
    return trusted;
  }

  Connection connection() {
    return connection;
  }

  InetAddress address() {
    return connection.remote().getAddress();
  }

  /// Returns what it said last to greet us.
  Optional<SmtpCommand.Hello> hello() {
    return hello;
  }

  /// Returns who signed in.
  Optional<Grant> agent() {
    return agent;
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
    return new Peer(address(), hello.orElseThrow().name(), connection.tls().orElse(""), trusted);
  }
}
