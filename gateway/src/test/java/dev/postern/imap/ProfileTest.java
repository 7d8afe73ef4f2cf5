package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.PlaintextLogin;
import dev.postern.mailbox.AccountId;
import dev.postern.net.TlsMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProfileTest {
  private static final String ALWAYS = "IMAP4rev1 SASL-IR LITERAL- ID ENABLE STARTTLS";

  private TestServer server;
  private int port;
  private AccountId ann;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    server = new TestServer(directory, ImapOptions.defaults(), PlaintextLogin.ALWAYS);
    port = server.listen(TlsMode.STARTTLS, 0);
    ann = server.agent("ann@agents.test");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private List<String> afterLogin(Profile profile) throws IOException {
    server.set(ann, "imap_profile", profile.wire());
    try (Client client = new Client(port)) {
      String ok = client.run("LOGIN ann@agents.test " + TestServer.PASSWORD).getLast();
      return List.of(ok.replaceFirst(".*\\[CAPABILITY ([^]]*)].*", "$1").split(" ", -1));
    }
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  @Tag("Q-19")
  void anAccountsOwnProfileIsAnnouncedWithRevOneFirst(Profile profile) throws IOException {
    List<String> told = afterLogin(profile);
    assertThat(told).startsWith("IMAP4rev1").doesNotHaveDuplicates();
    assertThat(String.join(" ", told)).hasSizeLessThan(800);
    assertThat(told)
        .doesNotContain("URLAUTH", "CATENATE", "UIDONLY", "AUTH=SCRAM-SHA-256-PLUS")
        .noneMatch(name -> name.startsWith("APPENDLIMIT") && !name.equals("APPENDLIMIT=52428800"));
    assertThat(told.contains("LITERAL+")).isNotEqualTo(told.contains("LITERAL-"));
  }

  @Test
  void theSmallProfilesAreExactlyTheTable() throws IOException {
    assertThat(afterLogin(Profile.LEGACY))
        .containsExactlyInAnyOrder(
            "IMAP4rev1",
            "SASL-IR",
            "LITERAL-",
            "IDLE",
            "UIDPLUS",
            "NAMESPACE",
            "CHILDREN",
            "QUOTA");
    assertThat(afterLogin(Profile.GREENMAIL))
        .containsExactlyInAnyOrder(
            "IMAP4rev1",
            "SASL-IR",
            "LITERAL+",
            "IDLE",
            "UIDPLUS",
            "MOVE",
            "SORT",
            "QUOTA",
            "AUTH=XOAUTH2");
    assertThat(afterLogin(Profile.OUTLOOK_CLASSIC))
        .contains("XLIST", "SPECIAL-USE", "LIST-EXTENDED", "MOVE", "APPENDLIMIT=52428800")
        .doesNotContain("CONDSTORE", "ESEARCH", "LIST-STATUS", "CREATE-SPECIAL-USE", "SORT");
  }

  @Test
  void onlyFullHasWhatClientsStumbleOver() throws IOException {
    List<String> some = List.of("METADATA", "ESORT", "SORT=DISPLAY", "AUTH=SCRAM-SHA-256");
    assertThat(afterLogin(Profile.FULL)).containsAll(some).doesNotContain("XLIST");
    assertThat(afterLogin(Profile.SAFE))
        .doesNotContainAnyElementsOf(some)
        .contains("QUOTA=RES-STORAGE", "CREATE-SPECIAL-USE", "AUTH=OAUTHBEARER", "QRESYNC");
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  @Tag("Q-19")
  void beforeLoginTheLineIsShort(Profile profile) throws IOException {
    int listener = server.listen(TlsMode.STARTTLS, 0, profile);
    try (Client client = new Client(listener)) {
      String line = client.run("CAPABILITY").getFirst();
      assertThat(line.length()).isLessThan(512);
      assertThat(line).startsWith("* CAPABILITY " + ALWAYS + " AUTH=PLAIN AUTH=LOGIN");
      assertThat(line.contains("SCRAM")).isEqualTo(profile == Profile.FULL);
      assertThat(line.contains("AUTH=XOAUTH2"))
          .isEqualTo(List.of(Profile.SAFE, Profile.FULL, Profile.GREENMAIL).contains(profile));
    }
  }

  @Test
  void whatIsSwitchedOffForOneAccountWorksForOthers() throws IOException {
    AccountId bob = server.agent("bob@agents.test");
    server.set(bob, "imap_disabled_capabilities", "IDLE AUTH=OAUTHBEARER");
    try (Client client = new Client(port).login("bob@agents.test")) {
      assertThat(client.run("IDLE").getLast()).startsWith("BAD");
      assertThat(client.run("CAPABILITY").getFirst()).doesNotContain(" IDLE", "OAUTHBEARER");
    }
    assertThat(bearer(server.token(bob))).startsWith("NO [AUTHENTICATIONFAILED]");
    assertThat(bearer(server.token(ann))).startsWith("OK [CAPABILITY ");
  }

  private String bearer(String token) throws IOException {
    String message = "n,,\1auth=Bearer " + token + "\1\1";
    byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
    String initial = Base64.getEncoder().encodeToString(bytes);
    try (Client client = new Client(port)) {
      return client.run("AUTHENTICATE OAUTHBEARER " + initial).getLast();
    }
  }
}
