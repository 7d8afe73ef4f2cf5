package dev.postern.webhook.send;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A webhook's receiver on loopback.
final class Receiver implements AutoCloseable {
  /// One request as it came.
  record Got(String line, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    String challenge() {
      return line.replaceFirst(".*[?&]challenge=([^& ]*).*", "$1");
    }
  }

  final List<Got> got = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  private final ServerSocket server;
  private volatile Function<Got, String> answers = got -> ok(got.challenge());

  Receiver() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/hook";
  }

  /// Answers as `answers` says from now on; an empty answer is none at all.
  void answer(Function<Got, String> how) {
    answers = how;
  }

  void answer(int status) {
    answer(_ -> "HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n");
  }

  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  List<Got> posts() {
    return got.stream().filter(g -> g.line().startsWith("POST")).toList();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      connections.incrementAndGet();
      while (true) {
        Got request = read(in);
        got.add(request);
        String answer = answers.apply(request);
        if (answer.isEmpty()) {
          in.read();
        }
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException _) {
      // The other side went away: that is what some tests want.
    }
  }

  private static Got read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("closed");
      }
      head.write(octet);
    }
    List<String> lines = head.toString(StandardCharsets.ISO_8859_1).lines().toList();
    Map<String, String> headers = new HashMap<>();
    for (String line : lines.subList(1, lines.size() - 1)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Got(lines.getFirst(), headers, in.readNBytes(length));
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
