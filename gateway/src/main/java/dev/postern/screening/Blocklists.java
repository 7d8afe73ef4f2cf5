package dev.postern.screening;

import dev.postern.config.WeightedZone;
import dev.postern.dns.Dns;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Asks lists of bad addresses (RFC 5782).
final class Blocklists {
  private final Dns dns;
  private final List<WeightedZone> zones;

  Blocklists(Dns dns, List<WeightedZone> zones) {
    this.dns = dns;
    this.zones = List.copyOf(zones);
  }

  /// Asks all lists at once.
  Map<WeightedZone, Within.Result<Boolean>> ask(InetAddress client, Within within) {
    var asked = new LinkedHashMap<WeightedZone, Within.Result<Boolean>>();
    String reversed = reversed(client);
    for (WeightedZone zone : zones) {
      asked.put(zone, within.start(() -> lists(reversed + "." + zone.zone()), false));
    }
    return asked;
  }

  private boolean lists(String name) {
    return dns.ipv4(name).records().stream().anyMatch(Blocklists::means);
  }

  // Section 2.3: answers are in 127/8. 127.0.0.1 is what a list may never say, and 127.255.255.0/24
  // is how the great lists say that one may not ask them.
  private static boolean means(InetAddress answer) {
    byte[] octets = answer.getAddress();
    boolean refusal = octets[1] == -1 && octets[2] == -1;
    boolean self = octets[1] == 0 && octets[2] == 0 && octets[3] == 1;
    return octets[0] == 127 && !refusal && !self;
  }

  /// Returns the octets, or for IPv6 the nibbles, from the last to the first.
  static String reversed(InetAddress address) {
    var labels = new ArrayList<String>();
    byte[] octets = address.getAddress();
    for (byte octet : octets) {
      if (address instanceof Inet4Address) {
        labels.add(Integer.toString(octet & 0xff));
      } else {
        labels.add(String.valueOf(HexFormat.of().toHighHexDigit(octet)));
        labels.add(String.valueOf(HexFormat.of().toLowHexDigit(octet)));
      }
    }
    return String.join(".", labels.reversed());
  }
}
