package dev.postern.conformance.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/// A server that takes mail for everybody over SMTP on a free loopback port, and remembers who got
/// what: where mail that leaves the server under test ends.
public final class Sink implements AutoCloseable {
  private static final int READ_TIMEOUT = 60_000;

  private final ServerSocket listener;
  private final List<Taken> taken = new CopyOnWriteArrayList<>();
  private volatile int silentEvery = Integer.MAX_VALUE;

  /// Listens.
  public Sink() throws IOException {
    listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /// One mail, for one of its recipients.
  ///
  /// @param answered whether the sink said 250
  /// @param at nanoseconds, as [System#nanoTime]
  public record Taken(String recipient, String mail, boolean answered, long at) {}

  /// Returns the port.
  public int port() {
    return listener.getLocalPort();
  }

  /// Returns what was taken so far, one for each recipient of each mail.
  public List<Taken> taken() {
    return List.copyOf(taken);
  }

  /// Makes about one in `mails` get lost in its last answer: it is taken and the connection ends
  /// without a word.
  public void silentEvery(int mails) {
    silentEvery = mails;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(READ_TIMEOUT);
      new Talk(socket).run();
    } catch (IOException _) {
      // The client is gone, as clients that are killed are.
    }
  }

  /// One connection.
  private final class Talk {
    private final InputStream in;
    private final Socket socket;
    private final List<String> recipients = new ArrayList<>();
    private final ByteArrayOutputStream mail = new ByteArrayOutputStream();

    Talk(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    void run() throws IOException {
      say("220 sink.test ESMTP");
      boolean more = true;
      while (more) {
        more = on(line());
      }
    }

    private boolean on(String line) throws IOException {
      String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
      switch (verb) {
        case "EHLO" ->
            say("250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 CHUNKING");
        case "MAIL", "RSET" -> {
          recipients.clear();
          mail.reset();
          say("250 2.0.0 OK");
        }
        case "RCPT" -> {
          recipients.add(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
          say("250 2.1.5 OK");
        }
        case "DATA" -> {
          say("354 go on");
          return data();
        }
        case "BDAT" -> {
          return chunk(line.split(" ", -1));
        }
        case "QUIT" -> {
          say("221 2.0.0 bye");
          return false;
        }
        default -> say("250 2.0.0 OK");
      }
      return true;
    }

    private boolean data() throws IOException {
      for (String line = line(); !line.equals("."); line = line()) {
        String text = line.startsWith(".") ? line.substring(1) : line;
        mail.writeBytes((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      }
      return whole();
    }

    private boolean chunk(String[] words) throws IOException {
      int size = Integer.parseInt(words[1]);
      byte[] octets = in.readNBytes(size);
      if (octets.length < size) {
        throw new EOFException();
      }
      mail.writeBytes(octets);
      if (words.length > 2) {
        return whole();
      }
      say("250 2.0.0 OK");
      return true;
    }

    private boolean whole() throws IOException {
      boolean answers = ThreadLocalRandom.current().nextInt(silentEvery) != 1;
      String text = mail.toString(StandardCharsets.ISO_8859_1);
      long now = System.nanoTime();
      recipients.forEach(recipient -> taken.add(new Taken(recipient, text, answers, now)));
      if (answers) {
        say("250 2.0.0 taken");
      }
      return answers;
    }

    private String line() throws IOException {
      var line = new ByteArrayOutputStream();
      for (int octet = in.read(); octet != '\n'; octet = in.read()) {
        if (octet < 0) {
          throw new EOFException();
        }
        line.write(octet);
      }
      String text = line.toString(StandardCharsets.ISO_8859_1);
      return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private void say(String reply) throws IOException {
      socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
  }
}
