package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Bound;
import dev.postern.net.ListenerSpec;
import dev.postern.net.Net;
import dev.postern.net.NetOptions;
import dev.postern.net.TlsMode;
import dev.postern.v3.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP/1.1 as bytes over a socket.
class HttpHandlerTest {
  private static final int MAX = 100_000;
  private static final int LARGE = 5_000_000;

  private final Net net =
      Net.start(
          NetOptions.defaults(),
          () -> {
            throw new IllegalStateException("no TLS here");
          });
  private Socket socket = new Socket();

  @BeforeEach
  void listen() throws IOException {
    ApiOptions options =
        new ApiOptions(
            MAX,
            MAX,
            MAX,
            50,
            false,
            Optional.empty(),
            Duration.ofSeconds(2),
            MAX,
            Optional.empty(),
            ApiOptions.Metrics.OFF,
            false);
    Router router =
        new Router(
            List.of(
                Route.of(
                    "POST /echo",
                    r -> Response.data(r, new JsonObject().put("got", r.json(MAX).text("a")))),
                Route.of("POST /ignore", Response::done),
                Route.of(
                    "GET /text/{length}",
                    r ->
                        Response.data(
                            r,
                            new JsonObject()
                                .put("t", "x".repeat(Integer.parseInt(r.parameter("length")))))),
                Route.of(
                    "GET /stream",
                    _ ->
                        new Response(
                            200,
                            Map.of(),
                            new Response.Stream(
                                "application/octet-stream",
                                LARGE,
                                new ByteArrayInputStream(new byte[LARGE]))))));
    ApiService service =
        new ApiService(_ -> Optional.of(new Caller.Anybody()), _ -> Optional.empty(), router);
    Bound bound =
        net.listen(
            new ListenerSpec(
                "api",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TlsMode.PLAIN,
                false,
                Duration.ofSeconds(30),
                new byte[0]),
            (connection, pipeline) ->
                ApiDoor.install(
                    connection, pipeline, service, options, new AccessLog(Monitor.NONE, false)));
    socket = new Socket(InetAddress.getLoopbackAddress(), bound.port());
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    net.close();
  }

  private record Answer(String head, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    String header(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
          .map(line -> line.substring(name.length() + 2))
          .findFirst()
          .orElse("");
    }
  }

  private void send(String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private Answer answer() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) octet);
    }
    Answer empty = new Answer(head.toString(), new byte[0]);
    String length = empty.header("content-length");
    return new Answer(
        head.toString(), in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)));
  }

  private boolean isClosed() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 0, 5",
        "Content-Length: 0x5",
        "Content-Length: ",
        "Content-Length: 99999999999999999999",
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Host: other"
      })
  void aHeadWithTwoMeaningsIsRefused(String field) throws IOException {
    send("POST /ignore HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n0\r\n\r\nGET /text/1 HTTP/1.1");
    assertThat(answer().head()).startsWith("HTTP/1.1 400 ");
    assertThat(isClosed()).isTrue();
  }

  @Test
  void aRequestWithoutHostIsRefused() throws IOException {
    send("GET /text/1 HTTP/1.1\r\n\r\n");
    assertThat(answer().head()).startsWith("HTTP/1.1 400 ");
    assertThat(isClosed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x2\r\n{}", "-2\r\n{}", "2\r\n{}XX0\r\n\r\n", "2;\nx\r\n{}"})
  void brokenChunksAreRefused(String chunk) throws IOException {
    send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + "\r\n");
    assertThat(answer().head()).startsWith("HTTP/1.1 400 ");
    assertThat(isClosed()).isTrue();
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    send(
        "GET /text/1 HTTP/1.1\r\nHost: h\r\n\r\n"
            + "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n{\"a\":\"b\"}"
            + "GET /text/3 HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(answer().text()).contains("{\"t\":\"x\"}");
    assertThat(answer().text()).contains("{\"got\":\"b\"}");
    assertThat(answer().text()).contains("{\"t\":\"xxx\"}");
  }

  @Test
  void byteByByteIsTheSame() throws IOException {
    String request =
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "4\r\n{\"a\"\r\n5\r\n:\"b\"}\r\n0\r\n\r\n";
    for (int i = 0; i < request.length(); i++) {
      send(request.substring(i, i + 1));
    }
    assertThat(answer().text()).contains("{\"got\":\"b\"}");
  }

  @Test
  void theRequestIdIsInHeaderAndBody() throws IOException {
    send("GET /nope HTTP/1.1\r\nHost: h\r\n\r\n");
    Answer answer = answer();
    assertThat(answer.head()).startsWith("HTTP/1.1 404 ");
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.text()).contains("\"request_id\":\"" + answer.header("x-request-id") + "\"");
  }

  @Test
  void aLongerTextIsCompressedIfTheClientTakesIt() throws IOException {
    send("GET /text/1000 HTTP/1.1\r\nHost: h\r\nAccept-Encoding: deflate, gzip\r\n\r\n");
    Answer packed = answer();
    assertThat(packed.header("content-encoding")).isEqualTo("gzip");
    byte[] text = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
    assertThat(new String(text, StandardCharsets.UTF_8)).contains("x".repeat(1000));
    send("GET /text/10 HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
    assertThat(answer().header("content-encoding")).isEmpty();
    send("GET /text/1000 HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip;q=0\r\n\r\n");
    assertThat(answer().header("content-encoding")).isEmpty();
  }

  @Test
  void aBodyThatIsDeclaredTooLargeIsRefusedAndTheConnectionClosed() throws IOException {
    send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9000000\r\n\r\n{");
    Answer answer = answer();
    assertThat(answer.head()).startsWith("HTTP/1.1 413 ");
    assertThat(answer.text()).contains("invalid_request_error", "request_id");
    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(isClosed()).isTrue();
  }

  @Test
  void aChunkedBodyThatGrowsTooLargeIsRefused() throws IOException {
    send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 30; i++) {
      send("2710\r\n" + " ".repeat(10_000) + "\r\n");
    }
    send("0\r\n\r\n");
    assertThat(answer().head()).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void aClientThatWaitsIsToldToGoOnOnlyIfItsBodyIsWanted() throws IOException {
    send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
    assertThat(answer().head()).startsWith("HTTP/1.1 100 ");
    send("{\"a\":\"b\"}");
    assertThat(answer().text()).contains("{\"got\":\"b\"}");
    send("POST /nope HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
    assertThat(answer().head()).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void aBodyNobodyReadsDoesNotDisturbTheNextRequest() throws IOException {
    send("POST /ignore HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n" + "y".repeat(50_000));
    assertThat(answer().head()).startsWith("HTTP/1.1 200 ");
    send("GET /text/2 HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(answer().text()).contains("xx");
  }

  @Test
  void aBodyThatComesTooSlowlyIsGivenUp() throws IOException {
    send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n{");
    assertThat(answer().head()).startsWith("HTTP/1.1 408 ");
    assertThat(isClosed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
      })
  void whatIsNoHttpGetsTheEnvelopeAndAClose(String text) throws IOException {
    send(text);
    Answer answer = answer();
    assertThat(answer.head()).startsWith("HTTP/1.1 400 ");
    assertThat(answer.text()).contains("invalid_request_error");
    assertThat(isClosed()).isTrue();
  }

  @Test
  void aHeadThatIsTooLongIsRefused() throws IOException {
    send("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n\r\n");
    assertThat(answer().head()).startsWith("HTTP/1.1 414 ");
  }

  @Test
  void headersThatAreTooLongAreRefused() throws IOException {
    send("GET /v3/things HTTP/1.1\r\nHost: h\r\nX-Long: " + "x".repeat(40_000) + "\r\n\r\n");
    Answer answer = answer();
    assertThat(answer.head()).startsWith("HTTP/1.1 431 ").contains("application/json");
    assertThat(answer.text()).contains("request_id", "too long");
  }

  @Test
  void aStreamHasItsLengthAndTheConnectionStaysInStep() throws IOException {
    send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\nGET /text/2 HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(answer().body()).hasSize(LARGE);
    assertThat(answer().text()).contains("xx");
  }

  @Test
  void nothingIsAnsweredAfterTheLastAnswer() throws IOException {
    send(
        "GET /text/2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
            + "GET /text/3 HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(answer().text()).contains("\"xx\"");
    assertThat(isClosed()).isTrue();
  }

  @Test
  void aClientThatWantsACloseGetsIt() throws IOException {
    send("GET /text/2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assertThat(answer().header("connection")).isEqualTo("close");
    assertThat(isClosed()).isTrue();
  }
}
