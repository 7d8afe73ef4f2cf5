package dev.postern.mailauth.spf;

import dev.postern.dns.Dns;
import java.net.IDN;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/// Checks senders by SPF (RFC 7208): 10 terms that ask, 2 that find nothing, 20 seconds.
public final class Spf {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Dns dns;
  private final String receiver;
  private final InstantSource clock;

  /// @param receiver this server's name
  public Spf(Dns dns, String receiver, InstantSource clock) {
    this.dns = dns;
    this.receiver = receiver;
    this.clock = clock;
  }

  /// Checks who `client` says it sends for. Blocks while it asks; never throws.
  ///
  /// @param helo as the client said it
  /// @param sender the reverse path; empty for the null sender, for which HELO counts
  public SpfResult check(InetAddress client, String helo, String sender) {
    boolean byHelo = sender.isEmpty();
    String claimed = byHelo ? helo : sender;
    int at = claimed.lastIndexOf('@');
    String local = at <= 0 ? "postmaster" : claimed.substring(0, at);
    String given = claimed.substring(at + 1);
    Optional<String> domain = domain(given);
    if (domain.isEmpty()) {
      return new SpfResult("none", given, byHelo, claimed, "", "");
    }
    var identity = new Identity(client, helo, local, domain.get(), receiver, clock.instant());
    var questions = new Questions(dns, client, System.nanoTime() + PATIENCE.toNanos());
    try {
      Evaluation.Outcome outcome = new Evaluation(identity, questions).check(domain.get());
      return new SpfResult(outcome.result(), given, byHelo, claimed, "", outcome.explanation());
    } catch (SpfException error) {
      return new SpfResult(error.result(), given, byHelo, claimed, error.reason(), "");
    }
  }

  /// Returns a name that could have a record, in A-labels; empty if it could not (section 4.3).
  static Optional<String> domain(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (!name.chars().allMatch(c -> c < 0x80)) {
      try {
        name = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
      } catch (IllegalArgumentException | IndexOutOfBoundsException noName) {
        return Optional.empty();
      }
    }
    String[] labels = name.split("\\.", -1);
    boolean valid = labels.length > 1 && name.length() <= 253;
    for (String label : labels) {
      valid &= !label.isEmpty() && label.length() <= 63;
    }
    return valid ? Optional.of(name) : Optional.empty();
  }

  static boolean within(String name, String domain) {
    String lower = name.toLowerCase(Locale.ROOT);
    String parent = domain.toLowerCase(Locale.ROOT);
    return lower.equals(parent) || lower.endsWith("." + parent);
  }
}
