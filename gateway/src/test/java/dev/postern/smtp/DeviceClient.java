package dev.postern.smtp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// A device with its own idea of line ends, at an address of its own.
final class DeviceClient implements AutoCloseable {
  private final Socket socket = new Socket();
  private final BufferedReader in;

  /// @param from an address in 127.0.0.0/8
  DeviceClient(int port, String from) throws IOException {
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  /// Connects and takes the greeting.
  static DeviceClient greeted(int port, String from) throws IOException {
    DeviceClient client = new DeviceClient(port, from);
    String greeting = client.reply();
    if (!greeting.startsWith("220 ")) {
      throw new IOException(greeting);
    }
    return client;
  }

  Socket socket() {
    return socket;
  }

  /// Sends text as it is, ISO 8859-1.
  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends lines with CRLF and returns the last line of the last reply.
  String say(String... lines) throws IOException {
    String reply = "";
    for (String line : lines) {
      send(line + "\r\n");
      reply = reply();
    }
    return reply;
  }

  /// Returns the last line of a reply; empty if the connection has ended.
  String reply() throws IOException {
    try {
      String line = in.readLine();
      while (line != null && line.length() > 3 && line.charAt(3) == '-') {
        line = in.readLine();
      }
      return line == null ? "" : line;
    } catch (SocketException _) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
