package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.PlaintextLogin;
import dev.postern.net.TlsMode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// COMPRESS=DEFLATE (RFC 4978).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressionTest {
  private TestServer server;
  private int port;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    server = new TestServer(directory, ImapOptions.defaults(), PlaintextLogin.LOOPBACK);
    port = server.listen(TlsMode.PLAIN, 0);
    server.agent("ann@agents.test");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// A client that has switched compression on.
  private final class Packed implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    private final Deflater deflater = new Deflater(9, true);
    private InputStream in;

    Packed() throws IOException {
      socket.setSoTimeout(20_000);
      in = new DataInputStream(socket.getInputStream());
      line();
      socket
          .getOutputStream()
          .write(ascii("a LOGIN ann@agents.test " + TestServer.PASSWORD + "\r\n"));
      assertThat(line()).startsWith("a OK");
      socket.getOutputStream().write(ascii("b COMPRESS DEFLATE\r\n"));
      assertThat(line()).startsWith("b OK");
      in = new InflaterInputStream(in, new Inflater(true), 1);
    }

    /// Sends a block that is flushed but not ended.
    void send(byte[] text) throws IOException {
      deflater.setInput(text);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] piece = new byte[4096];
      int length;
      do {
        length = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
        out.write(piece, 0, length);
      } while (length == piece.length);
      socket.getOutputStream().write(out.toByteArray());
    }

    String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
        line.append((char) c);
      }
      return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
      deflater.end();
      socket.close();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  @Tag("C-109")
  @Tag("I-61")
  @Tag("Q-14")
  void everyAnswerCanBeReadAtOnceAndEveryFlushedCommandIsHeard() throws IOException {
    try (Packed client = new Packed()) {
      for (int i = 0; i < 50; i++) {
        client.send(ascii("n" + i + " NOOP\r\n"));
        assertThat(client.line()).startsWith("n" + i + " OK");
      }
      client.send(ascii("c COMPRESS DEFLATE\r\n"));
      assertThat(client.line()).startsWith("c NO [COMPRESSIONACTIVE]");
    }
  }

  @Test
  @Tag("C-109")
  void aMessageGoesBothWaysCompressed() throws IOException {
    String body = "Subject: packed\r\n\r\n" + "0123456789 abcdef\r\n".repeat(100_000);
    try (Packed client = new Packed()) {
      client.send(ascii("a APPEND INBOX {" + body.length() + "+}\r\n" + body + "\r\n"));
      assertThat(client.line()).startsWith("a OK [APPENDUID");
      client.send(ascii("b SELECT INBOX\r\n"));
      while (!client.line().startsWith("b OK")) {
        // What SELECT tells does not matter.
      }
      client.send(ascii("c FETCH 1 BODY.PEEK[]\r\n"));
      assertThat(client.line()).isEqualTo("* 1 FETCH (BODY[] {" + body.length() + "}");
      assertThat(new String(client.in.readNBytes(body.length()), StandardCharsets.US_ASCII))
          .isEqualTo(body);
    }
  }

  @Test
  @Tag("I-60")
  void whatInflatesToALineWithoutEndIsRefusedAndClosed() throws IOException {
    try (Packed client = new Packed()) {
      client.send(ascii("a SEARCH " + "(".repeat(4 << 20)));
      assertThat(client.line()).contains("BAD");
      String last = client.line();
      while (!last.isEmpty() && !last.startsWith("* BYE")) {
        last = client.line();
      }
      assertThat(last).startsWith("* BYE");
    }
  }

  @Test
  @Tag("I-60")
  void whatInflatesBeyondMeasureClosesTheConnection() throws IOException {
    try (Packed client = new Packed()) {
      client.send(ascii("a APPEND INBOX {50000000+}\r\n" + "x".repeat(40_000_000)));
      assertThat(client.in.read()).isEqualTo(-1);
    } catch (IOException _) {
      // Closed in the middle of a stream.
    }
    try (Client other = new Client(port).login("ann@agents.test")) {
      assertThat(other.run("NOOP")).last().asString().startsWith("OK");
    }
  }
}
