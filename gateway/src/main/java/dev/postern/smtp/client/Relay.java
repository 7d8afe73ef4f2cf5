package dev.postern.smtp.client;

import dev.postern.config.Config.Smarthost;
import java.util.Optional;
import java.util.Set;

/// A server that relays for us, as the operator named it.
record Relay(String host, int port, String tls, Optional<Login> login) {
  static Relay of(Smarthost smarthost) {
    Optional<Login> login =
        smarthost
            .username()
            .flatMap(user -> smarthost.password().map(password -> new Login(user, password)));
    return new Relay(smarthost.host(), smarthost.port(), smarthost.tls(), login);
  }

  boolean implicit() {
    return tls.equals("implicit");
  }

  TlsDemand demand() {
    return tls.equals("none") ? new TlsDemand.None() : new TlsDemand.Named(Set.of(host));
  }

  /// Returns what stands for it among next hops; no domain looks like that.
  String key() {
    return "relay " + host + ":" + port + login.map(each -> " " + each.user()).orElse("");
  }
}
