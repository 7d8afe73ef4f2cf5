package dev.postern.smtp.client;

import static dev.postern.smtp.client.ClientStage.MAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.outbound.Transport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a connection is used for after its first mail.
class ConnectionReuseTest {
  private FakeHop hop;
  private ClientStage stage;

  @BeforeEach
  void start() throws IOException {
    hop = new FakeHop();
    stage = ClientStage.smarthost(hop.port());
  }

  @AfterEach
  void stop() throws IOException {
    stage.close();
    hop.close();
  }

  private Outcome send() {
    return stage.send(MAIL, "b@x.test").getFirst();
  }

  @Test
  void oneConnectionTakesAHundredMails() {
    for (int i = 0; i < 250; i++) {
      assertThat(send()).isInstanceOf(Outcome.Accepted.class);
    }
    assertThat(hop.connections.get()).isEqualTo(3);
    assertThat(hop.said("QUIT")).hasSize(2);
    assertThat(hop.said("RSET")).isEmpty();
  }

  @Test
  void aConnectionWithoutWorkIsEnded() {
    stage.timeouts = Timeouts.all(Duration.ofSeconds(2), Duration.ofMillis(50));
    send();
    await().untilAsserted(() -> assertThat(hop.said("QUIT")).hasSize(1));
    assertThat(send()).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.connections.get()).isEqualTo(2);
  }

  @Test
  void aConnectionThatDiedMeanwhileIsReplaced() throws IOException {
    send();
    hop.hangUp();
    assertThat(send()).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.mails).hasSize(2);
    assertThat(hop.connections.get()).isEqualTo(2);
  }

  @Test
  void aFarewellToMailIsNoAnswerToIt() {
    send();
    hop.answer("MAIL", "421 4.4.2 idle too long");
    assertThat(send()).isInstanceOf(Outcome.Unreachable.class);
    // The old connection, and a fresh one in its place: once.
    assertThat(hop.connections.get()).isEqualTo(2);
    hop.answers.remove("MAIL");
    assertThat(send()).isInstanceOf(Outcome.Accepted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(close)", "(silence)"})
  void whatMayHaveArrivedIsNotSentAgain(String end) {
    stage.timeouts = Timeouts.all(Duration.ofMillis(500), Duration.ofSeconds(5));
    send();
    hop.answer(".", end);
    assertThat(send())
        .isInstanceOfSatisfying(
            Outcome.Deferred.class, d -> assertThat(d.diagnostic()).contains("reply lost"));
    assertThat(hop.mails).hasSize(2);
    assertThat(hop.connections.get()).isEqualTo(1);
  }

  @Test
  void afterARefusalTheConnectionIsReset() {
    hop.answer("MAIL", "550 5.7.1 no");
    send();
    hop.answers.remove("MAIL");
    assertThat(send()).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.lines)
        .containsSubsequence(
            "MAIL FROM:<ann@here.test> SIZE=38", "RSET", "MAIL FROM:<ann@here.test> SIZE=38");
    assertThat(hop.connections.get()).isEqualTo(1);
  }

  @Test
  void atOnceMeansOnSeveralConnections() throws Exception {
    List<Thread> threads = new ArrayList<>();
    stage.transport();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int n = 0; n < 200; n++) {
                  send();
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(hop.mails).hasSize(1600);
    assertThat(hop.connections.get()).isBetween(16, 32);
  }

  @Test
  void theEndOfTheServerEndsWhatRests() {
    send();
    stage.transport().close();
    await().untilAsserted(() -> assertThat(hop.said("QUIT")).hasSize(1));
  }
}
