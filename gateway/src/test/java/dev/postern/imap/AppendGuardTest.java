package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.PlaintextLogin;
import dev.postern.guard.Guard;
import dev.postern.guard.Held;
import dev.postern.mailbox.Quota;
import dev.postern.net.TlsMode;
import dev.postern.rules.Action;
import dev.postern.rules.Limit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an account may keep holds for APPEND and REPLACE, too; rules for incoming mail do not.
class AppendGuardTest {
  private static final String ANN = "ann@agents.test";
  private static final String SMALL = "Subject: small\r\n\r\ntext\r\n";
  private static final String FILES =
      """
      Subject: files
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      hello
      --b
      Content-Type: application/zip
      Content-Disposition: attachment; filename=a.zip

      PK0123456789
      --b--
      """
          .replace("\n", "\r\n");

  private volatile Quota quota = Quota.NONE;
  private TestServer server;
  private Client client;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    ImapOptions options = ImapOptions.defaults().profile(Profile.FULL).quotas(_ -> quota);
    server = new TestServer(directory, options, PlaintextLogin.LOOPBACK);
    int port = server.listen(TlsMode.PLAIN, 0);
    server.agent(ANN);
    client = new Client(port).login(ANN);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void aMessageThatIsTooLargeIsRefusedBeforeItComes() throws IOException {
    server.guard(Held.to(Limit.MESSAGE_SIZE, SMALL.length()));
    assertThat(client.append("INBOX", SMALL)).contains("OK [APPENDUID");
    client.write("t1 APPEND INBOX {25}\r\n");
    assertThat(client.line())
        .isEqualTo(
            "t1 NO [TOOBIG] the message has 25 octets, and limit_size_total_mime is "
                + SMALL.length());
    assertThat(client.append("INBOX", SMALL + "more\r\n")).contains("NO [TOOBIG] ");
    assertThat(client.append("INBOX", SMALL)).contains("OK [APPENDUID");
  }

  @Test
  void attachmentsAreRefusedByTheirSizeNumberAndType() throws IOException {
    refused(Held.to(Limit.ATTACHMENT_SIZE, 11), "NO [TOOBIG] attachment 1 has 12 octets");
    refused(Held.to(Limit.ATTACHMENT_COUNT, 0), "NO [CANNOT] the message has 1 attachments");
    refused(Held.toTypes("image/*"), "NO [CANNOT] attachment 1 is application/zip");
    assertThat(String.join("\n", client.run("STATUS INBOX (MESSAGES)"))).contains("(MESSAGES 0)");
    server.guard(Held.to(Limit.ATTACHMENT_SIZE, 12));
    assertThat(client.append("INBOX", FILES)).contains("OK [APPENDUID");
  }

  private void refused(Guard guard, String answer) throws IOException {
    server.guard(guard);
    assertThat(client.append("INBOX", FILES)).contains(answer);
  }

  @Test
  void aReplaceThatIsRefusedLeavesTheOldMessage() throws IOException {
    String _ = client.append("INBOX", SMALL);
    String _ = client.run("SELECT INBOX").getLast();
    server.guard(Held.toTypes("image/*"));
    String replace = "REPLACE 1 INBOX {" + FILES.length() + "+}\r\n" + FILES;
    assertThat(client.run(replace).getLast()).contains("NO [CANNOT] ");
    assertThat(String.join("\n", client.run("FETCH 1 BODY[HEADER.FIELDS (SUBJECT)]")))
        .contains("Subject: small");
    server.guard(Guard.NONE);
    assertThat(client.run(replace).getLast()).contains("OK ");
  }

  @Test
  void rulesDoNotLookAtWhatAClientFiles() throws IOException {
    server.guard(Held.by(Held.always(Held.BLOCK), Held.always(new Action.Trash())));
    assertThat(client.append("INBOX", SMALL)).contains("OK [APPENDUID");
  }

  @Test
  void anAccountsOwnQuotaIsShownAndHolds() throws IOException {
    String _ = client.append("INBOX", SMALL);
    quota = new Quota(OptionalLong.of(1 << 20), OptionalLong.empty());
    assertThat(String.join("\n", client.run("GETQUOTA \"\""))).contains("(STORAGE 1 1024)");
    quota = new Quota(OptionalLong.of(30), OptionalLong.empty());
    assertThat(client.append("INBOX", SMALL)).contains("NO [OVERQUOTA]");
    assertThat(String.join("\n", client.run("SELECT INBOX"))).contains("* 1 EXISTS");
    assertThat(client.run("COPY 1 Archive").getLast()).contains("NO [OVERQUOTA]");
    quota = Quota.NONE;
    assertThat(client.append("INBOX", SMALL)).contains("OK [APPENDUID");
  }
}
