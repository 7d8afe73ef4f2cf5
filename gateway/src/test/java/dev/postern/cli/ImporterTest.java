package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.files.MailFormat;
import dev.postern.mail.files.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of messages that a server does not take.
class ImporterTest {
  @TempDir private Path directory;

  @Test
  void aMessageThatTheServerCannotReadKeepsNoOtherFromComing() throws Exception {
    Path box = directory.resolve("box");
    Files.writeString(box, "From a@b Thu Jan  1 10:20:30 2026\nA: 1\n\n".repeat(3));
    try (FakeApi api = new FakeApi()) {
      api.on("GET /v3/grants/g/imports/job", "{\"data\":{\"imported\":0}}");
      api.on("POST /v3/grants/g/imports/job", 400, "{\"error\":{\"message\":\"flags: no\"}}");
      try (ApiClient client = new ApiClient(api.url(), "key")) {
        Importer importer = new Importer(client, "/v3/grants/g", "job", true);
        Sources.open(box, Optional.of(MailFormat.MBOX), Optional.empty())
            .read(importer.most(), (found, _) -> importer.take(found));
        importer.flush();
        assertThat(importer.refused()).isEqualTo(3);
        assertThat(importer.refusals()).allMatch(text -> text.contains("flags: no"));
        assertThat(api.asked()).hasSize(1 + 1 + 3);
      }
    }
  }
}
