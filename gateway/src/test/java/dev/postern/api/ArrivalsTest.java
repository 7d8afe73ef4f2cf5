package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many messages that arrive at once, of which few match.
class ArrivalsTest {
  @Test
  void whatMatchesBehindAFullAnswerIsNotPassedOver(@TempDir Path directory) throws IOException {
    try (ApiStage stage = new ApiStage(directory)) {
      String grant = stage.agent("ann");
      String path = "/v3/grants/" + grant + "/messages/wait?timeout=0&limit=1&unread=false";
      String start = stage.get(path).json().text("next_cursor").orElseThrow();
      byte[] bytes = Agent.mail("many").getBytes(StandardCharsets.UTF_8);
      Agent ann = Agent.of(stage.mail(), stage.account(grant));
      try (Blob blob = ann.blob(bytes)) {
        ann.commit(tx -> {
          for (int i = 0; i < 600; i++) {
            Flags flags = i == 0 || i == 550 ? Flags.SEEN : Flags.NONE;
            tx.add(Agent.message(blob, bytes, Agent.NOON, flags, List.of(FolderId.INBOX)));
          }
          return true;
        });
      }
      ApiStage.Answer first = stage.get(path + "&after=" + start);
      assertThat(first.list()).hasSize(1);
      String after = first.json().text("next_cursor").orElseThrow();
      ApiStage.Answer second = stage.get(path + "&after=" + after);
      assertThat(second.list()).hasSize(1);
      assertThat(second.list().getFirst().text("id"))
          .isNotEqualTo(first.list().getFirst().text("id"));
    }
  }
}
