package dev.postern.webhook.send;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Connections to receivers that wait for their next request, the last used first. Thread-safe.
final class HookPool {
  private static final int MOST_EACH = 32;
  private static final int MOST = 1000;
  private static final Duration TIDY = Duration.ofSeconds(4);

  private final ScheduledExecutorService scheduler;
  private final Map<String, Deque<HookConnection>> idle = new HashMap<>();
  private int count;
  private boolean tidying;

  /// @param scheduler closes what waited too long
  HookPool(ScheduledExecutorService scheduler) {
    this.scheduler = scheduler;
  }

  /// Takes a connection out.
  ///
  /// @param origin scheme, host and port
  Optional<HookConnection> take(String origin) {
    List<HookConnection> stale = new ArrayList<>();
    try {
      return take(origin, stale);
    } finally {
      stale.forEach(HookConnection::close);
    }
  }

  private synchronized Optional<HookConnection> take(String origin, List<HookConnection> stale) {
    Deque<HookConnection> waiting = idle.getOrDefault(origin, new ArrayDeque<>());
    for (HookConnection next = waiting.poll(); next != null; next = waiting.poll()) {
      count--;
      if (next.isUsable()) {
        return Optional.of(next);
      }
      stale.add(next);
    }
    idle.remove(origin);
    return Optional.empty();
  }

  /// Puts a connection in, or closes it if it is of no more use.
  void give(String origin, HookConnection connection) {
    if (!connection.isUsable() || !put(origin, connection)) {
      connection.close();
    }
  }

  private synchronized boolean put(String origin, HookConnection connection) {
    Deque<HookConnection> waiting = idle.computeIfAbsent(origin, _ -> new ArrayDeque<>());
    if (waiting.size() >= MOST_EACH || count >= MOST) {
      return false;
    }
    waiting.push(connection);
    count++;
    if (!tidying) {
      tidying = true;
      var _ = scheduler.schedule(this::tidy, TIDY.toMillis(), TimeUnit.MILLISECONDS);
    }
    return true;
  }

  private void tidy() {
    List<HookConnection> stale = new ArrayList<>();
    synchronized (this) {
      for (Deque<HookConnection> waiting : idle.values()) {
        waiting.stream().filter(each -> !each.isUsable()).forEach(stale::add);
        waiting.removeAll(stale);
      }
      idle.values().removeIf(Deque::isEmpty);
      count -= stale.size();
      tidying = count > 0;
      if (tidying) {
        var _ = scheduler.schedule(this::tidy, TIDY.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    stale.forEach(HookConnection::close);
  }
}
