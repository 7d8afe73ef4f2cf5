package dev.postern.conformance.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

/// A healthy receiver of webhooks that keeps its connections: answers the challenge, and every
/// event at once.
final class FastHook implements AutoCloseable {
  private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

  private final ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
  private final Consumer<String> events;

  /// @param events gets the body of each event, on many threads
  FastHook(Consumer<String> events) throws IOException {
    this.events = events;
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/hook";
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      for (String request = line(in); !request.isEmpty(); request = line(in)) {
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
          if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
            length = Integer.parseInt(line.substring("content-length:".length()).strip());
          }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        int challenge = request.indexOf("challenge=");
        if (challenge >= 0) {
          String answer = request.substring(challenge + "challenge=".length()).split("[ &]", -1)[0];
          socket
              .getOutputStream()
              .write(
                  ascii(
                      "HTTP/1.1 200 OK\r\nContent-Length: "
                          + answer.length()
                          + "\r\n\r\n"
                          + answer));
        } else {
          events.accept(body);
          socket.getOutputStream().write(OK);
        }
      }
    } catch (IOException _) {
      // The other side closed it.
    }
  }

  // Empty at the end.
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
      if (octet != '\r') {
        line.append((char) octet);
      }
    }
    return line.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
