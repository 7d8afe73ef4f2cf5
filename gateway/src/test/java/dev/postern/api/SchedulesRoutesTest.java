package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import dev.postern.outbound.ScheduleTx;
import dev.postern.outbound.Scheduled;
import dev.postern.outbound.Wishes;
import dev.postern.v3.JsonBody;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Scheduled sends to the letter of spec/api-data.md section 2.10.
class SchedulesRoutesTest {
  private static final byte[] MAIL =
      "From: ann@agents.test\r\nTo: bob@agents.test\r\nSubject: later\r\n\r\nhello\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path directory;
  private ApiStage stage;
  private AccountId account;
  private String ann;

  @BeforeEach
  void start() throws Exception {
    stage = new ApiStage(directory);
    String grant = stage.agent("ann");
    stage.agent("bob");
    account = stage.account(grant);
    ann = "/v3/grants/" + grant + "/messages";
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private UUID keep(Instant due) {
    UUID id = UUID.randomUUID();
    try (BlobSink sink = stage.mail().sink()) {
      sink.write(MAIL, 0, MAIL.length);
      try (Blob blob = sink.finish()) {
        assertThat(MessageReader.read(blob.bytes()).subject()).isEqualTo("later");
        return stage
            .mail()
            .commit(
                account,
                this,
                tx -> {
                  ScheduleTx schedules = tx.join(ScheduleTx.class);
                  schedules.add(
                      new Scheduled(
                          account,
                          id,
                          Scheduled.Kind.SCHEDULED,
                          due,
                          schedules.newMessage(),
                          schedules.newThread(),
                          new Scheduled.Plan(
                              "ann@agents.test",
                              List.of("bob@agents.test"),
                              false,
                              Optional.empty(),
                              Map.of(),
                              Optional.empty(),
                              OptionalLong.empty(),
                              Wishes.NONE),
                          Scheduled.Status.PENDING,
                          Optional.empty(),
                          ""),
                      blob);
                  return id;
                });
      }
    }
  }

  private void close(UUID id, Scheduled.Status status, String reason) {
    boolean closed =
        stage
            .mail()
            .commit(account, this, tx -> tx.join(ScheduleTx.class).close(id, status, reason));
    assertThat(closed).isTrue();
  }

  @Test
  void theListIsAnEnvelopeWithTheOneDueFirstFirst() {
    UUID later = keep(Instant.now().plusSeconds(7200));
    UUID sooner = keep(Instant.now().plusSeconds(3600));
    Answer all = stage.get(ann + "/schedules");
    assertThat(all.json().text("request_id")).isPresent();
    assertThat(all.list())
        .extracting(each -> each.text("schedule_id").orElseThrow())
        .containsExactly(sooner.toString(), later.toString());
    JsonBody status = all.list().getFirst().object("status").orElseThrow();
    assertThat(status.text("code")).contains("pending");
    assertThat(status.text("description")).contains("schedule send awaiting send at time");
    assertThat(all.text()).doesNotContain("close_time", "next_cursor");
  }

  @ParameterizedTest
  @CsvSource({
    "SENT, '', success, schedule send succeeded",
    "FAILED, no route to x.test, failed, schedule send failed: no route to x.test",
    "CANCELLED, '', cancelled, schedule send cancelled"
  })
  void whatIsOverSaysSoAndWhen(
      Scheduled.Status status, String reason, String code, String description) {
    UUID id = keep(Instant.now().plusSeconds(3600));
    close(id, status, reason);
    Answer one = stage.get(ann + "/schedules/" + id);
    JsonBody shown = one.data().object("status").orElseThrow();
    assertThat(shown.text("code")).contains(code);
    assertThat(shown.text("description")).contains(description);
    assertThat(one.data().number("close_time")).isPresent();
    Answer cancel = stage.call("DELETE", ann + "/schedules/" + id, "");
    assertThat(cancel.status()).isEqualTo(400);
    assertThat(cancel.text()).contains("already");
  }

  @Test
  void cancellingIsAnsweredAsDocumented() {
    UUID id = keep(Instant.now().plusSeconds(3600));
    Answer cancel = stage.call("DELETE", ann + "/schedules/" + id, "");
    assertThat(cancel.status()).isEqualTo(202);
    assertThat(cancel.data().text("message")).contains("requested cancelation for workflow");
    assertThat(cancel.json().text("request_id")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 1, -60})
  void lessThanTenSecondsBeforeItsTimeItIsTooLate(long seconds) {
    UUID id = keep(Instant.now().plusSeconds(seconds));
    Answer cancel = stage.call("DELETE", ann + "/schedules/" + id, "");
    assertThat(cancel.status()).isEqualTo(400);
    assertThat(cancel.json().object("error").orElseThrow().text("type"))
        .contains("invalid_request_error");
    assertThat(cancel.text()).contains("10 seconds");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /schedules/00000000-0000-4000-8000-000000000000, 404",
    "GET, /schedules/none, 404",
    "GET, /schedules/%2e%2e, 404",
    "GET, /schedules/', 404",
    "DELETE, /schedules/none, 404",
    "DELETE, /schedules/00000000-0000-4000-8000-000000000000, 404",
    "POST, /schedules, 405",
    "PUT, /schedules/00000000-0000-4000-8000-000000000000, 405",
    "GET, /schedules/a/b, 404"
  })
  void whatIsNotThereIsRefusedWithAnEnvelope(String method, String path, int status) {
    keep(Instant.now().plusSeconds(3600));
    Answer refused = stage.call(method, ann + path, "");
    assertThat(refused.status()).as(refused.text()).isEqualTo(status);
    assertThat(refused.json().text("request_id")).isPresent();
    assertThat(refused.json().object("error").orElseThrow().text("message")).isPresent();
    assertThat(stage.get(ann + "/schedules").list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "1",
        "1.5",
        "\"soon\"",
        "true",
        "[]",
        "{}",
        "1e99",
        "9223372036854775807",
        "99999999999999999999"
      })
  void aSendAtThatIsNoTimeAheadIsRefusedAndKeepsNothing(String sendAt) {
    Answer refused =
        stage.call(
            "POST",
            ann + "/send",
            "{\"to\":[{\"email\":\"bob@agents.test\"}],\"subject\":\"s\",\"send_at\":"
                + sendAt
                + "}");
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.text()).contains("send_at");
    assertThat(stage.get(ann + "/schedules").list()).isEmpty();
    assertThat(stage.get(ann).list()).isEmpty();
  }
}
