package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.net.Connection;
import dev.postern.smtp.wire.SmtpCommand;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/// What is known of the client at the other end of one connection.
final class Client {
  private final Connection connection;
  private Optional<SmtpCommand.Hello> hello = Optional.empty();
  private Optional<Grant> agent = Optional.empty();

  Client(Connection connection) {
    this.connection = connection;
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

  /// Returns its address as SMTP writes it: address-literal (RFC 5321 section 4.1.3).
  String literal() {
    InetAddress address = address();
    return (address instanceof Inet6Address ? "[IPv6:" : "[") + address.getHostAddress() + "]";
  }
}
