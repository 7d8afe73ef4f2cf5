package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.outbound.QueueTx;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueRoutesTest {
  private static final String QUEUE = "/v3/admin/queue";

  @TempDir private Path directory;
  private ApiStage stage;
  private String ann;
  private Agent agent;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    ann = stage.agent("ann");
    agent = Agent.of(stage.mail(), stage.account(ann));
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  /// Queues a mail that is due in an hour.
  static long enqueue(Agent agent, String... recipients) {
    MailTx.Added added = agent.add(FolderId.SENT, "hello");
    Instant due = Instant.now().plus(Duration.ofHours(1));
    QueueTx.Envelope envelope =
        new QueueTx.Envelope(
            "ann@agents.test", List.of(recipients), true, due, due.plus(Duration.ofDays(3)));
    return agent.commit(tx -> tx.join(QueueTx.class).enqueue(added.message(), envelope));
  }

  private List<String> listed(String query) {
    return stage.get(QUEUE + query).list().stream()
        .map(mail -> mail.text("id").orElseThrow())
        .toList();
  }

  private long count(String method, String path, String body) {
    return stage.call(method, QUEUE + path, body).data().number("recipients").orElseThrow();
  }

  @Test
  void mailIsListedAndShown() {
    String one = Long.toString(enqueue(agent, "x@one.test", "y@two.test"));
    String two = Long.toString(enqueue(agent, "z@B\u00fccher.test"));
    assertThat(listed("")).containsExactly(two, one);
    assertThat(listed("?domain=TWO.test")).containsExactly(one);
    assertThat(listed("?domain=xn--bcher-kva.test")).containsExactly(two);
    assertThat(listed("?status=failed")).isEmpty();
    assertThat(listed("?status=waiting&grant_id=" + ann)).hasSize(2);
    Answer page = stage.get(QUEUE + "?limit=1");
    String next = page.json().text("next_cursor").orElseThrow();
    assertThat(listed("?limit=1&page_token=" + next)).containsExactly(one);
    JsonBody shown = stage.get(QUEUE + "/" + one).data();
    assertThat(shown.text("grant_id")).contains(ann);
    assertThat(shown.text("sender")).contains("ann@agents.test");
    assertThat(shown.number("waiting")).contains(2L);
    assertThat(shown.objects("recipients").orElseThrow())
        .extracting(each -> each.text("email").orElse(""))
        .containsExactly("x@one.test", "y@two.test");
  }

  @Test
  void mailIsPutForwardDroppedAndBounced() {
    long one = enqueue(agent, "x@one.test", "y@two.test");
    long two = enqueue(agent, "z@two.test");
    assertThat(count("DELETE", "/" + two + "?bounce=true", "")).isEqualTo(1);
    assertThat(listed("?status=failed")).containsExactly(Long.toString(two));
    assertThat(
            stage
                .get(QUEUE + "/" + two)
                .data()
                .objects("recipients")
                .orElseThrow()
                .getFirst()
                .text("diagnostic"))
        .contains("550 5.7.0 dropped by the operator");
    assertThat(count("DELETE", "?domain=two.test", "")).isEqualTo(2);
    assertThat(stage.get(QUEUE + "/" + two).status()).isEqualTo(404);
    assertThat(count("POST", "/retry", "{\"domain\":\"one.test\"}")).isEqualTo(1);
    assertThat(count("DELETE", "/" + one, "")).isLessThanOrEqualTo(1);
    assertThat(listed("")).isEmpty();
  }

  @Test
  void anApplicationSeesItsOwnMailAndTheFirstOneAll() {
    String other = stage.key("Other").secret();
    String bob =
        stage
            .as(
                other,
                "POST",
                "/v3/connect/custom",
                "{\"provider\":\"nylas\",\"settings\":{\"email\":\"bob@agents.test\"}}")
            .id();
    long ofBob = enqueue(Agent.of(stage.mail(), stage.account(bob)), "x@one.test");
    long ofAnn = enqueue(agent, "x@one.test");
    assertThat(listed("")).containsExactly("" + ofAnn, "" + ofBob);
    assertThat(stage.as(other, "GET", QUEUE, "").list()).hasSize(1);
    assertThat(stage.as(other, "GET", QUEUE + "/" + ofAnn, "").status()).isEqualTo(404);
    assertThat(stage.as(other, "DELETE", QUEUE + "/" + ofAnn, "").status()).isEqualTo(404);
    assertThat(stage.as(other, "GET", QUEUE + "?grant_id=" + ann, "").status()).isEqualTo(404);
    Answer dropped = stage.as(other, "DELETE", QUEUE + "?domain=one.test", "");
    assertThat(dropped.data().number("recipients")).contains(1L);
    assertThat(listed("")).containsExactly("" + ofAnn);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          GET    | ?limit=0              | ``             | 400 | limit
          GET    | ?page_token=x         | ``             | 400 | page_token
          GET    | ?status=lost          | ``             | 400 | status
          GET    | ?grant_id=x           | ``             | 404 | grant
          GET    | /x                    | ``             | 404 | queued mail
          GET    | /99999999999999999999 | ``             | 404 | queued mail
          POST   | /1/retry              | ``             | 404 | queued mail
          POST   | /retry                | {}             | 400 | domain is required
          POST   | /retry                | {"domain":1}   | 400 | domain
          POST   | /retry                | []             | 400 | JSON object
          DELETE | ``                    | ``             | 400 | domain is required
          DELETE | ?domain=x&bounce=may  | ``             | 400 | bounce
          DELETE | /1?bounce=true        | ``             | 404 | queued mail
          """)
  void wrongRequestsAreRefused(String method, String path, String body, int status, String named) {
    Answer answer = stage.call(method, QUEUE + path, body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).contains(named);
  }
}
