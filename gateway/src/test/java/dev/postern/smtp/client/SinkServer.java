package dev.postern.smtp.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A mail server that takes what it is given and answers as a test wants.
final class SinkServer implements AutoCloseable {
  final List<String> commands = new CopyOnWriteArrayList<>();
  final List<String> mails = new CopyOnWriteArrayList<>();
  final Map<String, String> answers = new ConcurrentHashMap<>();
  final List<String> extensions = new CopyOnWriteArrayList<>(List.of("SIZE 100000", "8BITMIME"));
  private final ServerSocket socket;

  SinkServer() throws IOException {
    socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /// Answers `command` with `answer` from now on.
  SinkServer answer(String command, String answer) {
    answers.put(command, answer);
    return this;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        talk(client);
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void talk(Socket client) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
    var out = new PrintStream(client.getOutputStream(), true, StandardCharsets.US_ASCII);
    out.print("220 sink\r\n");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      commands.add(line);
      if (line.startsWith("EHLO")) {
        out.print("250-sink\r\n250-" + String.join("\r\n250-", extensions) + "\r\n250 HELP\r\n");
      } else if (line.equals("DATA") && !answers.containsKey("DATA")) {
        out.print("354 go\r\n");
        mails.add(mail(in));
        out.print(answers.getOrDefault(".", "250 2.0.0 taken") + "\r\n");
      } else if (line.equals("QUIT")) {
        out.print("221 bye\r\n");
        return;
      } else {
        out.print(answers.getOrDefault(line, "250 2.0.0 OK") + "\r\n");
      }
    }
  }

  // With every octet as it came, the dots still stuffed.
  private static String mail(BufferedReader in) throws IOException {
    StringBuilder mail = new StringBuilder();
    while (!mail.toString().endsWith("\r\n.\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("cut off");
      }
      mail.append((char) next);
    }
    return mail.toString();
  }
}
