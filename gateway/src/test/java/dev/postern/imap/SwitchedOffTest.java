package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.PlaintextLogin;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Quota;
import dev.postern.net.TlsMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What is switched off is not announced, and whatever needs it is unknown.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwitchedOffTest {
  private static final String ANN = "ann@agents.test";

  private TestServer server;
  private int port;
  private AccountId ann;

  private static ImapOptions options(Set<Capability> disabled) {
    Quota quota = new Quota(OptionalLong.of(1 << 30), OptionalLong.of(100_000));
    return new ImapOptions(
        50L << 20,
        Duration.ofMinutes(2),
        Duration.ofMillis(50),
        Profile.FULL,
        disabled,
        _ -> quota);
  }

  /// Starts with a clock that leaps, so that every command takes long.
  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    AtomicLong now = new AtomicLong(1_800_000_000);
    server =
        new TestServer(
            directory,
            options(Set.of()),
            PlaintextLogin.LOOPBACK,
            () -> Instant.ofEpochSecond(now.addAndGet(4)));
    port = server.listen(TlsMode.PLAIN, 0);
    ann = server.agent(ANN);
    try (Client client = new Client(port).login(ANN)) {
      for (int i = 0; i < 8; i++) {
        client.append("INBOX", "Subject: x\r\n\r\ntext\r\n");
      }
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Stream<Proof> proofs(boolean beforeLogin) {
    return Arrays.stream(Capability.values())
        .flatMap(capability -> Proof.all(capability).stream())
        .filter(proof -> proof.beforeLogin() == beforeLogin);
  }

  private static Stream<Proof> afterLogin() {
    return proofs(false);
  }

  private static Stream<Proof> beforeLogin() {
    return proofs(true);
  }

  @ParameterizedTest
  @EnumSource(Capability.class)
  void everyCapabilityHasAProof(Capability capability) {
    assertThat(Proof.all(capability).isEmpty()).isEqualTo(capability == Capability.IMAP4REV1);
  }

  @ParameterizedTest
  @MethodSource("afterLogin")
  void anAccountCanBeWithoutIt(Proof proof) throws IOException {
    server.set(ann, "imap_profile", proof.profile().wire());
    server.set(ann, "imap_disabled_capabilities", "");
    try (Client client = new Client(port).login(ANN)) {
      assertWorks(client, proof);
    }
    server.set(ann, "imap_disabled_capabilities", proof.capability().wire());
    try (Client client = new Client(port).login(ANN)) {
      assertIsUnknown(client, proof);
    }
  }

  @ParameterizedTest
  @MethodSource("beforeLogin")
  void aServerCanBeWithoutIt(Proof proof, @TempDir Path directory) throws IOException {
    try (Client client = new Client(port)) {
      assertThat(client.run(proof.command()).getLast()).contains(proof.sign());
    }
    ImapOptions less = options(Set.of(proof.capability()));
    try (TestServer other = new TestServer(directory, less, PlaintextLogin.LOOPBACK);
        Client client = new Client(other.listen(TlsMode.PLAIN, 0))) {
      assertThat(announced(client)).doesNotContain(proof.capability().wire());
      assertThat(client.run(proof.command()).getLast()).startsWith(proof.refusal());
    }
  }

  @Test
  void imapItselfCannotBeSwitchedOff() throws IOException {
    server.set(ann, "imap_profile", Profile.FULL.wire());
    server.set(ann, "imap_disabled_capabilities", "IMAP4rev1");
    try (Client client = new Client(port).login(ANN)) {
      assertThat(announced(client)).contains("IMAP4rev1");
    }
  }

  /// Nothing is announced whose base is missing.
  @Test
  void whatBuildsOnItGoesWithIt() throws IOException {
    server.set(ann, "imap_profile", Profile.FULL.wire());
    server.set(ann, "imap_disabled_capabilities", "CONDSTORE ESEARCH SPECIAL-USE");
    try (Client client = new Client(port).login(ANN)) {
      assertThat(announced(client))
          .contains("SORT", "LIST-EXTENDED")
          .doesNotContain("QRESYNC", "SEARCHRES", "ESORT", "CREATE-SPECIAL-USE", "IMAP4rev2");
      assertThat(client.run("ENABLE QRESYNC IMAP4rev2").getFirst()).isEqualTo("* ENABLED");
    }
  }

  private static void assertWorks(Client client, Proof proof) throws IOException {
    List<String> answer = run(client, proof);
    assertThat(String.join("\n", answer)).contains(proof.sign());
    assertThat(answer.getLast()).doesNotStartWith("BAD");
  }

  private static void assertIsUnknown(Client client, Proof proof) throws IOException {
    assertThat(announced(client))
        .noneMatch(word -> word.replaceFirst("=\\d+$", "").equals(proof.capability().wire()));
    List<String> answer = run(client, proof);
    assertThat(String.join("\n", answer)).doesNotContain(proof.sign());
    assertThat(answer.getLast()).startsWith(proof.refusal());
  }

  private static List<String> run(Client client, Proof proof) throws IOException {
    for (String before : proof.before()) {
      client.run(before);
    }
    return client.run(proof.command());
  }

  private static List<String> announced(Client client) throws IOException {
    return List.of(client.run("CAPABILITY").getFirst().split(" ", -1));
  }
}
