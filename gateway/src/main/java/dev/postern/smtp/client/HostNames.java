package dev.postern.smtp.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;

/// Looks up servers that the operator named, as any program of this machine would: the file of
/// hosts counts too.
@FunctionalInterface
public interface HostNames {
  /// Returns the addresses of a host in the order in which they are to be tried. Blocks at most
  /// half a minute.
  List<InetAddress> addresses(String host) throws UnknownHostException;

  /// Asks the system.
  ///
  /// @param threads where the system may block a thread outside of Java
  static HostNames system(Executor threads) {
    return new SystemNames(threads);
  }
}
