package dev.postern.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postern.config.PlaintextLogin;
import dev.postern.tls.LocalAuthority;
import dev.postern.tls.TlsContexts;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS as clients meet it, checked with the JDK's client against the local authority.
class TlsTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @TempDir Path data;
  private final LineDoor door = new LineDoor();
  private Net net;
  private SSLContext client;

  @BeforeEach
  void start() throws Exception {
    var authority = new LocalAuthority(data, Set.of("agents.localhost"), InstantSource.system());
    var contexts = new TlsContexts(authority, InstantSource.system());
    var options = new NetOptions(PlaintextLogin.NEVER, 100, 100, 100, Duration.ofSeconds(30));
    net = Net.start(options, contexts::server);
    client = trusting(authority.caFile());
  }

  @AfterEach
  void stop() {
    net.close();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, TLSv1.3",
    "localhost, TLSv1.2",
    "agents.localhost, TLSv1.3",
    "127.0.0.1, TLSv1.3",
    "::1, TLSv1.3"
  })
  void clientsThatTrustTheRootVerifyEveryName(String name, String version) throws Exception {
    int port = listen(TlsMode.IMPLICIT);
    try (SSLSocket socket = upgrade(new Socket(LOOPBACK, port), name, version)) {
      assertThat(reader(socket).readLine()).isEqualTo("hello");
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      Connection connection = door.accepted.remove();
      assertThat(connection.secure()).isTrue();
      assertThat(connection.loginAllowed()).isTrue();
      assertThat(connection.tlsAvailable()).isFalse();
    }
  }

  @Test
  void anotherNameIsNotVerified() throws Exception {
    int port = listen(TlsMode.IMPLICIT);
    assertThatThrownBy(() -> upgrade(new Socket(LOOPBACK, port), "mail.example.com", "TLSv1.3"))
        .isInstanceOf(SSLException.class);
  }

  @Test
  @Tag("I-4")
  void startTlsProtectsWhatFollows() throws Exception {
    try (Socket plain = new Socket(LOOPBACK, listen(TlsMode.STARTTLS))) {
      assertThat(line(plain.getInputStream())).isEqualTo("hello");
      Connection connection = door.accepted.element();
      assertThat(connection.tlsAvailable()).isTrue();
      assertThat(connection.loginAllowed()).isFalse();
      send(plain, "starttls\r\n");
      assertThat(line(plain.getInputStream())).isEqualTo("go");
      SSLSocket secured = upgrade(plain, "localhost", "TLSv1.3");
      send(secured, "inside\r\n");
      assertThat(reader(secured).readLine()).isEqualTo("inside");
      assertThat(connection.secure()).isTrue();
      assertThat(connection.tlsAvailable()).isFalse();
      assertThat(connection.loginAllowed()).isTrue();
    }
  }

  /// What was sent in plain text beside STARTTLS is never taken for what came protected
  /// (CVE-2011-0411 and its many children).
  @ParameterizedTest
  @ValueSource(strings = {"starttls\r\nlogin\r\n", "starttls\r\nlogin\r\nlog", "starttls\r\nx\r\n"})
  @Tag("I-1")
  @Tag("I-3")
  @Tag("C-2")
  void nothingInjectedBesideStartTlsIsRun(String injected) throws Exception {
    try (Socket plain = new Socket(LOOPBACK, listen(TlsMode.STARTTLS))) {
      assertThat(line(plain.getInputStream())).isEqualTo("hello");
      send(plain, injected);
      assertThat(line(plain.getInputStream())).isEqualTo("go");
      SSLSocket secured = upgrade(plain, "localhost", "TLSv1.3");
      send(secured, "\r\ninside\r\n");
      BufferedReader in = reader(secured);
      String answer = in.readLine();
      assertThat(answer).isNotNull().isNotEqualTo("welcome").isNotEqualTo("x");
    }
  }

  @Test
  @Tag("I-8")
  void plainTextOnATlsPortIsClosed() throws Exception {
    try (Socket plain = new Socket(LOOPBACK, listen(TlsMode.IMPLICIT))) {
      plain.setSoTimeout(10_000);
      send(plain, "GET / HTTP/1.1\r\n\r\n");
      InputStream in = plain.getInputStream();
      byte[] answer = in.readAllBytes();
      // At most an alert.
      assertThat(answer).hasSizeLessThan(16);
    }
  }

  /// Nine octets that announce 16 MiB must cost nothing and end (CVE-2026-45416).
  @Test
  @Tag("I-6")
  void aClientHelloThatClaimsMegabytesTakesNoneAndEnds() throws Exception {
    int port = listen(TlsMode.IMPLICIT);
    byte[] claim = {0x16, 3, 1, 0x3f, (byte) 0xff, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    var clients = new ArrayList<Socket>();
    for (int i = 0; i < 50; i++) {
      Socket plain = new Socket(LOOPBACK, port);
      plain.setSoTimeout(20_000);
      plain.getOutputStream().write(claim);
      clients.add(plain);
    }
    long after = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    assertThat(after - before).isLessThan(50L << 20);
    for (Socket plain : clients) {
      assertThat(plain.getInputStream().readAllBytes()).hasSizeLessThan(16);
      plain.close();
    }
  }

  @Test
  void sessionsAreResumed() throws Exception {
    int port = listen(TlsMode.IMPLICIT);
    var created = new HashSet<Long>();
    for (int i = 0; i < 3; i++) {
      try (SSLSocket socket = upgrade(new Socket(LOOPBACK, port), "localhost", "TLSv1.3")) {
        assertThat(reader(socket).readLine()).isEqualTo("hello");
        // A resumed session keeps the time at which its first one was made.
        created.add(socket.getSession().getCreationTime());
      }
    }
    assertThat(created).hasSize(1);
  }

  @Test
  void aClientThatDoesNotReadIsGoneWithinASecondToo() throws Exception {
    int port = listen(TlsMode.IMPLICIT);
    try (SSLSocket socket = upgrade(new Socket(LOOPBACK, port), "localhost", "TLSv1.3")) {
      send(socket, "login\r\n");
      BufferedReader in = reader(socket);
      assertThat(in.readLine()).isEqualTo("hello");
      assertThat(in.readLine()).isEqualTo("welcome");
      Connection connection = door.accepted.remove();
      // More than the kernel takes on both sides together.
      connection.channel().writeAndFlush("x".repeat(24_000_000));
      await().until(() -> !connection.channel().isWritable());
      net.signOut(LineDoor.GRANT);
      await().atMost(Duration.ofMillis(1500)).until(() -> !connection.channel().isOpen());
    }
  }

  private int listen(TlsMode mode) throws IOException {
    var address = new InetSocketAddress(LOOPBACK, 0);
    var spec = new ListenerSpec("imap", address, mode, true, Duration.ofMinutes(1), new byte[0]);
    return net.listen(spec, door).port();
  }

  private SSLSocket upgrade(Socket plain, String name, String version) throws IOException {
    plain.setSoTimeout(10_000);
    var socket =
        (SSLSocket) client.getSocketFactory().createSocket(plain, name, plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(List.of(version).toArray(String[]::new));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  // Byte by byte: what follows the line belongs to the handshake.
  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }

  private static SSLContext trusting(Path root) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    try (InputStream in = Files.newInputStream(root)) {
      trusted.setCertificateEntry(
          "root", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
