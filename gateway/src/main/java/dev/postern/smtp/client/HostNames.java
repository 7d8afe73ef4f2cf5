package dev.postern.smtp.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Looks up servers that the operator named, as any program of this machine would: the file of
/// hosts counts too.
@FunctionalInterface
public interface HostNames {
  /// Returns the addresses of a host in the order in which they are to be tried. Blocks at most
  /// half a minute.
  List<InetAddress> addresses(String host) throws UnknownHostException;

  /// Asks the system, which remembers for half a minute.
  ///
  /// @param threads where the system may block a thread outside of Java
  static HostNames system(Executor threads) {
    return host -> {
      var lookup = new FutureTask<>(() -> List.of(InetAddress.getAllByName(host)));
      threads.execute(lookup);
      try {
        return lookup.get(30, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException _) {
        throw new UnknownHostException(host);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new UnknownHostException(host);
      }
    };
  }
}
