package dev.postern.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How policies of MTA-STS are had over HTTPS (RFC 8461 section 3.3).
class HttpsStsFetcherTest {
  private static final String POLICY = "version: STSv1\nmode: none\nmax_age: 86400\n";
  private static final int MOST = 64 << 10;

  @TempDir private static Path files;
  // A certificate for tests is for localhost and 127.0.0.1 too, and for no other name of ours.
  private static final String ELSEWHERE = "127.0.0.2";
  private static TestCertificate certificate;
  private static TestCertificate other;

  private final FakeDns dns = new FakeDns().address("mta-sts.there.test", "127.0.0.1");
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpsServer server;
  private String host = "localhost";
  private volatile HttpHandler answer = exchange -> answer(exchange, 200, "text/plain", POLICY);

  @BeforeAll
  static void certificates() {
    certificate = TestCertificate.of(files.resolve("a"), "localhost");
    other = TestCertificate.of(files.resolve("b"), "other.test");
  }

  @BeforeEach
  void start() throws IOException {
    server = start("127.0.0.1");
  }

  private HttpsServer start(String address) throws IOException {
    HttpsServer made =
        HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), 0), 10);
    made.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
    made.setExecutor(threads);
    made.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          try (exchange) {
            answer.handle(exchange);
          }
        });
    made.start();
    return made;
  }

  @AfterEach
  void stop() {
    ended.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] octets = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
    exchange.getResponseBody().write(octets);
  }

  private HttpsStsFetcher fetcher(TestCertificate trusted, Duration limit) {
    return new HttpsStsFetcher(
        dns,
        true,
        () -> HttpClient.newBuilder().executor(threads).sslContext(trusting(trusted)),
        _ ->
            URI.create(
                "https://"
                    + host
                    + ":"
                    + server.getAddress().getPort()
                    + "/.well-known/mta-sts.txt"),
        limit);
  }

  private String fetch() throws IOException {
    return fetcher(certificate, HttpsStsFetcher.LIMIT).fetch("there.test");
  }

  private static SSLContext trusting(TestCertificate certificate) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("root", certificate.root());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"text/plain", "text/plain; charset=utf-8", "Text/Plain"})
  void aPolicyIsText(String type) throws IOException {
    answer = exchange -> answer(exchange, 200, type, POLICY);
    assertThat(fetch()).isEqualTo(POLICY);
  }

  @ParameterizedTest
  @CsvSource({
    "200, text/html",
    "200, application/json",
    "404, text/plain",
    "500, text/plain",
    "204, text/plain"
  })
  void whatIsNoTextOrNoSuccessIsRefused(int status, String type) {
    answer = exchange -> answer(exchange, status, type, status == 204 ? "" : POLICY);
    assertThatThrownBy(this::fetch)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status " + status);
  }

  @ParameterizedTest
  @CsvSource({"301", "302", "307", "308"})
  void noRedirectIsFollowed(int status) {
    answer =
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          answer(exchange, status, "text/plain", POLICY);
        };
    assertThatThrownBy(this::fetch).isInstanceOf(IOException.class).hasMessageContaining("status");
    assertThat(asked.get()).isEqualTo(1);
  }

  @Test
  void sixtyFourKibibytesAreReadAndNoMore() throws IOException {
    answer = exchange -> answer(exchange, 200, "text/plain", "x".repeat(MOST));
    assertThat(fetch()).hasSize(MOST);
    answer = exchange -> answer(exchange, 200, "text/plain", "x".repeat(MOST + 1));
    assertThatThrownBy(this::fetch).isInstanceOf(IOException.class);
    answer =
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/plain");
          exchange.sendResponseHeaders(200, 0);
          for (int i = 0; i < 1000; i++) {
            exchange.getResponseBody().write(new byte[MOST]);
          }
        };
    assertThatThrownBy(this::fetch).isInstanceOf(IOException.class);
  }

  @Test
  void whoNeverAnswersIsGivenUp() {
    answer = _ -> awaitEnd();
    assertThatThrownBy(() -> fetcher(certificate, Duration.ofMillis(300)).fetch("there.test"))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void whoNeverEndsIsGivenUp() {
    answer =
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/plain");
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('v');
          exchange.getResponseBody().flush();
          awaitEnd();
        };
    assertThatThrownBy(() -> fetcher(certificate, Duration.ofMillis(300)).fetch("there.test"))
        .isInstanceOf(SocketTimeoutException.class);
  }

  private void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws IOException {
    server.stop(0);
    server = start(ELSEWHERE);
    host = ELSEWHERE;
    assertThatThrownBy(this::fetch).isInstanceOf(IOException.class).hasMessageContaining(ELSEWHERE);
    assertThat(asked.get()).isZero();
  }

  @Test
  void anAuthorityThatNobodyKnowsIsRefused() {
    assertThatThrownBy(() -> fetcher(other, HttpsStsFetcher.LIMIT).fetch("there.test"))
        .isInstanceOf(IOException.class);
    assertThat(asked.get()).isZero();
  }

  @Test
  void noAddressAndNoPrivateOneIsAsked() {
    assertThatThrownBy(() -> fetcher(certificate, HttpsStsFetcher.LIMIT).fetch("nowhere.test"))
        .hasMessageContaining("no address");
    dns.address("mta-sts.mixed.test", "93.184.216.34", "::ffff:10.0.0.1");
    for (String domain : new String[] {"there.test", "mixed.test"}) {
      assertThatThrownBy(() -> new HttpsStsFetcher(dns, false, threads).fetch(domain))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("private");
    }
    assertThat(asked.get()).isZero();
  }
}
