package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Drafts that are sent later, and what a draft keeps through its changes (spec/api-data.md
/// sections 2.9 and 4).
class ScheduledDraftTest {
  private static final String TO_BOB = "\"to\":[{\"email\":\"bob@agents.test\"}],\"subject\":\"s\"";

  @TempDir private Path directory;
  private final long due = Instant.now().getEpochSecond() + 3600;
  private ApiStage stage;
  private String ann;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    ann = "/v3/grants/" + stage.agent("ann");
    stage.agent("bob");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private String draft(String more) {
    Answer made = stage.call("POST", ann + "/drafts", "{" + TO_BOB + more + "}");
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return ann + "/drafts/" + made.id();
  }

  private void isScheduled(String draft, Answer sent) {
    assertThat(sent.status()).as(sent.text()).isEqualTo(202);
    assertThat(sent.data().number("send_at")).contains(due);
    assertThat(sent.data().text("object")).contains("message");
    assertThat(sent.json().text("schedule_id")).isEqualTo(sent.data().text("schedule_id"));
    assertThat(stage.get(ann + "/messages/schedules").list()).hasSize(1);
    assertThat(stage.get(draft).data().text("object")).contains("draft");
  }

  @Test
  void theTimeADraftNamesIsKeptShownAndUsed() {
    String draft = draft(",\"send_at\":" + due);
    assertThat(stage.get(draft).data().number("send_at")).contains(due);
    assertThat(stage.get(draft + "?select=send_at").data().number("send_at")).contains(due);
    stage.call("PUT", draft, "{\"subject\":\"t\"}");
    assertThat(stage.get(draft).data().number("send_at")).contains(due);
    assertThat(stage.get(draft + "?fields=raw_mime").status()).isEqualTo(200);
    isScheduled(draft, stage.call("POST", draft, ""));
  }

  @Test
  void theTimeMayBeNamedWhenItIsSent() {
    String draft = draft("");
    isScheduled(draft, stage.call("POST", draft, "{\"send_at\":" + due + "}"));
  }

  @Test
  void zeroTakesTheTimeBack() {
    String draft = draft(",\"send_at\":" + due);
    assertThat(stage.call("PUT", draft, "{\"send_at\":0}").data().number("send_at")).isEmpty();
    String other = draft(",\"send_at\":" + due);
    assertThat(stage.call("POST", other, "{\"send_at\":0}").status()).isEqualTo(200);
    Answer sent = stage.call("POST", draft, "");
    assertThat(sent.status()).isEqualTo(200);
    assertThat(stage.get(ann + "/messages/" + sent.id() + "?fields=include_headers").text())
        .doesNotContain("X-Postern");
  }

  @Test
  void aDraftThatWaitsIsLeftAloneUntilItsScheduleIsCancelled() {
    String draft = draft(",\"send_at\":" + due);
    String schedule = stage.call("POST", draft, "").data().text("schedule_id").orElseThrow();
    for (Answer refused :
        new Answer[] {
          stage.call("POST", draft, ""),
          stage.call("PUT", draft, "{\"body\":\"x\"}"),
          stage.call("DELETE", draft, "")
        }) {
      assertThat(refused.status()).as(refused.text()).isEqualTo(409);
      assertThat(refused.text()).contains(schedule);
    }
    stage.call("DELETE", ann + "/messages/schedules/" + schedule, "");
    assertThat(stage.call("PUT", draft, "{\"body\":\"x\"}").status()).isEqualTo(200);
    assertThat(stage.call("DELETE", draft, "").status()).isEqualTo(200);
  }

  @Test
  void aWrongTimeIsRefusedWhereverItStands() {
    String draft = draft("");
    String near = "{\"send_at\":" + (Instant.now().getEpochSecond() + 5) + "}";
    for (String body : new String[] {near, "{\"send_at\":\"x\"}", "{\"send_at\":1e300}"}) {
      for (Answer refused :
          new Answer[] {
            stage.call("POST", ann + "/drafts", body),
            stage.call("PUT", draft, body),
            stage.call("POST", draft, body)
          }) {
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.text()).contains("send_at");
      }
    }
    assertThat(stage.get(ann + "/drafts").list()).hasSize(1);
  }

  @Test
  void aTimeThatAMailClientWroteMustNotBeTooFarAheadEither() {
    String head = "From: ann@agents.test\r\nTo: bob@agents.test\r\nX-Postern-Send-At: 99999999999";
    Agent client = Agent.of(stage.mail(), stage.account(ann.substring(ann.lastIndexOf('/') + 1)));
    MailTx.Added draft =
        client.add(head + "\r\n\r\nText.\r\n", Agent.NOON, Flags.NONE, FolderId.DRAFTS);
    Answer refused = stage.call("POST", ann + "/drafts/" + draft.message(), "");
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.text()).contains("send_at");
    assertThat(stage.get(ann + "/messages/schedules").list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: ann@agents.test\r\nFrom: boss@agents.test",
        "From: ann@agents.test, boss@agents.test",
        "From: ann@agents.test\r\nSender: boss@agents.test",
        "From: ann@agents.test\r\nSender: ann@agents.test\r\nSender: boss@agents.test"
      })
  void aDraftOfAMailClientDoesNotGoOutUnderAnotherName(String authors) {
    Agent client = Agent.of(stage.mail(), stage.account(ann.substring(ann.lastIndexOf('/') + 1)));
    MailTx.Added draft =
        client.add(
            authors + "\r\nTo: bob@agents.test\r\n\r\nText.\r\n",
            Agent.NOON,
            Flags.NONE,
            FolderId.DRAFTS);
    Answer refused = stage.call("POST", ann + "/drafts/" + draft.message(), "");
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.text()).containsPattern("(?i)from|sender").doesNotContain("boss");
  }

  @Test
  void theAuthorsNameStaysWhenSomethingElseChanges() {
    String draft = draft(",\"from\":[{\"name\":\"Other\",\"email\":\"ann@agents.test\"}]");
    JsonBody changed = stage.call("PUT", draft, "{\"subject\":\"t\"}").data();
    assertThat(changed.objects("from").orElseThrow().getFirst().text("name")).contains("Other");
  }
}
