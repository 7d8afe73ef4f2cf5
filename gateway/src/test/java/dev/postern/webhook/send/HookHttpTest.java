package dev.postern.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HookHttpTest {
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.US_ASCII);

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final HookHttp http = http(Duration.ofSeconds(1), true);
  private Receiver receiver;

  private HookHttp http(Duration limit, boolean allowPrivate) {
    return new HookHttp(
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        scheduler,
        Runnable::run,
        limit,
        allowPrivate);
  }

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
    scheduler.shutdownNow();
  }

  private HookHttp.Reply post() throws IOException {
    return http.post(HookUrl.of(receiver.url()), Map.of("A", "b"), BODY);
  }

  @Test
  void connectionsAreKeptAcrossEveryWayToEndAnAnswer() throws IOException {
    List<String> answers =
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n",
            "HTTP/1.1 500 No\r\nretry-after:  7 \r\ncontent-length: 1\r\n\r\nx");
    for (int round = 0; round < 3; round++) {
      for (String answer : answers) {
        receiver.answer(_ -> answer);
        HookHttp.Reply reply = post();
        assertThat(reply.isSuccess()).isEqualTo(!answer.contains("500"));
        if (!reply.isSuccess()) {
          assertThat(reply.retryAfter()).contains("7");
        }
      }
    }
    assertThat(receiver.connections.get()).isEqualTo(1);
    assertThat(receiver.posts()).hasSize(15);
    assertThat(receiver.posts().getFirst().headers())
        .containsEntry("host", receiver.url().split("/", -1)[2])
        .containsEntry("content-length", "2")
        .containsEntry("a", "b");
  }

  @Test
  void aConnectionWhoseAnswersHaveNoCertainEndIsNotUsedAgain() throws IOException {
    List<String> answers =
        List.of(
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n13880\r\n" + "x".repeat(80_000));
    for (String answer : answers) {
      receiver.answer(_ -> answer);
      assertThat(post().status()).isEqualTo(200);
    }
    assertThat(receiver.connections.get()).isEqualTo(answers.size());
  }

  @Test
  void whatIsNoAnswerIsAFailure() {
    for (String answer :
        List.of(
            "SSH-2.0-x\r\n\r\n",
            "HTTP/1.1 99 X\r\n\r\n",
            "HTTP/2 200\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: " + "y".repeat(9000) + "\r\n\r\n",
            "HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(300) + "\r\n")) {
      receiver.answer(_ -> answer);
      assertThatThrownBy(this::post).as(answer).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anAnswerThatDripsIsEndedInTime() {
    long start = System.nanoTime();
    receiver.answer(_ -> "");
    assertThatThrownBy(this::post).hasMessage("no answer in 1 s");
    receiver.answer(_ -> "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nx");
    assertThatThrownBy(this::post).hasMessage("no answer in 1 s");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void aPrivateAddressIsRefusedHoweverItIsWritten() {
    HookHttp guarded = http(Duration.ofSeconds(1), false);
    for (String host :
        List.of(
            "127.0.0.1",
            "localhost",
            "0.0.0.0",
            "2130706433",
            "127.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:a9fe:a9fe]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd12::1]",
            "[ff02::1]")) {
      String port = receiver.url().replaceFirst(".*:([0-9]+)/.*", "$1");
      for (String scheme : List.of("http", "https")) {
        assertThatThrownBy(() ->
                guarded.post(HookUrl.of(scheme + "://" + host + ":" + port + "/"), Map.of(), BODY))
            .as(host)
            .isInstanceOf(IOException.class);
      }
    }
    assertThat(receiver.connections.get()).isZero();
  }
}
