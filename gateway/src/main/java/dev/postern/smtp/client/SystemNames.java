package dev.postern.smtp.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks the system and remembers its answers for half a minute. Asked about the few hosts only that
/// the operator names.
final class SystemNames implements HostNames {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Executor threads;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(List<InetAddress> addresses, long since) {
    boolean isFresh() {
      return System.nanoTime() - since < LIMIT.toNanos();
    }
  }

  SystemNames(Executor threads) {
    this.threads = threads;
  }

  @Override
  public List<InetAddress> addresses(String host) throws UnknownHostException {
    Known last = known.get(host);
    if (last != null && last.isFresh()) {
      return last.addresses();
    }
    List<InetAddress> addresses = lookUp(host);
    known.put(host, new Known(addresses, System.nanoTime()));
    return addresses;
  }

  private List<InetAddress> lookUp(String host) throws UnknownHostException {
    var lookup = new FutureTask<>(() -> List.of(InetAddress.getAllByName(host)));
    threads.execute(lookup);
    try {
      return lookup.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException _) {
      throw new UnknownHostException(host);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host);
    }
  }
}
