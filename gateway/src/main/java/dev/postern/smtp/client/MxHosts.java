package dev.postern.smtp.client;

import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import dev.postern.dns.Dns.Mx;
import dev.postern.outbound.Transport.Outcome;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// Finds the servers of a domain (RFC 5321 section 5.1).
final class MxHosts {
  static final int MAX_HOSTS = 5;

  private final Dns dns;
  private final RandomGenerator random;
  private final String self;

  /// @param self this server's own name: a domain whose best server that is would be a loop
  MxHosts(Dns dns, RandomGenerator random, String self) {
    this.dns = dns;
    this.random = random;
    this.self = self;
  }

  /// Where mail of a domain goes.
  sealed interface Found {
    /// To these, the first one first.
    ///
    /// @param secure whether DNSSEC vouches for the names
    record Hosts(List<String> names, boolean secure) implements Found {}

    /// Nowhere.
    record Nowhere(Outcome outcome) implements Found {}
  }

  /// The addresses of one server.
  ///
  /// @param failed whether there may be others: nobody answered
  record Addresses(List<InetAddress> all, boolean secure, boolean failed) {}

  /// Looks up the servers of a domain.
  ///
  /// @param domain A-labels in lower case
  Found of(String domain) {
    Answer<Mx> answer = dns.mx(domain);
    return switch (answer.status()) {
      case FAILED ->
          new Found.Nowhere(
              new Outcome.Unreachable(
                  "", "451 4.4.3 the servers of " + domain + " cannot be" + " looked up now"));
      case NO_SUCH_NAME -> refused("550 5.1.2 there is no domain " + domain);
      // Section 5.1: a domain without MX records is its own server.
      case NO_DATA -> new Found.Hosts(List.of(domain), answer.secure());
      case FOUND -> hosts(domain, answer);
    };
  }

  private Found hosts(String domain, Answer<Mx> answer) {
    List<Mx> records = new ArrayList<>(answer.records());
    records.removeIf(mx -> mx.host().isEmpty());
    if (records.isEmpty()) {
      return refused("556 5.1.10 " + domain + " takes no mail (null MX)");
    }
    Collections.shuffle(records, random);
    records.sort(Comparator.comparingInt(Mx::preference));
    int own =
        records.stream()
            .filter(mx -> mx.host().equalsIgnoreCase(self))
            .mapToInt(Mx::preference)
            .min()
            .orElse(Integer.MAX_VALUE);
    // Who stands behind us would bring the mail back to us.
    records.removeIf(mx -> mx.preference() >= own);
    if (records.isEmpty()) {
      return refused("554 5.4.6 mail for " + domain + " loops back to this server");
    }
    return new Found.Hosts(
        records.stream().map(Mx::host).distinct().limit(MAX_HOSTS).toList(), answer.secure());
  }

  private static Found refused(String text) {
    return new Found.Nowhere(new Outcome.Refused("", text));
  }

  /// Looks up a server's addresses, IPv6 first.
  Addresses addresses(String host) {
    Answer<InetAddress> six = dns.ipv6(host);
    Answer<InetAddress> four = dns.ipv4(host);
    List<InetAddress> all = new ArrayList<>(six.records());
    all.addAll(four.records());
    boolean secure =
        (six.records().isEmpty() || six.secure()) && (four.records().isEmpty() || four.secure());
    return new Addresses(all, secure && !all.isEmpty(), six.failed() || four.failed());
  }
}
