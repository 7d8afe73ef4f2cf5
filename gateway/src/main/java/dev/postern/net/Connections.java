package dev.postern.net;

import dev.postern.metrics.Tally;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All open connections of this process: who may come in, and who is signed in where.
///
/// Short critical sections, entered when a connection opens, signs in or closes.
final class Connections {
  private final NetOptions options;
  private final Tally tally = new Tally();
  private final Set<AcceptedConnection> open = new LinkedHashSet<>();
  // In the order of their arrival.
  private final Set<AcceptedConnection> beforeSignIn = new LinkedHashSet<>();
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private final Map<UUID, Set<AcceptedConnection>> perGrant = new HashMap<>();
  private volatile Predicate<UUID> stopped = _ -> false;

  Connections(NetOptions options) {
    this.options = options;
  }

  /// Takes a connection in, if there is room.
  synchronized boolean admit(AcceptedConnection connection) {
    InetAddress address = connection.remote().getAddress();
    boolean room =
        open.size() < options.connections()
            && (connection.loopback()
                || perAddress.getOrDefault(address, 0) < options.connectionsPerAddress());
    if (room) {
      open.add(connection);
      perAddress.merge(address, 1, Integer::sum);
    }
    return room;
  }

  /// Notes that a connection is to sign in; if too many are, the oldest is told to go.
  void awaitSignIn(AcceptedConnection connection) {
    AcceptedConnection oldest = null;
    synchronized (this) {
      beforeSignIn.add(connection);
      if (beforeSignIn.size() > options.beforeSignIn()) {
        oldest = beforeSignIn.iterator().next();
        beforeSignIn.remove(oldest);
      }
    }
    if (oldest != null) {
      oldest.end(Farewell.CROWDED_OUT);
    }
  }

  void stopping(Predicate<UUID> predicate) {
    stopped = predicate;
  }

  /// @param before as whom it was signed in until now
  void signedIn(AcceptedConnection connection, @Nullable UUID before, UUID grant) {
    synchronized (this) {
      beforeSignIn.remove(connection);
      forget(connection, before);
      if (open.contains(connection)) {
        perGrant.computeIfAbsent(grant, _ -> new LinkedHashSet<>()).add(connection);
      }
    }
    // Whoever is stopped after this is found among those that are signed in.
    if (stopped.test(grant)) {
      connection.end(Farewell.STOPPED);
    }
  }

  synchronized void closed(AcceptedConnection connection) {
    if (!open.remove(connection)) {
      return;
    }
    beforeSignIn.remove(connection);
    perAddress.computeIfPresent(
        connection.remote().getAddress(), (_, count) -> count == 1 ? null : count - 1);
    forget(connection, connection.grant());
  }

  private void forget(AcceptedConnection connection, @Nullable UUID grant) {
    if (grant != null) {
      perGrant.computeIfPresent(
          grant,
          (_, theirs) -> {
            theirs.remove(connection);
            return theirs.isEmpty() ? null : theirs;
          });
    }
  }

  synchronized List<AcceptedConnection> of(UUID grant) {
    return List.copyOf(perGrant.getOrDefault(grant, Set.of()));
  }

  synchronized List<AcceptedConnection> all() {
    return List.copyOf(open);
  }

  Tally tally() {
    return tally;
  }

  synchronized int count() {
    return open.size();
  }
}
