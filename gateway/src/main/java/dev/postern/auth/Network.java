package dev.postern.auth;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// A block of IP addresses: `192.0.2.0/24`, `2001:db8::/32`, or one address.
///
/// @param base the first address, its host bits zero
/// @param bits length of the prefix
public record Network(InetAddress base, int bits) {
  /// Reads `address` or `address/bits`; names are not looked up.
  ///
  /// @throws IllegalArgumentException with a text that says what is wrong
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    int all = address.getAddress().length * 8;
    int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
    if (bits < 0 || bits > all) {
      throw new IllegalArgumentException(text + ": the prefix length must be 0 to " + all);
    }
    return of(address, bits);
  }

  /// Returns the block of this length that holds `address`.
  static Network of(InetAddress address, int bits) {
    byte[] bytes = address.getAddress();
    for (int bit = bits; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    return new Network(byAddress(bytes), bits);
  }

  /// Returns whom failures and the like are counted for: an IPv4 address, or an IPv6 subscriber's
  /// /64.
  public static Network subscriber(InetAddress address) {
    int all = address.getAddress().length * 8;
    return of(address, all == 128 ? 64 : all);
  }

  /// Says whether `address` lies in this block.
  public boolean contains(InetAddress address) {
    return address.getAddress().length == base.getAddress().length
        && of(address, bits).base.equals(base);
  }

  /// Returns the form that [#parse] reads.
  @Override
  public String toString() {
    return base.getHostAddress() + "/" + bits;
  }

  private static InetAddress byAddress(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalArgumentException(
          "neither 4 nor 16 bytes: " + HexFormat.of().formatHex(Arrays.copyOf(bytes, 16)), e);
    }
  }
}
