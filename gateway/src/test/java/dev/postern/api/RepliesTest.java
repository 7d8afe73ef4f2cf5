package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.mailbox.Reports;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepliesTest extends TrackingStage {
  @Test
  void aReplyIsReportedOnceForEachReply() {
    String id =
        send(
                "/messages/send",
                ann,
                "bob",
                HTML + ",\"tracking_options\":{\"thread_replies\":true,\"label\":\"l\"}")
            .id();
    String received = arrived(bob).text("id").orElseThrow();
    assertThat(tracked(arrived(bob))).isEmpty();

    for (int i = 0; i < 2; i++) {
      send(
          "/messages/send",
          bob,
          "ann",
          ",\"body\":\"yes\",\"reply_to_message_id\":\"" + received + "\"");
    }

    await().until(() -> reports().size() == 2);
    assertThat(reports().getLast().trigger()).isEqualTo(Reports.REPLIED);
    assertThat(reports().getLast().facts())
        .containsEntry(Reports.ROOT_MESSAGE, id)
        .containsEntry(Reports.REPLY_TO_MESSAGE, id)
        .containsEntry(Reports.LABEL, "l")
        .containsEntry(Reports.COUNT, "2")
        .containsEntry(Reports.FROM_SELF, "false")
        .containsEntry(Reports.THREAD, arrived(ann).text("thread_id").orElseThrow());
  }

  @Test
  void aReplyThatComesBackToItsSenderIsReportedOnce() {
    String tracked =
        send("/messages/send", ann, "bob", HTML + ",\"tracking_options\":{\"thread_replies\":true}")
            .id();
    String again =
        ",\"body\":\"and\",\"cc\":[{\"email\":\"ann@agents.test\"}],\"reply_to_message_id\":\""
            + tracked
            + "\"";
    String draft = send("/drafts", ann, "bob", again).id();
    String sent = stage.call("POST", ann + "/drafts/" + draft, "{}").id();
    assertThat(arrived(ann).text("id")).isNotEqualTo(Optional.of(sent));

    assertThat(reports()).hasSize(1);
    assertThat(reports().getFirst().facts())
        .containsEntry(Reports.FROM_SELF, "true")
        .containsEntry(Reports.COUNT, "1");
  }
}
