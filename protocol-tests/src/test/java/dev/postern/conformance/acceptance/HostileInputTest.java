package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.conformance.client.Imap;
import dev.postern.conformance.peer.Postern;
import dev.postern.conformance.transcript.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Input that brought other servers down is refused, and the next client is served.
class HostileInputTest {
  private static final Duration BOUND = Duration.ofSeconds(5);

  @AutoClose private Postern server;
  private String ann;

  @BeforeEach
  void start() throws IOException {
    server = Postern.start();
    ann = server.agent("ann");
  }

  @AfterEach
  void theNextClientIsServed() throws IOException {
    if (server != null) {
      Imap.login(server, ann).close();
    }
  }

  @Test
  @Tag("I-20")
  void noLiteralIsAwaitedBeforeLoginThatCouldNotBeTaken() throws IOException {
    for (String count :
        List.of("2147483647", "4294967296", "18446744073709551616", "-1", "5 ", "5+", "0x5", "")) {
      try (Wire wire = Wire.to(server.port("imap"))) {
        wire.line();
        wire.write("a LOGIN {" + count + (count.equals("5+") ? "\r\n" : "}\r\n"));
        assertThat(wire.line()).as(count).matches("(a (BAD|NO)|\\* BYE) .*");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"imap", "submission", "mx"})
  @Tag("I-19")
  void aLineOf64MegabytesIsRefusedOrCutOff(String listener) throws IOException {
    try (Wire wire = Wire.to(server.port(listener))) {
      wire.line();
      try {
        for (int i = 0; i < 1_000; i++) {
          wire.write("a".repeat(65_536));
        }
        wire.write("\r\n");
        assertThat(wire.line()).matches("(500|421|\\* BYE|\\* BAD|a+ BAD) .*");
      } catch (EOFException | SocketException closed) {
        assertThat(closed).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"submission", "mx"})
  @Tag("I-8")
  void aBrowserIsSentAway(String listener) throws IOException {
    try (Wire wire = Wire.to(server.port(listener))) {
      wire.line();
      wire.write("POST / HTTP/1.1\r\nHost: x\r\n\r\nEHLO x\r\nMAIL FROM:<a@b.example>\r\n");
      assertThatThrownBy(() -> readToEnd(wire))
          .isInstanceOfAny(EOFException.class, SocketException.class);
    }
  }

  private static void readToEnd(Wire wire) throws IOException {
    while (true) {
      String line = wire.line();
      assertThat(line).doesNotStartWith("250 2.1.0");
    }
  }

  @Test
  @Tag("I-29")
  void nestingIsRefusedWithoutHarm() throws IOException {
    try (Imap imap = Imap.login(server, ann)) {
      imap.command("SELECT INBOX");
      for (String search :
          List.of(
              "NOT ".repeat(10_000) + "ALL", "OR ALL ".repeat(8_000) + "ALL", "(".repeat(9_000))) {
        assertThatThrownBy(() -> imap.command("SEARCH " + search))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(" BAD ");
      }
      imap.command("NOOP");
    }
  }

  @Test
  @Tag("I-27")
  void starsInAPatternTakeNoTime() throws IOException {
    try (Imap imap = Imap.login(server, ann)) {
      for (int i = 0; i < 50; i++) {
        imap.command("CREATE " + "a".repeat(100) + i);
      }
      long start = System.nanoTime();
      var lines = imap.command("LIST \"\" \"" + "a*".repeat(90) + "b\"").lines();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
      assertThat(lines).isEmpty();
    }
  }

  @Test
  @Tag("I-32")
  void hugeSetsAreNotUnfolded() throws IOException {
    try (Imap imap = Imap.login(server, ann)) {
      imap.command("SELECT INBOX");
      imap.append(
          "INBOX", "Subject: x\r\n\r\nx\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      long start = System.nanoTime();
      assertThat(imap.command("UID FETCH 1:4294967295 (UID)").lines()).hasSize(1);
      String set = "1:*,".repeat(10_000) + "1";
      assertThat(imap.command("UID FETCH " + set + " (UID)").lines()).hasSize(1);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    }
  }
}
