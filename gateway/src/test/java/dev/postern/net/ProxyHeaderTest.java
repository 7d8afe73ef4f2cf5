package dev.postern.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.auth.Network;
import dev.postern.config.PlaintextLogin;
import dev.postern.tls.LocalAuthority;
import dev.postern.tls.TlsContexts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The header of a proxy (PROXY protocol, version 2), over sockets. 127.0.0.1 is the proxy,
/// 127.0.0.2 is not.
class ProxyHeaderTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  // 198.51.100.7:4711 to 192.0.2.1:25
  private static final String FOUR = SIGNATURE + "2111000cc6336407c000020112670019";
  private static final String LOCAL = SIGNATURE + "20000000";

  @TempDir Path data;
  private final LineDoor door = new LineDoor();
  private Net net;

  @BeforeEach
  void start() throws IOException {
    var contexts =
        new TlsContexts(
            new LocalAuthority(data, Set.of("localhost"), InstantSource.system()),
            InstantSource.system());
    var proxies = new ProxyProtocol(List.of(Network.parse("127.0.0.1")), Set.of("mx"));
    net =
        Net.start(
            new NetOptions(PlaintextLogin.LOOPBACK, 100, 2, 100, Duration.ofSeconds(30), proxies),
            contexts::server);
  }

  @AfterEach
  void stop() {
    net.close();
  }

  private int listen(String name, TlsMode mode) throws IOException {
    var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    var spec = new ListenerSpec(name, address, mode, false, Duration.ofMinutes(1), new byte[0]);
    return net.listen(spec, door).port();
  }

  private static Socket connect(String from, int port) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void send(Socket socket, String hex, String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(HEX.parseHex(hex));
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(bytes.toByteArray());
  }

  private static String line(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Test
  void theClientsAddressCounts() throws IOException {
    int port = listen("mx", TlsMode.STARTTLS);
    try (Socket socket = connect("127.0.0.1", port)) {
      send(socket, FOUR, "first\r\n");
      assertThat(line(socket)).isEqualTo("hello");
      assertThat(line(socket)).isEqualTo("first");
      Connection connection = door.accepted.remove();
      assertThat(connection.remote()).isEqualTo(new InetSocketAddress("198.51.100.7", 4711));
      assertThat(connection.loopback()).isFalse();
      assertThat(connection.loginAllowed()).isFalse();
      assertThat(connection.tlsAvailable()).isTrue();
    }
  }

  @Test
  void aHeaderInPiecesIsAHeader() throws IOException {
    int port = listen("mx", TlsMode.PLAIN);
    try (Socket socket = connect("127.0.0.1", port)) {
      String all = FOUR + HEX.formatHex("x\r\n".getBytes(StandardCharsets.US_ASCII));
      for (int at = 0; at < all.length(); at += 2) {
        send(socket, all.substring(at, at + 2), "");
      }
      assertThat(line(socket)).isEqualTo("hello");
      assertThat(line(socket)).isEqualTo("x");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // of no address family, and LOCAL with an address that must be passed over
        SIGNATURE + "21000000",
        LOCAL,
        SIGNATURE + "2011000cc6336407c000020112670019"
      })
  void theProxyItselfIsNobodysLoopback(String header) throws IOException {
    int port = listen("mx", TlsMode.PLAIN);
    try (Socket socket = connect("127.0.0.1", port)) {
      send(socket, header, "");
      assertThat(line(socket)).isEqualTo("hello");
      Connection connection = door.accepted.remove();
      assertThat(connection.remote().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
      assertThat(connection.loopback()).isFalse();
      assertThat(connection.loginAllowed()).isFalse();
    }
  }

  @Test
  void addressesOfSixAndMoreToKnowAreRead() throws IOException {
    int port = listen("mx", TlsMode.PLAIN);
    String six =
        SIGNATURE
            + "2121002b20010db8000000000000000000000001"
            + "20010db80000000000000000000000020050001904000461626364";
    try (Socket socket = connect("127.0.0.1", port)) {
      send(socket, six, "");
      assertThat(line(socket)).isEqualTo("hello");
      assertThat(door.accepted.remove().remote())
          .isEqualTo(new InetSocketAddress("2001:db8::1", 80));
    }
  }

  @Test
  void tlsBeginsBehindTheHeader() throws Exception {
    int port = listen("mx", TlsMode.IMPLICIT);
    try (Socket plain = connect("127.0.0.1", port)) {
      send(plain, FOUR, "");
      try (SSLSocket secure =
          (SSLSocket)
              trustingAll().getSocketFactory().createSocket(plain, "localhost", port, true)) {
        secure.startHandshake();
        assertThat(line(secure)).isEqualTo("hello");
        secure.getOutputStream().write("inside\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(line(secure)).isEqualTo("inside");
        assertThat(door.accepted.remove().secure()).isTrue();
      }
    }
  }

  @Test
  void limitsAreTheClients() throws IOException {
    int port = listen("mx", TlsMode.PLAIN);
    try (Socket first = connect("127.0.0.1", port);
        Socket second = connect("127.0.0.1", port);
        Socket third = connect("127.0.0.1", port);
        Socket other = connect("127.0.0.1", port)) {
      for (Socket socket : List.of(first, second)) {
        send(socket, FOUR, "");
        assertThat(line(socket)).isEqualTo("hello");
      }
      send(third, FOUR, "");
      assertThat(line(third)).isEmpty();
      send(other, FOUR.replace("c6336407", "c6336408"), "");
      assertThat(line(other)).isEqualTo("hello");
    }
  }

  @Test
  void nobodyElseIsBelieved() throws IOException {
    int port = listen("mx", TlsMode.PLAIN);
    try (Socket socket = connect("127.0.0.2", port)) {
      assertThat(line(socket)).isEqualTo("hello");
      send(socket, FOUR, "");
      Connection connection = door.accepted.remove();
      assertThat(connection.remote().getAddress().getHostAddress()).isEqualTo("127.0.0.2");
      assertThat(connection.loopback()).isTrue();
    }
    int elsewhere = listen("imap", TlsMode.PLAIN);
    try (Socket socket = connect("127.0.0.1", elsewhere)) {
      assertThat(line(socket)).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "45484c4f206578616d706c652e6f72670d0a", // EHLO example.org
        // version 1: PROXY TCP4 198.51.100.7 192.0.2.1 4711 25
        "50524f5859205443503420313938",
        SIGNATURE + "3111000cc6336407c000020112670019", // version 3
        SIGNATURE + "2211000cc6336407c000020112670019", // no such command
        SIGNATURE + "21110004c6336407", // too short for its family
        SIGNATURE + "2112000cc6336407c000020112670019", // datagrams
        SIGNATURE + "2111ffff" // more than anybody has to tell
      })
  void whatIsNoHeaderIsClosedUnanswered(String bytes) throws IOException {
    int port = listen("mx", TlsMode.PLAIN);
    try (Socket socket = connect("127.0.0.1", port)) {
      send(socket, bytes, "0".repeat(5000));
      await().atMost(Duration.ofSeconds(8)).until(() -> ended(socket));
      assertThat(door.accepted).isEmpty();
    }
  }

  @Test
  void aHeaderThatDoesNotComeIsNotWaitedFor() throws IOException {
    int port = listen("mx", TlsMode.PLAIN);
    try (Socket socket = connect("127.0.0.1", port)) {
      send(socket, FOUR.substring(0, 20), "");
      assertThat(line(socket)).isEmpty();
      assertThat(door.accepted).isEmpty();
    }
  }

  @Test
  void anyOctetsAtAllDoNoHarm() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int port = listen("mx", TlsMode.PLAIN);
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      byte[] header = HEX.parseHex(FOUR + HEX.formatHex(noise));
      for (int flips = random.nextInt(4); flips > 0; flips--) {
        header[random.nextInt(header.length)] = (byte) random.nextInt();
      }
      try (Socket socket = connect("127.0.0.1", port)) {
        socket.getOutputStream().write(header);
      }
    }
    await("seed " + seed).atMost(Duration.ofSeconds(10)).until(() -> net.connections() == 0);
    try (Socket socket = connect("127.0.0.1", port)) {
      send(socket, FOUR, "");
      assertThat(line(socket)).isEqualTo("hello");
    }
  }

  private static boolean ended(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException _) {
      return true;
    }
  }

  private static SSLContext trustingAll() throws Exception {
    TrustManager all =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {all}, new SecureRandom());
    return context;
  }
}
