package dev.postern.outbound.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.Reports;
import dev.postern.outbound.Reputation;
import dev.postern.outbound.ReputationTx;
import dev.postern.outbound.Wishes;
import dev.postern.webhook.send.Notice;
import dev.postern.webhook.send.Payloads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SenderEventsTest {
  private static final String REMOTE = "bob@there.test";

  @TempDir private Path directory;
  private ReportStage stage;
  private Grant ann;

  @BeforeEach
  void start() {
    stage = new ReportStage(directory, "here.test");
    ann = stage.agent("ann@here.test");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void aVirusIsAlsoARejection() {
    stage.refuse(REMOTE, "554 5.7.1 virus found");
    stage.send(ann, Wishes.NONE, "1@here.test", REMOTE);
    assertThat(stage.events(ann).stream().map(LogEntry.Reported::trigger))
        .containsExactly(Reports.BOUNCED, Reports.REJECTED);
    assertThat(stage.suppressed()).isEmpty();
  }

  @Test
  void manyRecipientsAreSeveralEventsWithWholeAddresses() {
    String[] to = new String[90];
    for (int i = 0; i < to.length; i++) {
      to[i] = "r%03d.%s@there.test".formatted(i, "x".repeat(40));
    }
    stage.send(ann, Wishes.NONE, "1@here.test", to);
    assertThat(
            stage.events(ann).stream()
                .flatMap(event -> event.facts().getOrDefault(Reports.RECIPIENTS, "").lines()))
        .containsExactlyInAnyOrder(to);
  }

  @Test
  void anAccountThatHarmsTheServersNameSendsNoMore() {
    for (Reputation harmless :
        List.of(new Reputation(99, 50, 50), new Reputation(900, 89, 4), new Reputation(1, 0, 0))) {
      count(harmless);
      stage.send(ann, Wishes.NONE, "1@here.test", REMOTE);
      stage.engine.reputation().forget(ann.account());
    }
    for (Reputation bad : List.of(new Reputation(100, 10, 0), new Reputation(1000, 0, 5))) {
      count(bad);
      assertThatThrownBy(() -> stage.send(ann, Wishes.NONE, "2@here.test", REMOTE))
          .isInstanceOf(GatewayException.class)
          .hasMessageStartingWith("sending paused")
          .extracting(e -> ((GatewayException) e).fault())
          .isEqualTo(Fault.SENDING_PAUSED);
      stage.now = stage.now.plus(Duration.ofDays(30));
      stage.send(ann, Wishes.NONE, "3@here.test", REMOTE);
      stage.engine.reputation().forget(ann.account());
    }
    assertThat(stage.taken).hasSize(5);
  }

  private void count(Reputation counted) {
    boolean _ =
        stage
            .engine
            .mail()
            .commit(
                ann.account(),
                this,
                tx -> {
                  tx.join(ReputationTx.class).count(counted);
                  return true;
                });
  }

  @Test
  void subscribersReadWhatHappened() {
    stage.refuse(REMOTE, "550 5.1.1 no such user");
    stage.send(ann, Wishes.NONE, "1@here.test", REMOTE, "c@there.test");
    Payloads payloads = new Payloads(stage.engine.mail(), stage.engine.tracking());
    Payloads.Delivery delivery = new Payloads.Delivery(new UUID(0, 1), 1, stage.now);
    List<String> told =
        Notice.of(stage.engine.mail().changesSince(ann.account(), 0, 100)).stream()
            .flatMap(notice -> payloads.of(ann, notice, delivery).stream())
            .map(event -> new String(event.json(), StandardCharsets.UTF_8))
            .toList();
    String message =
        "\"object\":{\"message\":{\"id\":\"%s\",\"subject\":\"one\",\"from\":\"ann@here.test\""
            .formatted(
                stage
                    .engine
                    .mail()
                    .read(ann.account(), read -> read.named("1@here.test"))
                    .getFirst()
                    .id());
    assertThat(told)
        .anySatisfy(json ->
            assertThat(json)
                .contains("\"type\":\"message.delivered\",\"source\":\"/nylas/send\"")
                .contains(message)
                .contains(
                    "\"delivered\":{\"delivered_at\":1795428000,"
                        + "\"recipients\":[\"c@there.test\"]}"))
        .anySatisfy(json ->
            assertThat(json)
                .contains("\"type\":\"message.bounced\"", message)
                .contains(
                    "\"bounce\":{\"bounced_at\":1795428000,\"type\":\"NoEmail\","
                        + "\"recipients\":[{\"email\":\"bob@there.test\","
                        + "\"diagnostic_code\":\"550 5.1.1 no such user\"}]}"));
  }
}
