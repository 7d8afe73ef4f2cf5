package dev.postern.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Tells addresses of the public internet from all others (IANA special-purpose registries, RFC
/// 6890): a target that a user names must not lead into the network the server stands in.
public final class PrivateAddress {
  private static final List<Range> RANGES =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3")
          .map(Range::of)
          .toList();

  private PrivateAddress() {}

  /// Says whether an address is not one of the public internet.
  public static boolean is(InetAddress address) {
    byte[] octets = address.getAddress();
    boolean named =
        address.isAnyLocalAddress()
            || address.isLoopbackAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMulticastAddress();
    return named || (address instanceof Inet4Address ? isPrivate4(octets) : isPrivate6(octets));
  }

  private static boolean isPrivate4(byte[] octets) {
    int address = ByteBuffer.wrap(octets).getInt();
    return RANGES.stream().anyMatch(range -> range.holds(address));
  }

  private static boolean isPrivate6(byte[] octets) {
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    int head = buffer.getChar(0);
    int next = buffer.getChar(2);
    // NAT64 and 6to4 carry an IPv4 address; what is outside 2000::/3 is not global.
    if (head == 0x64 && next == 0xff9b && buffer.getLong(4) == 0) {
      return isPrivate4(Arrays.copyOfRange(octets, 12, 16));
    }
    if (head == 0x2002) {
      return isPrivate4(Arrays.copyOfRange(octets, 2, 6));
    }
    boolean global = (head & 0xe000) == 0x2000;
    boolean teredoOrDocs = head == 0x2001 && (next < 0x200 || next == 0xdb8);
    boolean docs = head == 0x3fff && next < 0x1000;
    return !global || teredoOrDocs || docs;
  }

  private record Range(int network, int bits) {
    static Range of(String text) {
      String[] halves = text.split("/", -1);
      int network = 0;
      for (String octet : halves[0].split("\\.", -1)) {
        network = network << 8 | Integer.parseInt(octet);
      }
      return new Range(network, Integer.parseInt(halves[1]));
    }

    boolean holds(int address) {
      return (address ^ network) >>> (32 - bits) == 0;
    }
  }
}
