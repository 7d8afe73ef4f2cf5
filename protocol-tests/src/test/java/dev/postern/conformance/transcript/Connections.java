package dev.postern.conformance.transcript;

import dev.postern.conformance.peer.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// The numbered connections of a conversation, opened when they are first used.
final class Connections implements AutoCloseable {
  private final Peer peer;
  private final String listener;
  private final Map<Integer, Wire> wires = new HashMap<>();
  private final Map<Integer, String> listeners = new HashMap<>();

  /// @param listener where a connection goes that was not opened by name
  Connections(Peer peer, String listener) {
    this.peer = peer;
    this.listener = listener;
  }

  /// Opens a connection and leaves its greeting unread.
  Wire open(int connection, String to) throws IOException {
    return open(connection, to, Wire.to(peer.port(to)));
  }

  /// Opens a connection from an address of this machine and leaves its greeting unread.
  Wire open(int connection, String to, String from) throws IOException {
    return open(connection, to, Wire.to(peer.port(to), InetAddress.getByName(from)));
  }

  private Wire open(int connection, String to, Wire wire) throws IOException {
    wires.put(connection, wire);
    listeners.put(connection, to);
    if (to.endsWith("s")) {
      wire.startTls(peer.trust());
    }
    return wire;
  }

  /// Returns the connection, its greeting unread if it is new.
  Wire opened(int connection) throws IOException {
    Wire wire = wires.get(connection);
    return wire == null ? open(connection, listener) : wire;
  }

  /// Returns the connection; of a new one the greeting is dropped.
  Wire greeted(int connection) throws IOException {
    boolean isNew = !wires.containsKey(connection);
    Wire wire = opened(connection);
    if (isNew && !listener.equals("api")) {
      greeting(wire);
    }
    return wire;
  }

  private static void greeting(Wire wire) throws IOException {
    String line = wire.line();
    while (line.startsWith("220-")) {
      line = wire.line();
    }
  }

  /// Signs in over IMAP, whatever the other connections speak.
  void login(int connection, String address) throws IOException {
    if (!wires.containsKey(connection)) {
      greeting(open(connection, "imap"));
    }
    Wire wire = opened(connection);
    wire.write("login LOGIN " + address + " " + peer.password() + "\r\n");
    String answer = wire.response();
    while (answer.startsWith("* ")) {
      answer = wire.response();
    }
    if (!answer.startsWith("login OK ")) {
      throw new IOException(answer);
    }
  }

  /// Reads what the connection's protocol calls a line.
  String read(int connection) throws IOException {
    Wire wire = opened(connection);
    return switch (listeners.getOrDefault(connection, listener)) {
      case "imap", "imaps" -> wire.response();
      case "api" -> wire.httpLine();
      default -> wire.line();
    };
  }

  /// Says whether a line without `*` or `+` in front ends a command there.
  boolean isImap(int connection) {
    return listeners.getOrDefault(connection, listener).startsWith("imap");
  }

  @Override
  public void close() throws IOException {
    for (Wire wire : wires.values()) {
      wire.close();
    }
  }
}
