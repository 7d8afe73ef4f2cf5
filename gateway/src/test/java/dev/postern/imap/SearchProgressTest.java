package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.PlaintextLogin;
import dev.postern.net.TlsMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A search that takes long, on a clock that runs 4 seconds each time it is looked at.
class SearchProgressTest {
  @Test
  @Tag("Q-52")
  void aLongSearchTellsHowFarItIs(@TempDir Path directory) throws IOException {
    AtomicLong now = new AtomicLong(1_800_000_000);
    try (TestServer server =
        new TestServer(
            directory,
            ImapOptions.defaults(),
            PlaintextLogin.LOOPBACK,
            () -> Instant.ofEpochSecond(now.addAndGet(4)))) {
      server.agent("ann@agents.test");
      int port = server.listen(TlsMode.PLAIN, 0);
      try (Client client = new Client(port).login("ann@agents.test")) {
        for (int i = 0; i < 8; i++) {
          client.append("INBOX", "Subject: x\r\n\r\ntext\r\n");
        }
        client.run("SELECT INBOX");
        client.write("slow SEARCH BODY text\r\n");
        List<String> answer = client.until("slow");
        assertThat(answer.getFirst())
            .matches("\\* OK \\[INPROGRESS \\(\"slow\" [1-7] 8\\)] Still working");
        assertThat(answer).contains("* SEARCH 1 2 3 4 5 6 7 8");
        assertThat(answer.getLast()).startsWith("OK ");
      }
    }
  }
}
