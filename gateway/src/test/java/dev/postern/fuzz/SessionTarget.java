package dev.postern.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.postern.config.PlaintextLogin;
import dev.postern.imap.ImapOptions;
import dev.postern.imap.TestServer;
import dev.postern.net.TlsMode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// A whole session from each of its states, and SEARCH from parser to answer: what a client sends
/// may be refused, never fail inside.
public final class SessionTarget {
  private static final String LOGIN = "l LOGIN fuzz@agents.test " + TestServer.PASSWORD + "\r\n";

  /// What is sent before the input, by its first octet.
  private static final List<String> STATES =
      List.of(
          "",
          LOGIN,
          LOGIN + "s SELECT INBOX\r\n",
          LOGIN + "s SELECT INBOX\r\ni IDLE\r\n",
          LOGIN + "s EXAMINE INBOX\r\nf SEARCH ",
          LOGIN + "e ENABLE QRESYNC UTF8=ACCEPT IMAP4rev2\r\ns SELECT INBOX\r\nf UID SEARCH ",
          LOGIN + "s SELECT INBOX\r\nf UID FETCH 1:* ",
          LOGIN + "a APPEND INBOX ");

  /// How long a server may be silent before it is believed to wait for more, in milliseconds.
  private static final int HASTY = 50;

  /// The same where it must answer.
  private static final int PATIENT = 10_000;

  private static final String END = "\r\nfuzz-end NOOP\r\n";

  private static @Nullable SessionTarget instance;

  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final int port;

  private SessionTarget() throws IOException {
    listen();
    Path directory = Files.createTempDirectory("fuzz");
    TestServer server = new TestServer(directory, ImapOptions.defaults(), PlaintextLogin.LOOPBACK);
    server.agent("fuzz@agents.test");
    port = server.listen(TlsMode.PLAIN, 0);
    String mail = "From: a@example.org\r\nSubject: =?utf-8?Q?H=C3=A4?=\r\n\r\nHello\r\n";
    talk(STATES.get(1) + "a APPEND INBOX {" + mail.length() + "+}\r\n" + mail + END, PATIENT);
    talk(
        STATES.get(1) + "a APPEND INBOX (\\Seen) {" + mail.length() + "+}\r\n" + mail + END,
        PATIENT);
  }

  /// What fails inside is logged as an error.
  private void listen() {
    var appender =
        new AppenderBase<ILoggingEvent>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
              errors.add(event.getFormattedMessage() + " " + event.getThrowableProxy());
            }
          }
        };
    appender.start();
    ((Logger) LoggerFactory.getLogger("dev.postern")).addAppender(appender);
  }

  /// Takes one input.
  public static synchronized void fuzzerTestOneInput(byte[] data) throws IOException {
    if (data.length == 0) {
      return;
    }
    SessionTarget target = instance;
    if (target == null) {
      target = new SessionTarget();
      instance = target;
    }
    String input = new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1);
    String answer = target.talk(STATES.get((data[0] & 0xff) % STATES.size()) + input + END);
    String error = target.errors.poll();
    if (error != null) {
      throw new IllegalStateException(error + " after " + answer);
    }
    if (!target.talk("n NOOP\r\n" + END, PATIENT).contains("n OK")) {
      throw new IllegalStateException("the next client is not served");
    }
  }

  /// Sends a text and returns what comes back until the end's answer, a close, or silence.
  private String talk(String text) throws IOException {
    return talk(text, HASTY);
  }

  private String talk(String text, int silence) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(silence);
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      var answer = new StringBuilder();
      byte[] buffer = new byte[8192];
      while (answer.indexOf("fuzz-end ") < 0) {
        int length = in.read(buffer);
        if (length < 0) {
          break;
        }
        answer.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
      }
      return answer.toString();
    } catch (SocketTimeoutException | SocketException _) {
      return "";
    }
  }
}
