package dev.postern.webhook.send;

import dev.postern.net.PrivateAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/// The addresses of this machine: what leaves through a translator has another, which is not known
/// here.
final class OwnAddresses {
  private OwnAddresses() {}

  /// Returns the public ones; if there are none, those that others of the same network see.
  static List<String> list() {
    List<InetAddress> all;
    try {
      all =
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
              .toList();
    } catch (SocketException _) {
      return List.of();
    }
    List<InetAddress> reachable = all.stream().filter(each -> !PrivateAddress.is(each)).toList();
    return (reachable.isEmpty() ? all : reachable)
        .stream().map(OwnAddresses::text).distinct().sorted().toList();
  }

  // Without the name of the interface, which Java puts behind some.
  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int percent = text.indexOf('%');
    return address instanceof Inet6Address && percent >= 0 ? text.substring(0, percent) : text;
  }
}
