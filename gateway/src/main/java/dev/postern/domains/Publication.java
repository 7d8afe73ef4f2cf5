package dev.postern.domains;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is the same in the records of every domain of this server.
///
/// @param host what the world calls this server (`hostname`)
/// @param addresses from which its mail goes out, as far as it was told
/// @param spf SPF mechanisms that allow this server to send, without `v=spf1`
public record Publication(String host, List<InetAddress> addresses, List<String> spf) {
  /// Keeps the lists as they are now.
  public Publication {
    addresses = List.copyOf(addresses);
    spf = List.copyOf(spf);
  }

  /// Returns what to publish.
  ///
  /// @param spf what the configuration says; empty: the addresses, or whatever `host` is
  public static Publication of(String host, List<InetAddress> addresses, Optional<String> spf) {
    List<String> mechanisms = new ArrayList<>();
    spf.ifPresent(text -> mechanisms.addAll(List.of(text.strip().split("\\s+", -1))));
    if (mechanisms.isEmpty()) {
      addresses.forEach(address ->
          mechanisms.add(
              (address instanceof Inet6Address ? "ip6:" : "ip4:") + address.getHostAddress()));
    }
    if (mechanisms.isEmpty()) {
      mechanisms.add("a:" + host);
    }
    return new Publication(host, addresses, mechanisms);
  }

  /// Says whether the server has a name that the world can find.
  boolean isPublic() {
    return !host.equals("localhost") && !host.endsWith(".localhost");
  }

  /// Returns the value of MX records.
  String mx() {
    return "10 " + host;
  }

  /// Returns the SPF record. What it does not allow is suspect, not refused: DKIM may still vouch
  /// for mail that somebody forwards.
  String spfRecord() {
    return "v=spf1 " + String.join(" ", spf) + " ~all";
  }
}
