package dev.postern.imap;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A client that writes what it is told and reads lines, literals included.
final class Client implements AutoCloseable {
  private static final int PATIENCE = 10_000;

  private final Socket socket;
  private final InputStream in;
  private int tags;
  private String beforeLiteral = "";

  /// Connects and takes the greeting.
  Client(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    line();
  }

  /// Signs in.
  Client login(String user) throws IOException {
    List<String> answer = run("LOGIN " + user + " " + TestServer.PASSWORD);
    if (!answer.getLast().startsWith("OK")) {
      throw new IOException(answer.getLast());
    }
    return this;
  }

  /// Writes octets, one for each character.
  void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /// Runs a command and returns its untagged answers and, last, the tagged one without its tag.
  List<String> run(String command) throws IOException {
    String tag = "t" + ++tags;
    write(tag + " " + command + "\r\n");
    return until(tag);
  }

  /// Runs a command and returns its answers as [#run] does, with the line breaks before literals.
  List<String> exact(String command) throws IOException {
    beforeLiteral = "\r\n";
    try {
      return run(command);
    } finally {
      beforeLiteral = "";
    }
  }

  /// Appends a message.
  String append(String mailbox, String message) throws IOException {
    return run("APPEND " + mailbox + " {" + message.length() + "+}\r\n" + message).getLast();
  }

  /// Reads up to the tagged answer.
  List<String> until(String tag) throws IOException {
    List<String> lines = new ArrayList<>();
    while (true) {
      String line = line();
      if (line.startsWith(tag + " ")) {
        lines.add(line.substring(tag.length() + 1));
        return lines;
      }
      lines.add(line);
    }
  }

  /// Reads one answer; a literal in it stands after its line, then the line goes on.
  String line() throws IOException {
    StringBuilder all = new StringBuilder();
    while (true) {
      String line = rawLine();
      all.append(line);
      int brace = line.lastIndexOf('{');
      if (brace < 0 || !line.endsWith("}")) {
        return all.toString();
      }
      int length = Integer.parseInt(line.substring(brace + 1, line.length() - 1));
      all.append(beforeLiteral);
      all.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }
  }

  private String rawLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int c = in.read();
    while (c != '\n') {
      if (c < 0) {
        throw new IOException("closed after " + line);
      }
      if (c != '\r') {
        line.write(c);
      }
      c = in.read();
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /// Says whether the server has closed.
  boolean isClosed() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException _) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
