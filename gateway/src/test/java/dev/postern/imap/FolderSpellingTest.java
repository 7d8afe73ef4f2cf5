package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.PlaintextLogin;
import dev.postern.net.TlsMode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folder names in several spellings.
class FolderSpellingTest {
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    server = new TestServer(directory, ImapOptions.defaults(), PlaintextLogin.LOOPBACK);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// Names that look the same but are spelt with other characters are two folders.
  @Test
  void accentsApartAndTogetherMakeTwoFolders() throws IOException {
    server.agent("ann@agents.test");
    int port = server.listen(TlsMode.PLAIN, 0);
    try (Client client = new Client(port).login("ann@agents.test")) {
      assertThat(client.run("CREATE &ANw-ber").getLast()).contains("OK");
      assertThat(client.run("CREATE U&Awg-ber").getLast()).contains("OK");
      assertThat(client.run("CREATE U&Awg-ber").getLast()).contains("NO [ALREADYEXISTS]");
      assertThat(client.append("U&Awg-ber", "Subject: s\r\n\r\ntext\r\n")).startsWith("OK");
      assertThat(client.run("LIST \"\" \"*ber\"")).hasSize(3);
      assertThat(client.run("STATUS &ANw-ber (MESSAGES)").getFirst()).contains("MESSAGES 0");
      assertThat(client.run("STATUS U&Awg-ber (MESSAGES)").getFirst()).contains("MESSAGES 1");
      assertThat(client.run("RENAME U&Awg-ber &ANw-ber").getLast()).contains("NO [ALREADYEXISTS]");
      assertThat(client.run("DELETE U&Awg-ber").getLast()).contains("OK");
      assertThat(client.run("SELECT &ANw-ber").getLast()).contains("OK");
    }
  }
}
