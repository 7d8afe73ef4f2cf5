package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.PlaintextLogin;
import dev.postern.imap.wire.ImapParser;
import dev.postern.imap.wire.WireLimits;
import dev.postern.net.TlsMode;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Everything that a client can make long has a limit: at it the command works or is refused for
/// what it means, above it the command is refused at once, and the server goes on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTest {
  private static final String ANN = "ann@agents.test";
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private TestServer server;
  private int port;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    ImapOptions options = ImapOptions.defaults().profile(Profile.FULL);
    server = new TestServer(directory, options, PlaintextLogin.LOOPBACK);
    port = server.listen(TlsMode.PLAIN, 0);
    server.agent(ANN);
    try (Client client = new Client(port).login(ANN)) {
      client.append("INBOX", "Subject: x\r\n\r\ntext\r\n");
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Client client(Production.State state) throws IOException {
    Client client = new Client(port);
    if (state != Production.State.NEW) {
      client.login(ANN).run("ENABLE QRESYNC");
    }
    if (state == Production.State.SELECTED) {
      client.run("SELECT INBOX");
    }
    return client;
  }

  /// Sends a command and returns its last answer without its tag.
  private static String answer(Client client, String text) throws IOException {
    client.write(text);
    String line = client.line();
    while (line.startsWith("* ") && !line.startsWith("* BAD")) {
      line = client.line();
    }
    return line.replaceFirst("^[t*]+ ", "");
  }

  @ParameterizedTest
  @EnumSource(Production.class)
  void atTheLimitItIsRead(Production production) throws IOException {
    try (Client client = client(production.state())) {
      String answer = answer(client, production.text(production.limit()));
      assertThat(answer).doesNotContain("TOOBIG").doesNotContain("too ");
      assertThat(answer).matches("OK .*|NO .*|\\+ OK|BAD .*not base64");
    }
  }

  @ParameterizedTest
  @EnumSource(Production.class)
  @Tag("I-21")
  void oneAboveIsRefusedAtOnceAndTheServerGoesOn(Production production) throws IOException {
    try (Client client = client(production.state())) {
      Instant begun = Instant.now();
      String answer = answer(client, production.text(production.limit() + 1));
      assertThat(answer).startsWith(production == Production.APPEND_MESSAGES ? "NO " : "BAD ");
      assertThat(Duration.between(begun, Instant.now())).isLessThan(AT_ONCE);
      if (production.state() != Production.State.NEW) {
        assertThat(answer(client, "t NOOP\r\n")).startsWith("OK");
      }
    }
    try (Client other = client(Production.State.SIGNED_IN)) {
      assertThat(other.run("NOOP").getLast()).startsWith("OK");
    }
  }

  @Test
  @Tag("I-32")
  void aSetTwiceAsLongTakesAboutTwiceAsLong() {
    assertLinear(16_000, n -> parse("t UID FETCH 1" + ",4294967295:1".repeat(n / 4) + " FLAGS"));
  }

  @Test
  @Tag("I-29")
  void programsNestedTwiceAsDeepTakeAboutTwiceAsLong() {
    assertLinear(49, n -> parse("t SEARCH " + "NOT ".repeat(n) + "ALL"));
    assertLinear(49, n -> parse("t SEARCH " + "OR ALL ".repeat(n) + "ALL"));
    assertLinear(49, n -> parse("t SEARCH " + "(".repeat(n) + "ALL" + ")".repeat(n)));
  }

  @Test
  @Tag("I-27")
  void aPatternWithTwiceAsManyWildcardsTakesAboutTwiceAsLong() {
    String name = "a".repeat(400) + "b";
    assertLinear(
        2000,
        n -> assertThat(new ListPattern("", "*a%".repeat(n / 10) + "c").matches(name)).isFalse());
  }

  private static void parse(String line) {
    ImapParser parser =
        new ImapParser(
            Unpooled.wrappedBuffer(line.getBytes(StandardCharsets.US_ASCII)),
            WireLimits.AFTER_LOGIN);
    assertThat(parser.command(parser.tag())).isNotNull();
  }

  /// The fastest of many runs counts; a machine that is busy makes the others slower.
  private static void assertLinear(int size, IntConsumer work) {
    long one = Long.MAX_VALUE;
    long two = Long.MAX_VALUE;
    for (int i = 0; i < 300; i++) {
      one = Math.min(one, nanos(size, work));
      two = Math.min(two, nanos(2 * size, work));
    }
    // Not to be confused by what takes next to no time at all.
    long floor = Duration.ofNanos(20_000).toNanos();
    assertThat(two).as("%d ns for one", one).isLessThan(4 * one + floor);
  }

  private static long nanos(int size, IntConsumer work) {
    long begun = System.nanoTime();
    work.accept(size);
    return System.nanoTime() - begun;
  }
}
