package dev.postern.mailauth;

import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks whether an address has a name that leads back to it (RFC 8601 section 3).
public final class Iprev {
  private static final int MOST_NAMES = 10;

  private final Dns dns;

  /// Asks `dns`.
  public Iprev(Dns dns) {
    this.dns = dns;
  }

  /// How it ended.
  ///
  /// @param result `pass`; `fail` if no name leads back; `permerror` if there is none; `temperror`
  /// @param name the first that leads back
  public record Result(InetAddress address, String result, Optional<String> name) {
    /// Returns it for `Authentication-Results`.
    public Check check() {
      return new Check("iprev", result, "", Map.of("policy.iprev", address.getHostAddress()));
    }
  }

  /// Asks for up to 10 names of `address` and back. Blocks; never throws.
  public Result check(InetAddress address) {
    Answer<String> names = dns.names(address);
    if (names.records().isEmpty()) {
      return new Result(address, names.failed() ? "temperror" : "permerror", Optional.empty());
    }
    List<String> asked = names.records().subList(0, Math.min(MOST_NAMES, names.records().size()));
    boolean failed = false;
    for (String name : asked) {
      Answer<InetAddress> back = address instanceof Inet4Address ? dns.ipv4(name) : dns.ipv6(name);
      if (back.records().contains(address)) {
        return new Result(address, "pass", Optional.of(name));
      }
      failed |= back.failed();
    }
    return new Result(address, failed ? "temperror" : "fail", Optional.empty());
  }
}
