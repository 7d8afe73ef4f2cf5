package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postern.auth.Devices.NewDevice;
import dev.postern.support.NoTransport;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS and plain text on one port.
class LegacyTlsTest {
  private static final String PRINTER = "127.7.0.9";

  @TempDir private Path directory;
  private MailServer server;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer(directory, new NoTransport(), 1 << 20);
    server.agent("ann@here.test");
    server.devices.add(
        new NewDevice("printer", "ann@here.test", Optional.of(PRINTER), Optional.empty()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  @Tag("Q-55")
  void aClientThatBeginsWithTlsGetsIt() throws Exception {
    try (DeviceClient client = new DeviceClient(server.legacy, PRINTER);
        SSLSocket tls = over(client.socket())) {
      tls.startHandshake();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(tls.getInputStream(), StandardCharsets.ISO_8859_1));
      assertThat(in.readLine()).startsWith("220 ");
      tls.getOutputStream()
          .write("EHLO x\r\nMAIL FROM:<ann@here.test>\r\n".getBytes(StandardCharsets.US_ASCII));
      String line = in.readLine();
      while (!line.startsWith("250 ")) {
        assertThat(line).doesNotContain("STARTTLS");
        line = in.readLine();
      }
      assertThat(in.readLine()).startsWith("250 2.1.0 ");
    }
    await().until(() -> server.noticed().contains("printer TLS_FIRST"));
  }

  @Test
  @Tag("Q-55")
  void tlsAfterTheGreetingIsToldWhatIsWrong() throws Exception {
    try (DeviceClient client = DeviceClient.greeted(server.legacy, PRINTER)) {
      client.send("\u0016\u0003\u0001");
      assertThat(client.reply()).startsWith("421 ");
    }
    await().until(() -> server.noticed().contains("printer LATE_TLS"));
    // It is slow: the next time it is waited for.
    try (DeviceClient client = new DeviceClient(server.legacy, PRINTER);
        SSLSocket tls = over(client.socket())) {
      client.socket().setSoTimeout(1500);
      assertThatThrownBy(() -> client.socket().getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      client.socket().setSoTimeout(20_000);
      tls.startHandshake();
    }
  }

  @Test
  void aHandshakeThatFailsIsNoticed() throws Exception {
    try (DeviceClient client = new DeviceClient(server.legacy, PRINTER)) {
      client.send("\u0016\u0003\u0001\u0000\u0005hello");
      assertThat(client.socket().getInputStream().readAllBytes()).hasSizeLessThan(20);
    }
    await().until(() -> server.noticed().contains("printer TLS_FAILED"));
  }

  private static SSLSocket over(Socket plain) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    return (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", 0, false);
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new IllegalStateException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // It is the server that this test started.
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
