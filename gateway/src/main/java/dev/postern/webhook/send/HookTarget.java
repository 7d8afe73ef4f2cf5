package dev.postern.webhook.send;

import dev.postern.net.PrivateAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Where a webhook's URL leads, resolved and checked: connections go to these addresses, so that a
/// second look-up cannot lead elsewhere.
///
/// @param addresses at least one
record HookTarget(List<InetAddress> addresses) {
  /// Resolves a URL's host.
  ///
  /// @param allowPrivate whether addresses that are not of the public internet may be targets;
  ///   plain http is for those only
  /// @param lookups where the look-up runs
  /// @param patience how long it may take
  /// @throws IOException with a text for the user if it is no target
  static HookTarget of(HookUrl url, boolean allowPrivate, Executor lookups, Duration patience)
      throws IOException {
    List<InetAddress> addresses = addresses(url.host(), lookups, patience);
    boolean anyPrivate = addresses.stream().anyMatch(PrivateAddress::is);
    boolean allPrivate = addresses.stream().allMatch(PrivateAddress::is);
    if (anyPrivate && !allowPrivate) {
      throw new IOException("address of " + url.host() + " is not public");
    }
    if (!url.isTls() && !allPrivate) {
      throw new IOException("url must be https");
    }
    return new HookTarget(addresses);
  }

  private static List<InetAddress> addresses(String host, Executor lookups, Duration patience)
      throws IOException {
    CompletableFuture<List<InetAddress>> looking =
        CompletableFuture.supplyAsync(() -> lookUp(host), lookups);
    try {
      List<InetAddress> found = looking.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (found.isEmpty()) {
        throw new UnknownHostException(host + " has no address");
      }
      return found;
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException(host + " could not be looked up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static List<InetAddress> lookUp(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException _) {
      return List.of();
    }
  }
}
