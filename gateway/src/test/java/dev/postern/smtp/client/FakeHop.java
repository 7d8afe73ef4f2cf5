package dev.postern.smtp.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A mail server on loopback that takes what it is given and answers as a test wants: `answers` by
/// the whole line or its first word; `greeting` and `.` are steps too. `250 x` is said as it is,
/// `(close)` hangs up, `(silence)` says nothing more, `(endless)` never ends its line.
final class FakeHop implements AutoCloseable {
  /// What arrived; the dots of DATA taken away again.
  record Mail(List<String> commands, byte[] octets, boolean chunked, @Nullable String tls) {
    String text() {
      return new String(octets, StandardCharsets.ISO_8859_1);
    }
  }

  final List<String> lines = new CopyOnWriteArrayList<>();
  final List<Mail> mails = new CopyOnWriteArrayList<>();
  final Map<String, String> answers = new ConcurrentHashMap<>();
  final List<String> extensions =
      new CopyOnWriteArrayList<>(List.of("PIPELINING", "SIZE 10000000", "8BITMIME"));
  final AtomicInteger connections = new AtomicInteger();
  final List<String> names = new CopyOnWriteArrayList<>();

  /// Whether it reads nothing of a mail.
  volatile boolean deaf;

  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ServerSocket server;
  private final @Nullable SSLContext tls;
  private final boolean implicit;

  FakeHop() throws IOException {
    this("127.0.0.1", null, false);
  }

  FakeHop(String address, @Nullable SSLContext tls, boolean implicit) throws IOException {
    this(address, 0, tls, implicit);
  }

  FakeHop(String address, int port, @Nullable SSLContext tls, boolean implicit) throws IOException {
    this.tls = tls;
    this.implicit = implicit;
    this.server = new ServerSocket(port, 100, InetAddress.ofLiteral(address));
    if (tls != null && !implicit) {
      extensions.add("STARTTLS");
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  FakeHop answer(String step, String reply) {
    answers.put(step, reply);
    return this;
  }

  FakeHop offer(String... more) {
    extensions.addAll(List.of(more));
    return this;
  }

  /// Returns the lines that start with `verb`.
  List<String> said(String verb) {
    return lines.stream().filter(line -> line.startsWith(verb)).toList();
  }

  /// Hangs up on everybody who is connected.
  void hangUp() throws IOException {
    for (Socket each : List.copyOf(open)) {
      each.close();
      open.remove(each);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    hangUp();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException _) {
        // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      new Talk(client).run();
    } catch (IOException _) {
      // The client is gone, or was sent away.
    } finally {
      open.remove(client);
    }
  }

  private final class Talk {
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private @Nullable String secured;
    private final List<String> commands = new ArrayList<>();

    Talk(Socket client) throws IOException {
      socket = client;
      in = new BufferedInputStream(client.getInputStream());
      out = client.getOutputStream();
    }

    void run() throws IOException {
      if (implicit) {
        secure();
      }
      say("greeting", "220 fake.test ESMTP");
      ByteArrayOutputStream chunks = new ByteArrayOutputStream();
      for (String line = line(); line != null; line = line()) {
        lines.add(line);
        String verb = line.split("[ :]", 2)[0];
        if (verb.equals("MAIL") || verb.equals("RSET")) {
          commands.clear();
          chunks.reset();
        }
        commands.add(line);
        switch (verb) {
          case "EHLO" -> say(line, hello());
          case "STARTTLS" -> startTls(line);
          case "DATA" -> data(line);
          case "BDAT" -> chunk(line, chunks);
          case "QUIT" -> {
            say(line, "221 2.0.0 bye");
            return;
          }
          default -> say(line, "250 2.0.0 OK");
        }
      }
    }

    private String hello() {
      List<String> all = new ArrayList<>(List.of("fake.test greets you"));
      extensions.stream()
          .filter(each -> secured == null || !each.equals("STARTTLS"))
          .forEach(all::add);
      StringBuilder reply = new StringBuilder();
      for (int i = 0; i < all.size(); i++) {
        reply.append(i == 0 ? "" : "\r\n").append(i < all.size() - 1 ? "250-" : "250 ");
        reply.append(all.get(i));
      }
      return reply.toString();
    }

    private void startTls(String line) throws IOException {
      if (say(line, "220 2.0.0 go").startsWith("220")) {
        secure();
      }
    }

    private void secure() throws IOException {
      if (tls == null) {
        throw new SocketException("no TLS here");
      }
      SSLSocket ssl = (SSLSocket) tls.getSocketFactory().createSocket(socket, "client", 0, true);
      ssl.setUseClientMode(false);
      ssl.startHandshake();
      if (ssl.getSession() instanceof ExtendedSSLSession session) {
        session.getRequestedServerNames().forEach(name -> names.add(name.toString()));
      }
      socket = ssl;
      secured = ssl.getSession().getProtocol();
      in = new BufferedInputStream(ssl.getInputStream());
      out = ssl.getOutputStream();
    }

    private void data(String line) throws IOException {
      if (say(line, "354 go").startsWith("354")) {
        byte[] octets = dotted();
        lines.add(".");
        mails.add(new Mail(List.copyOf(commands), octets, false, secured));
        say(".", "250 2.0.0 taken");
      }
    }

    private void chunk(String line, ByteArrayOutputStream chunks) throws IOException {
      awaitEnd();
      String[] words = line.split(" ", -1);
      chunks.write(in.readNBytes(Integer.parseInt(words[1])));
      boolean last = words.length > 2;
      if (last) {
        mails.add(new Mail(List.copyOf(commands), chunks.toByteArray(), true, secured));
        chunks.reset();
      }
      say(last ? "." : line, "250 2.0.0 octets");
    }

    private void awaitEnd() throws IOException {
      while (deaf && open.contains(socket)) {
        LockSupport.parkNanos(10_000_000);
      }
    }

    // Strict: only CRLF.CRLF ends it.
    private byte[] dotted() throws IOException {
      awaitEnd();
      ByteArrayOutputStream mail = new ByteArrayOutputStream();
      String line = line();
      while (line != null && !line.equals(".")) {
        String plain = line.startsWith(".") ? line.substring(1) : line;
        mail.writeBytes((plain + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        line = line();
      }
      if (line == null) {
        throw new SocketException("cut off");
      }
      return mail.toByteArray();
    }

    private @Nullable String line() throws IOException {
      StringBuilder line = new StringBuilder();
      while (!line.toString().endsWith("\r\n")) {
        int next = in.read();
        if (next < 0) {
          return null;
        }
        line.append((char) next);
      }
      return line.substring(0, line.length() - 2);
    }

    private String say(String step, String usual) throws IOException {
      String word = step.split("[ :]", 2)[0];
      String reply = answers.getOrDefault(step, answers.getOrDefault(word, usual));
      switch (reply) {
        case "(close)" -> throw new SocketException("sent away");
        case "(silence)" -> {
          while (in.read() >= 0) {
            // listens and says nothing
          }
          throw new SocketException("gone");
        }
        case "(endless)" -> {
          while (true) {
            out.write("250-and so on and so on\r\n".getBytes(StandardCharsets.US_ASCII));
          }
        }
        case "(long)" -> {
          while (true) {
            out.write("250 and so on and so on".getBytes(StandardCharsets.US_ASCII));
          }
        }
        default -> {
          out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
          out.flush();
          if (reply.startsWith("421")) {
            throw new SocketException("sent away");
          }
        }
      }
      return reply;
    }
  }
}
