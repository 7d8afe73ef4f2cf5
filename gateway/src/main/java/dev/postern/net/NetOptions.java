package dev.postern.net;

import dev.postern.config.PlaintextLogin;
import java.time.Duration;

/// What holds for all listeners together.
///
/// @param plaintextLogin who may sign in without TLS
/// @param connections most connections at once
/// @param connectionsPerAddress most from one address; loopback has no such bound
/// @param beforeSignIn most connections that have not signed in, on listeners that want it; one
///   more costs the oldest of them its place
/// @param signInDeadline from accept to sign-in, whatever the client sends meanwhile
/// @param proxies who speaks for others
public record NetOptions(
    PlaintextLogin plaintextLogin,
    int connections,
    int connectionsPerAddress,
    int beforeSignIn,
    Duration signInDeadline,
    ProxyProtocol proxies) {
  /// Makes options of a server that no proxy stands in front of.
  public NetOptions(
      PlaintextLogin plaintextLogin,
      int connections,
      int connectionsPerAddress,
      int beforeSignIn,
      Duration signInDeadline) {
    this(
        plaintextLogin,
        connections,
        connectionsPerAddress,
        beforeSignIn,
        signInDeadline,
        ProxyProtocol.NONE);
  }

  /// Returns the defaults, for tests above all.
  public static NetOptions defaults() {
    return new NetOptions(PlaintextLogin.LOOPBACK, 20_000, 200, 2_000, Duration.ofSeconds(60));
  }
}
