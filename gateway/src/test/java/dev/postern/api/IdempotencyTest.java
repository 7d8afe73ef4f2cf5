package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.api.ApiStage.Answer;
import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `Idempotency-Key` (spec/api-data.md section 1.8).
class IdempotencyTest {
  private static final String TO_BOB = "{\"to\":[{\"email\":\"bob@agents.test\"}],";
  private static final String REPLAY = "idempotent-response";

  @TempDir private Path directory;
  private ApiStage stage;
  private String id;
  private String ann;
  private String bob;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    id = stage.agent("ann");
    ann = "/v3/grants/" + id;
    bob = "/v3/grants/" + stage.agent("bob");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private void restart() throws IOException {
    stage.close();
    stage = new ApiStage(directory);
  }

  private Answer post(String key, String path, String body) {
    return stage.call(
        "POST",
        path,
        body.getBytes(StandardCharsets.UTF_8),
        Map.of("Authorization", "Bearer " + ApiStage.KEY, "Idempotency-Key", key));
  }

  private static boolean isReplay(Answer answer) {
    return answer.response().headers().firstValue(REPLAY).equals(Optional.of("true"));
  }

  private int sent() {
    return stage.get(ann + "/messages?in=sent").list().size();
  }

  @Test
  void aRepetitionGetsTheFirstAnswerAlsoAfterARestart() throws IOException {
    String path = ann + "/messages/send";
    String body = TO_BOB + "\"subject\":\"once\",\"body\":\"x\"}";
    Answer first = post("k", path, body);
    assertThat(isReplay(first)).isFalse();
    for (int round = 0; round < 2; round++) {
      Answer again = post("k", path, body);
      assertThat(isReplay(again)).isTrue();
      assertThat(again.status()).isEqualTo(200);
      String own = again.json().text("request_id").orElseThrow();
      assertThat(again.response().headers().firstValue("x-request-id")).contains(own);
      String before = first.json().text("request_id").orElseThrow();
      assertThat(own).isNotEqualTo(before);
      assertThat(again.text().replace(own, before)).isEqualTo(first.text());
      assertThat(sent()).isEqualTo(1);
      restart();
    }
    Answer other = post("k", path, TO_BOB + "\"subject\":\"twice\"}");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.text()).contains("api.invalid_idempotent_request");
    assertThat(sent()).isEqualTo(1);
  }

  @Test
  void membersInAnotherOrderAreAnotherPayloadButSpacesAreNot() {
    String path = ann + "/messages/send";
    post("k", path, TO_BOB + "\"subject\":\"a\"}");
    assertThat(isReplay(post("k", path, TO_BOB + "  \"subject\" : \"a\" }"))).isTrue();
  }

  @Test
  void aMessageDeletedMeanwhileIsNotSentAgain() throws IOException {
    String path = ann + "/messages/send";
    // Too long for its answer to be kept.
    String body = TO_BOB + "\"subject\":\"once\",\"body\":\"" + "x".repeat(100_000) + "\"}";
    String made = post("k", path, body).id();
    assertThat(post("k", path, body).data().text("body").orElseThrow()).hasSize(100_000);
    stage.call("DELETE", ann + "/messages/" + made, "");
    stage.call("DELETE", ann + "/messages/" + made, "");
    restart();
    Answer again = post("k", path, body);
    assertThat(isReplay(again)).isTrue();
    assertThat(again.id()).isEqualTo(made);
    assertThat(sent()).isZero();
  }

  @Test
  void aRefusalIsRepeatedEvenIfItsCauseIsGone() throws IOException {
    String body = "{\"to\":[{\"email\":\"carol@agents.test\"}]}";
    Answer first = post("k", ann + "/messages/send", body);
    assertThat(first.status()).isEqualTo(400);
    stage.agent("carol");
    restart();
    Answer again = post("k", ann + "/messages/send", body);
    assertThat(again.status()).isEqualTo(400);
    assertThat(isReplay(again)).isTrue();
    assertThat(post("l", ann + "/messages/send", body).status()).isEqualTo(200);
  }

  @Test
  void aScheduledSendIsScheduledOnce() throws IOException {
    long due = Instant.now().getEpochSecond() + 3600;
    String body = TO_BOB + "\"send_at\":" + due + "}";
    Answer first = post("k", ann + "/messages/send", body);
    restart();
    Answer again = post("k", ann + "/messages/send", body);
    assertThat(again.status()).isEqualTo(202);
    assertThat(isReplay(again)).isTrue();
    assertThat(again.json().text("schedule_id")).isEqualTo(first.json().text("schedule_id"));
    assertThat(stage.get(ann + "/messages/schedules").list()).hasSize(1);
  }

  @Test
  void aDraftIsSentOnce() {
    String draft = stage.call("POST", ann + "/drafts", TO_BOB + "\"subject\":\"d\"}").id();
    Answer first = post("k", ann + "/drafts/" + draft, "");
    assertThat(first.status()).as(first.text()).isEqualTo(200);
    Answer again = post("k", ann + "/drafts/" + draft, "");
    assertThat(isReplay(again)).isTrue();
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(post("l", ann + "/drafts/" + draft, "").status()).isEqualTo(404);
    assertThat(post("k", ann + "/messages/send", "{}").status()).isEqualTo(409);
    assertThat(sent()).isEqualTo(1);
  }

  @Test
  void eachGrantHasItsOwnKeys() {
    post("k", ann + "/messages/send", TO_BOB + "\"subject\":\"a\"}");
    assertThat(post("k", bob + "/messages/send", TO_BOB + "\"subject\":\"b\"}").status())
        .isEqualTo(200);
  }

  @Test
  void aKeyIsAtMost256CharactersLong() {
    String body = TO_BOB + "\"subject\":\"a\"}";
    Answer refused = post("k".repeat(257), ann + "/messages/send", body);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("api.invalid_idempotency_key").contains("256");
    assertThat(sent()).isZero();
    assertThat(post("k".repeat(256), ann + "/messages/send", body).status()).isEqualTo(200);
  }

  @Test
  void whileTheFirstRunsTheSecondIsRefusedAndAfterAnHourItIsAnother() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    Idempotency idempotency = new Idempotency(stage.mail(), stage.answers(), now::get);
    Grant grant = stage.grant(id);
    Request request = Requests.of("POST", "/x", Map.of("idempotency-key", "k"), "{}");
    AtomicInteger runs = new AtomicInteger();
    Response first =
        idempotency.once(
            request,
            grant,
            "p",
            _ -> {
              runs.incrementAndGet();
              assertThatThrownBy(
                      () -> idempotency.once(request, grant, "p", _ -> never(), _ -> never()))
                  .isInstanceOfSatisfying(
                      Problem.class,
                      e -> {
                        assertThat(e.status()).isEqualTo(409);
                        assertThat(e.type()).isEqualTo("api.concurrent_idempotent_request");
                      });
              return Response.done(request);
            },
            _ -> Response.done(request));
    assertThat(first.headers()).doesNotContainKey(REPLAY);
    now.updateAndGet(at -> at.plus(Duration.ofMinutes(59)));
    assertThat(run(idempotency, grant, request, runs).headers()).containsKey(REPLAY);
    now.updateAndGet(at -> at.plus(Duration.ofMinutes(1)));
    assertThat(run(idempotency, grant, request, runs).headers()).doesNotContainKey(REPLAY);
    assertThat(runs).hasValue(2);
  }

  private static Response run(
      Idempotency idempotency, Grant grant, Request request, AtomicInteger runs) {
    return idempotency.once(
        request,
        grant,
        "p",
        _ -> {
          runs.incrementAndGet();
          return Response.done(request);
        },
        _ -> Response.done(request));
  }

  @Test
  void aRefusalThatMayPassIsNotKept() {
    Idempotency idempotency = new Idempotency(stage.mail(), stage.answers(), Instant::now);
    Grant grant = stage.grant(id);
    Request request = Requests.of("POST", "/x", Map.of("idempotency-key", "k"), "{}");
    assertThatThrownBy(() ->
            idempotency.once(
                request,
                grant,
                "p",
                _ -> {
                  throw new GatewayException(Fault.THROTTLED, "later");
                },
                _ -> Response.done(request)))
        .isInstanceOf(GatewayException.class);
    AtomicInteger runs = new AtomicInteger();
    assertThat(run(idempotency, grant, request, runs).status()).isEqualTo(200);
    assertThat(runs).hasValue(1);
  }

  private static Response never() {
    throw new AssertionError("must not be called");
  }
}
