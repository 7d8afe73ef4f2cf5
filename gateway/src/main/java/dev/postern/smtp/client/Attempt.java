package dev.postern.smtp.client;

import dev.postern.net.PrivateAddress;
import dev.postern.outbound.Transport.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One try to hand a job's recipients that share a way to one of the servers there.
final class Attempt {
  private static final int MAX_ADDRESSES = 10;

  private final Parts parts;
  private final Handover handover;
  private final Results results;
  private final List<Integer> recipients;
  private final boolean requireTls;
  private final long began = System.nanoTime();
  private int tried;
  private @Nullable Outcome failure;

  /// What all tries share.
  record Parts(
      ClientOptions options,
      MxHosts hosts,
      TlsPolicies policies,
      HostNames names,
      Opening opening,
      ConnectionPool pool) {}

  Attempt(
      Parts parts,
      Handover handover,
      Results results,
      List<Integer> recipients,
      boolean requireTls) {
    this.parts = parts;
    this.handover = handover;
    this.results = results;
    this.recipients = recipients;
    this.requireTls = requireTls;
  }

  /// Hands over to nobody.
  void nowhere() {
    results.settle(recipients, new Outcome.Unreachable("", "451 4.4.1 no way out is configured"));
  }

  /// Hands over by a server that relays for us.
  void via(Relay relay) {
    List<InetAddress> addresses;
    try {
      addresses = parts.names().addresses(relay.host());
    } catch (UnknownHostException _) {
      addresses = List.of();
      failed(relay.host(), "451 4.4.3 the address of the smarthost cannot be looked up");
    }
    for (InetAddress address : addresses) {
      Hop hop =
          new Hop(
              relay.host(),
              new InetSocketAddress(address, relay.port()),
              relay.implicit(),
              true,
              relay.demand(),
              relay.login());
      if (isOver(hop)) {
        break;
      }
    }
    end();
  }

  /// Hands over to the servers of a domain.
  void direct(String domain) {
    Optional<InetAddress> literal = Paths.literal(domain);
    if (literal.isPresent()) {
      TlsDemand any = new TlsDemand.Opportunistic(Set.of());
      boolean _ = isOver(domain, List.of(literal.get()), any);
      end();
      return;
    }
    switch (parts.hosts().of(domain)) {
      case MxHosts.Found.Nowhere nowhere -> results.settle(recipients, nowhere.outcome());
      case MxHosts.Found.Hosts hosts -> {
        Optional<StsPolicy> policy = parts.policies().policy(domain);
        for (String host : hosts.names()) {
          if (isOver(domain, host, hosts.secure(), policy)) {
            break;
          }
        }
        end();
      }
    }
  }

  private boolean isOver(String domain, String host, boolean secure, Optional<StsPolicy> policy) {
    MxHosts.Addresses addresses = parts.hosts().addresses(host);
    if (addresses.all().isEmpty()) {
      if (addresses.failed()) {
        failed(host, "451 4.4.3 the address of " + host + " cannot be looked up now");
      } else {
        refused(host, "550 5.4.4 " + host + ", which takes mail of " + domain + ", has no address");
      }
      return false;
    }
    try {
      TlsDemand demand = parts.policies().of(domain, host, secure && addresses.secure(), policy);
      return isOver(host, addresses.all(), demand);
    } catch (HopFailure e) {
      failed(host, e.diagnostic());
      return false;
    }
  }

  private boolean isOver(String host, List<InetAddress> addresses, TlsDemand demand) {
    for (InetAddress address : addresses) {
      if (!parts.options().allowPrivate() && PrivateAddress.is(address)) {
        refused(host, "550 5.4.4 " + host + " has an address that is not of the public internet");
        continue;
      }
      var socket = new InetSocketAddress(address, parts.options().port());
      if (isOver(new Hop(host, socket, false, false, demand, Optional.empty()))) {
        return true;
      }
    }
    return false;
  }

  /// Tries one address.
  ///
  /// @return whether no other is to be tried
  private boolean isOver(Hop hop) {
    if (requireTls && !hop.tls().verified()) {
      refused(
          hop.name(), "550 5.7.10 the mail requires TLS, and nothing tells who the next hop is");
      return false;
    }
    if (++tried > MAX_ADDRESSES || (failure != null && isLate())) {
      return true;
    }
    try {
      Optional<HopConnection> rested = parts.pool().take(hop);
      if (rested.isPresent()) {
        if (!suits(rested.get())) {
          parts.pool().give(rested.get());
          return false;
        }
        try {
          hand(rested.get());
          return true;
        } catch (HopFailure _) {
          // It had died, and the others that rest probably have too.
          parts.pool().forget(hop);
        }
      }
      HopConnection fresh = parts.opening().open(hop);
      if (!suits(fresh)) {
        parts.pool().give(fresh);
        return false;
      }
      hand(fresh);
      return true;
    } catch (HopFailure e) {
      failed(hop.name(), e.diagnostic());
      return false;
    }
  }

  private boolean isLate() {
    return System.nanoTime() - began > parts.options().timeouts().whole().toNanos();
  }

  // RFC 8689 section 4.2.1, whether the connection is new or not.
  private boolean suits(HopConnection connection) {
    boolean suits = !requireTls || connection.offers.has("REQUIRETLS");
    if (!suits) {
      refused(
          connection.hop.name(),
          "550 5.7.30 the mail requires TLS, and the next hop has no REQUIRETLS");
    }
    return suits;
  }

  private void hand(HopConnection connection) throws HopFailure {
    boolean done = false;
    try {
      handover.on(connection, results.open(recipients));
      done = true;
    } finally {
      if (!done) {
        connection.close();
      }
      parts.pool().give(connection);
    }
  }

  // What may pass counts for more than what will not: another server may be fine tomorrow.
  private void failed(String host, String diagnostic) {
    failure = new Outcome.Unreachable(host, temporary(diagnostic));
  }

  private void refused(String host, String diagnostic) {
    if (!(failure instanceof Outcome.Unreachable)) {
      failure = new Outcome.Refused(host, diagnostic);
    }
  }

  // A server that refuses everybody today says 554 as well (RFC 5321 section 3.1).
  private static String temporary(String diagnostic) {
    return diagnostic.startsWith("4") ? diagnostic : "451 4.3.2 not now: " + diagnostic;
  }

  private void end() {
    Outcome outcome = failure;
    if (outcome == null) {
      outcome = new Outcome.Unreachable("", "451 4.4.1 no server could be reached");
    }
    results.settle(recipients, outcome);
  }
}
