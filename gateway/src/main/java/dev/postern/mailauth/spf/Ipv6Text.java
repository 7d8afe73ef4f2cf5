package dev.postern.mailauth.spf;

import java.net.Inet4Address;
import java.net.InetAddress;

/// Addresses as people write them (RFC 5952).
final class Ipv6Text {
  private Ipv6Text() {}

  static String of(InetAddress address) {
    if (address instanceof Inet4Address) {
      return address.getHostAddress();
    }
    byte[] bytes = address.getAddress();
    int[] groups = new int[8];
    for (int group = 0; group < 8; group++) {
      groups[group] = (bytes[2 * group] & 0xff) << 8 | (bytes[2 * group + 1] & 0xff);
    }
    int start = 0;
    int length = 0;
    for (int group = 0; group < 8; group++) {
      int end = group;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - group > length) {
        start = group;
        length = end - group;
      }
    }
    return length < 2
        ? joined(groups, 0, 8)
        : joined(groups, 0, start) + "::" + joined(groups, start + length, 8);
  }

  private static String joined(int[] groups, int from, int to) {
    var text = new StringBuilder();
    for (int group = from; group < to; group++) {
      text.append(group == from ? "" : ":").append(Integer.toHexString(groups[group]));
    }
    return text.toString();
  }
}
