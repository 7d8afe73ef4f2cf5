package dev.postern.smtp.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Connections between two mails, kept a few seconds for the next one to the same hop, and the
/// watch over all that are open.
final class ConnectionPool implements AutoCloseable {
  // Idle connections of all hops; beyond that the next one is closed at once.
  private static final int MAX_IDLE = 500;

  private final Duration idle;
  private final Map<Hop, Deque<HopConnection>> resting = new HashMap<>();
  private final Set<HopSocket> open = ConcurrentHashMap.newKeySet();
  private int count;
  private boolean closed;

  ConnectionPool(Duration idle) {
    this.idle = idle;
  }

  /// Watches a connection until it is closed: a write that hangs is ended.
  void watch(HopSocket socket) {
    open.add(socket);
  }

  /// Takes the connection that was used last.
  synchronized Optional<HopConnection> take(Hop hop) {
    Deque<HopConnection> some = resting.get(hop);
    if (some == null) {
      return Optional.empty();
    }
    HopConnection last = some.removeLast();
    count--;
    if (some.isEmpty()) {
      resting.remove(hop);
    }
    return Optional.of(last);
  }

  /// Takes a connection back, or ends it.
  void give(HopConnection connection) {
    if (connection.socket.isClosed()) {
      open.remove(connection.socket);
    } else if (connection.mails() >= ClientOptions.MAX_MAILS || !rest(connection)) {
      end(connection);
    }
  }

  private synchronized boolean rest(HopConnection connection) {
    if (closed || count >= MAX_IDLE) {
      return false;
    }
    count++;
    connection.rest(System.nanoTime());
    resting.computeIfAbsent(connection.hop, _ -> new ArrayDeque<>()).addLast(connection);
    return true;
  }

  /// Closes what rests for a hop: one of them was dead.
  void forget(Hop hop) {
    Optional<HopConnection> next = take(hop);
    while (next.isPresent()) {
      next.get().close();
      next = take(hop);
    }
  }

  /// Ends what has rested long enough and cuts what hangs. To be called every second or so.
  void sweep() {
    long now = System.nanoTime();
    open.removeIf(HopSocket::isClosed);
    open.stream().filter(socket -> socket.isOverdue(now)).forEach(HopSocket::cut);
    rested(now).forEach(this::end);
  }

  private synchronized List<HopConnection> rested(long now) {
    List<HopConnection> rested = new ArrayList<>();
    for (Deque<HopConnection> each : resting.values()) {
      while (!each.isEmpty() && now - each.getFirst().idleSince() >= idle.toNanos()) {
        rested.add(each.removeFirst());
      }
    }
    resting.values().removeIf(Deque::isEmpty);
    count -= rested.size();
    return rested;
  }

  private void end(HopConnection connection) {
    connection.quit();
    open.remove(connection.socket);
  }

  /// Ends what rests; what is in use is ended when it is given back.
  @Override
  public void close() {
    List<HopConnection> rested = new ArrayList<>();
    synchronized (this) {
      closed = true;
      resting.values().forEach(rested::addAll);
      resting.clear();
      count = 0;
    }
    rested.forEach(this::end);
  }
}
