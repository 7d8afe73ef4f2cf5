package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.UidSet;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Threads (spec/api-data.md section 3).
class ThreadsRoutesTest {
  private static final long NOON = ListingStage.NOON.getEpochSecond();

  @TempDir private Path directory;
  private ListingStage ann;
  private MailTx.Added first;
  private MailTx.Added sent;
  private MailTx.Added draft;

  @BeforeEach
  void fill() throws IOException {
    ann = new ListingStage(directory);
    first =
        ann.add(
            "From: Bob <bob@x.test>\nTo: ann@agents.test\nCc: eve@x.test\nSubject: plan\n"
                + "Content-Type: application/pdf\nContent-Disposition: attachment; filename=p\n",
            1,
            FolderId.INBOX);
    sent =
        ann.add(
            "From: ann@agents.test\nTo: BOB@x.test\nSubject: Re: plan\n",
            2,
            FolderId.SENT,
            SystemFlag.SEEN,
            SystemFlag.FLAGGED);
    draft = ann.add("From: ann@agents.test\nTo: bob@x.test\nSubject: more\n", 3, FolderId.DRAFTS);
    merge(first, sent, draft);
  }

  @AfterEach
  void stop() {
    ann.close();
  }

  private void merge(MailTx.Added into, MailTx.Added... from) {
    ann.agent.commit(tx -> {
      tx.mergeThreads(into.thread(), List.of(from).stream().map(MailTx.Added::thread).toList());
      return into;
    });
  }

  private JsonBody thread(MailTx.Added of) {
    return ann.get("/threads/" + of.thread()).data();
  }

  private List<String> found(String query) {
    return ann.all("/threads?" + query, "id");
  }

  @Test
  void aThreadSumsUpItsMessages() {
    JsonBody json = thread(first);
    assertThat(json.text("object")).contains("thread");
    assertThat(json.text("grant_id")).contains(ann.grant);
    assertThat(json.text("subject")).contains("more");
    assertThat(json.text("snippet")).isPresent();
    assertThat(json.texts("message_ids").orElseThrow())
        .containsExactly(first.message().toString(), sent.message().toString());
    assertThat(json.texts("draft_ids").orElseThrow()).containsExactly(draft.message().toString());
    assertThat(json.flag("has_drafts")).contains(true);
    assertThat(json.flag("has_attachments")).contains(true);
    assertThat(json.flag("unread")).contains(true);
    assertThat(json.flag("starred")).contains(true);
    assertThat(json.number("earliest_message_date")).contains(NOON + 1);
    assertThat(json.number("latest_message_received_date")).contains(NOON + 1);
    assertThat(json.number("latest_message_sent_date")).contains(NOON + 2);
    assertThat(json.texts("folders").orElseThrow())
        .containsExactlyInAnyOrder("inbox", "sent", "drafts");
    assertThat(json.objects("participants").orElseThrow().stream().map(p -> p.text("email").get()))
        .containsExactly("bob@x.test", "ann@agents.test", "eve@x.test");
    JsonBody latest = json.object("latest_draft_or_message").orElseThrow();
    assertThat(latest.text("object")).contains("draft");
    assertThat(latest.text("id")).contains(draft.message().toString());
    assertThat(latest.text("body")).isPresent();
  }

  @Test
  void datesThatMeanNothingAreLeftOut() {
    MailTx.Added alone = ann.add("From: ann@agents.test\nSubject: x\n", 9, FolderId.DRAFTS);
    String text = ann.get("/threads/" + alone.thread()).text();
    assertThat(text).doesNotContain("_date\"", "null").contains("\"message_ids\":[]");
    assertThat(ann.get("/threads/" + first.thread() + "?select=unread").text())
        .matches(
            ".*\"data\":\\{\"id\":\"[^\"]+\",\"grant_id\":\"[^\"]+\",\"object\":\"thread\","
                + "\"unread\":true}}");
  }

  @Test
  void aThreadIsChangedAndTrashedAsAWhole() {
    String path = ann.path + "/threads/" + first.thread();
    JsonBody changed =
        ann.stage
            .call("PUT", path, "{\"unread\":false,\"starred\":false,\"folders\":[\"archive\"]}")
            .data();
    assertThat(changed.flag("unread")).contains(false);
    assertThat(changed.flag("starred")).contains(false);
    assertThat(changed.texts("folders").orElseThrow())
        .containsExactlyInAnyOrder("archive", "drafts");
    assertThat(changed.number("latest_message_sent_date")).contains(NOON + 2);
    assertThat(ann.get("/messages/" + sent.message()).data().texts("folders"))
        .contains(List.of("archive"));
    assertThat(ann.stage.call("DELETE", path, "").text()).matches("\\{\"request_id\":\"[^\"]+\"}");
    assertThat(ann.get("/threads/" + first.thread()).data().texts("folders"))
        .contains(List.of("trash"));
  }

  @Test
  void filtersFindThreadsByOneMessageAndByTheirTimes() {
    MailTx.Added other =
        ann.add("From: eve@x.test\nTo: ann@agents.test\nSubject: other\n", 10, FolderId.ARCHIVE);
    String plan = first.thread().toString();
    String second = other.thread().toString();
    assertThat(found("")).containsExactly(second, plan);
    assertThat(found("unread=True")).containsExactly(second, plan);
    assertThat(found("starred=true")).containsExactly(plan);
    assertThat(found("in=inbox")).containsExactly(plan);
    assertThat(found("in=inbox&in=archive")).containsExactly(second, plan);
    assertThat(found("from=eve@x.test")).containsExactly(second);
    assertThat(found("any_email=eve@x.test")).containsExactly(second, plan);
    assertThat(found("cc=eve@x.test&has_attachment=true")).containsExactly(plan);
    assertThat(found("has_attachment=true&from=eve@x.test")).isEmpty();
    assertThat(found("subject=PLAN")).containsExactly(plan);
    assertThat(found("thread_id=" + plan)).containsExactly(plan);
    assertThat(found("thread_id=nope")).isEmpty();
    assertThat(found("latest_message_after=" + (NOON + 3))).containsExactly(second);
    assertThat(found("latest_message_before=" + (NOON + 4))).containsExactly(plan);
    assertThat(found("latest_message_before=" + (NOON + 3))).isEmpty();
    assertThat(found("latest_message_before=" + (NOON + 4) + "&from=bob@x.test"))
        .containsExactly(plan);
    assertThat(found("earliest_message_date=" + (NOON + 1))).containsExactly(plan);
    assertThat(found("earliest_message_date=" + (NOON + 2))).isEmpty();
    assertThat(found("q=plan&latest_message_after=" + (NOON + 2))).containsExactly(plan);
    assertThat(found("q=plan&latest_message_after=" + (NOON + 3))).isEmpty();
    assertThat(found("limit=1&unread=true")).containsExactly(second, plan);
    assertThat(found("limit=1&q=text")).containsExactlyInAnyOrder(second, plan);
  }

  /// What turns out to be one conversation has the older name from then on, and answers to the
  /// younger one everywhere.
  @Test
  void aThreadMergedLateAnswersToItsYoungerName() {
    MailTx.Added late = ann.add("From: eve@x.test\nSubject: late\n", 20, FolderId.INBOX);
    MailTx.Added later = ann.add("From: eve@x.test\nSubject: later\n", 21, FolderId.INBOX);
    merge(late, later);
    ann.agent.commit(tx -> tx.copy(FolderId.INBOX, UidSet.of(2), FolderId.ARCHIVE));
    long seq = ann.agent.read(MailRead::seq);
    merge(first, late);

    assertThat(ann.stage.mail().changesSince(ann.agent.account, seq, 100))
        .extracting(LogEntry::change)
        .containsExactlyInAnyOrder(
            new LogEntry.MessageUpdated(late.message()),
            new LogEntry.MessageUpdated(later.message()));
    for (Map.Entry<MessageId, FolderId> moved :
        List.of(
            Map.entry(late.message(), FolderId.INBOX),
            Map.entry(late.message(), FolderId.ARCHIVE),
            Map.entry(later.message(), FolderId.INBOX))) {
      long modseq =
          ann.agent.<Long>read(
              read -> read.placementsOf(moved.getKey(), moved.getValue()).getFirst().modseq());
      assertThat(modseq).isEqualTo(seq + 1);
    }
    for (MailTx.Added alias : List.of(late, later)) {
      JsonBody json = thread(alias);
      assertThat(json.text("id")).contains(first.thread().toString());
      assertThat(json.texts("message_ids").orElseThrow()).hasSize(4);
      assertThat(ann.all("/messages?thread_id=" + alias.thread(), "thread_id"))
          .hasSize(4)
          .containsOnly(first.thread().toString());
      assertThat(found("thread_id=" + alias.thread())).containsExactly(first.thread().toString());
    }
    String path = ann.path + "/threads/" + later.thread();
    Answer changed = ann.stage.call("PUT", path, "{\"unread\":false}");
    assertThat(changed.data().text("id")).contains(first.thread().toString());
    assertThat(changed.data().flag("unread")).contains(false);
    assertThat(ann.stage.call("DELETE", path, "").status()).isEqualTo(200);
    assertThat(ann.get("/messages/" + first.message()).data().texts("folders"))
        .contains(List.of("trash"));
    Optional<String> none = ann.get("/threads?in=inbox").json().text("next_cursor");
    assertThat(none).isEmpty();
  }
}
