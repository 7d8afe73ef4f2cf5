package dev.postern.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The challenge (spec/api-data.md section 8, item 1).
class ChallengeTest {
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final HookClient client =
      new HookClient(
          (SSLSocketFactory) SSLSocketFactory.getDefault(), scheduler, Runnable::run, true);
  private Receiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
    scheduler.shutdownNow();
  }

  @Test
  void aReceiverThatRepeatsTheValueIsTaken() {
    assertThatCode(() -> client.challenge(receiver.url())).doesNotThrowAnyException();
    assertThat(receiver.got.getFirst().line()).startsWith("GET /hook?challenge=");
  }

  @Test
  void theChallengeIsAppendedToAQuery() {
    assertThatCode(() -> client.challenge(receiver.url() + "?key=1")).doesNotThrowAnyException();
    assertThat(receiver.got.getFirst().line()).startsWith("GET /hook?key=1&challenge=");
  }

  @Test
  void aChunkedAnswerIsRead() {
    receiver.answer(got ->
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + Integer.toHexString(got.challenge().length())
            + "\r\n"
            + got.challenge()
            + "\r\n0\r\n\r\n");
    assertThatCode(() -> client.challenge(receiver.url())).doesNotThrowAnyException();
  }

  @Test
  void anotherStatusIsNamed() {
    receiver.answer(404);
    assertThatThrownBy(() -> client.challenge(receiver.url()))
        .isInstanceOf(ChallengeException.class)
        .hasMessage("unable.verify.webhook_url : status is not ok, got 404");
  }

  @Test
  void anotherBodyIsRefused() {
    receiver.answer(got -> Receiver.ok(got.challenge() + "\n"));
    assertThatThrownBy(() -> client.challenge(receiver.url()))
        .hasMessage("unable.verify.webhook_url : body is not the challenge");
  }

  @Test
  void whatIsNoHttpIsRefused() {
    receiver.answer(_ -> "220 mail.test ESMTP\r\n\r\n");
    assertThatThrownBy(() -> client.challenge(receiver.url()))
        .isInstanceOf(ChallengeException.class);
  }

  @Test
  void nobodyThereIsRefused() throws IOException {
    try (Socket held = new Socket()) {
      // Bound and not listening, so that nobody else can be there.
      held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String url = "http://127.0.0.1:" + held.getLocalPort() + "/hook";
      assertThatThrownBy(() -> client.challenge(url)).isInstanceOf(ChallengeException.class);
    }
  }

  @Test
  void aTargetInsideIsRefusedWithoutAskingIt() {
    HookClient guarded =
        new HookClient(
            (SSLSocketFactory) SSLSocketFactory.getDefault(), scheduler, Runnable::run, false);
    assertThatThrownBy(() -> guarded.challenge(receiver.url()))
        .isInstanceOf(ChallengeException.class)
        .hasMessageContaining("not public");
    assertThat(receiver.got).isEmpty();
  }
}
