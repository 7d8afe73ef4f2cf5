package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.config.PlaintextLogin;
import dev.postern.mail.MessageReader;
import dev.postern.mail.Wire;
import dev.postern.net.TlsMode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a message is like, what IMAP says of it is the grammar of RFC 9051 section 9; the seed
/// is in the failure's text.
@Tag("Q-50")
class FetchGrammarTest {
  private static final int MUTATIONS = 6_000;
  private static final int OVER_THE_WIRE = 250;

  private static final String ITEMS =
      "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE BODY.PEEK[HEADER]"
          + " BODY.PEEK[TEXT] BODY.PEEK[1] BODY.PEEK[] BODY.PEEK[]<5.40>"
          + " BODY.PEEK[HEADER.FIELDS (\"SUBJECT\")])";

  @Test
  @Tag("C-67")
  @Tag("C-68")
  @Tag("C-71")
  void structuresOfMutatedMessagesAreTheGrammar() {
    for (int seed = 0; seed < MUTATIONS; seed++) {
      byte[] message = OddMessages.mutated(new Random(seed));
      try {
        Wire wire = MessageReader.read(MemorySegment.ofArray(message)).wire();
        assertGrammar(wire);
        assertThat(wire.size()).isEqualTo(message.length);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + " of " + text(message), e);
      }
    }
  }

  @Test
  void structuresOfOddMessagesAreTheGrammar() {
    for (String sample : OddMessages.SAMPLES) {
      byte[] message = OddMessages.octets(sample);
      assertGrammar(MessageReader.read(MemorySegment.ofArray(message)).wire());
    }
  }

  @Test
  void structuresOfTheCorpusAreTheGrammar() throws IOException {
    Path corpus =
        Path.of(System.getProperty("postern.root", ".."))
            .resolve("protocol-tests/src/test/resources/corpus");
    try (Stream<Path> files = Files.walk(corpus)) {
      List<Path> samples = files.filter(file -> file.toString().endsWith(".eml")).toList();
      assertThat(samples).hasSizeGreaterThan(300);
      for (Path sample : samples) {
        try {
          byte[] message = Files.readAllBytes(sample);
          assertGrammar(MessageReader.read(MemorySegment.ofArray(message)).wire());
        } catch (AssertionError e) {
          throw new AssertionError(sample.toString(), e);
        }
      }
    }
  }

  private static void assertGrammar(Wire wire) {
    FetchGrammar envelope = new FetchGrammar(text(wire.envelope()));
    envelope.envelope();
    envelope.end();
    FetchGrammar body = new FetchGrammar(text(wire.body()));
    body.body(false);
    body.end();
    FetchGrammar structure = new FetchGrammar(text(wire.bodyStructure()));
    structure.body(true);
    structure.end();
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  @Test
  @Tag("C-16")
  @Tag("C-51")
  @Tag("Q-3")
  void answersToFetchAreTheGrammarAndTheirLiteralsAsLongAsTheySay(@TempDir Path directory)
      throws IOException {
    try (TestServer server = server(directory);
        Client client = signedIn(server)) {
      List<byte[]> messages = new ArrayList<>();
      for (int seed = 0; seed < OVER_THE_WIRE; seed++) {
        byte[] message = OddMessages.mutated(new Random(seed));
        assertThat(client.append("INBOX", text(message))).startsWith("OK ");
        messages.add(message);
      }
      client.run("SELECT INBOX");
      List<String> lines = client.exact("FETCH 1:* " + ITEMS);
      assertThat(lines.removeLast()).matches("OK [^ ].*");
      assertThat(lines).hasSize(messages.size());
      for (int i = 0; i < lines.size(); i++) {
        try {
          answer(lines.get(i), i + 1, messages.get(i));
        } catch (AssertionError e) {
          throw new AssertionError("seed " + i + " of " + text(messages.get(i)), e);
        }
      }
    }
  }

  /// IMAP cannot say NUL outside a literal8: 0x80 stands in its place.
  private static void answer(String line, int number, byte[] message) {
    String shown = text(message).replace('\0', '\u0080');
    FetchGrammar in = new FetchGrammar(line);
    in.expect("* " + number + " FETCH (UID " + number + " FLAGS ");
    in.flags();
    in.expect(" INTERNALDATE ");
    assertThat(in.string())
        .matches("[ 123]\\d-[A-Z][a-z]{2}-\\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}");
    in.expect(" RFC822.SIZE ");
    assertThat(in.number()).isEqualTo(message.length);
    in.expect(" ENVELOPE ");
    in.envelope();
    in.expect(" BODY ");
    in.body(false);
    in.expect(" BODYSTRUCTURE ");
    in.body(true);
    in.expect(" BODY[HEADER] ");
    String header = in.string();
    in.expect(" BODY[TEXT] ");
    assertThat(header + in.string()).isEqualTo(shown);
    in.expect(" BODY[1] ");
    in.nstring();
    in.expect(" BODY[] ");
    assertThat(in.string()).isEqualTo(shown);
    in.expect(" BODY[]<5> ");
    int from = Math.min(5, shown.length());
    assertThat(in.string()).isEqualTo(shown.substring(from, Math.min(45, shown.length())));
    in.expect(" BODY[HEADER.FIELDS (");
    in.check(in.accept("SUBJECT") || in.accept("\"SUBJECT\""), "the field's name");
    in.expect(")] ");
    assertThat(in.string()).endsWith("\r\n");
    in.expect(")");
    in.end();
  }

  @Test
  void noAnswerHasABlankText(@TempDir Path directory) throws IOException {
    try (TestServer server = server(directory);
        Client client = signedIn(server)) {
      client.append("INBOX", "Subject: x\r\n\r\nx\r\n");
      for (String command : commands()) {
        for (String line : client.run(command)) {
          assertThat(line)
              .as(command)
              .doesNotMatch("(?s)(\\* )?(OK|NO|BAD|BYE)( *|( \\[[^]]*])? *)");
          assertThat(line).as(command).doesNotEndWith(" ").doesNotContain("  ");
        }
      }
    }
  }

  private static List<String> commands() {
    String all =
        """
        NOOP|CAPABILITY|ID NIL|NAMESPACE|LIST "" *|LSUB "" *|SELECT nowhere|SELECT INBOX|CHECK
        FETCH 1 FLAGS|FETCH 9 FLAGS|FETCH 1 NONSENSE|STORE 1 FLAGS (\\Seen)|STORE 1 +FLAGS (a b)
        SEARCH ALL|SEARCH NONSENSE|UID SEARCH RETURN (ALL) 1|UID SEARCH RETURN (MIN) 9|COPY 1 Archive
        COPY 1 nowhere|MOVE 1 nowhere|UID MOVE 9 Archive|UID EXPUNGE 1|EXPUNGE|CREATE a|CREATE a
        DELETE a|DELETE a|RENAME b c|SUBSCRIBE d|UNSUBSCRIBE d|STATUS INBOX (MESSAGES)
        STATUS nowhere (MESSAGES)|GETQUOTAROOT INBOX|GETQUOTA ""|ENABLE CONDSTORE|ENABLE NONSENSE
        UNSELECT|FETCH 1 FLAGS|EXAMINE INBOX|STORE 1 FLAGS ()|CLOSE|NONSENSE|SELECT|IDLE now
        """;
    return List.of(all.strip().split("[|\n]"));
  }

  /// The checker would be worth nothing if it took anything.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(NIL NIL () NIL NIL NIL NIL NIL NIL NIL)",
        "(NIL \"a\"b\" NIL NIL NIL NIL NIL NIL NIL NIL)",
        "(NIL \"\u00e9\" NIL NIL NIL NIL NIL NIL NIL NIL)",
        "(NIL {2}\r\nabc NIL NIL NIL NIL NIL NIL NIL NIL)",
        "(NIL  NIL NIL NIL NIL NIL NIL NIL NIL NIL)",
        "(NIL NIL NIL NIL NIL NIL NIL NIL NIL)",
        "(NIL NIL ((NIL NIL \"a\")) NIL NIL NIL NIL NIL NIL NIL)"
      })
  void whatIsNotTheGrammarIsNoEnvelope(String text) {
    assertThatThrownBy(() -> new FetchGrammar(text).envelope()).isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(\"text\" NIL NIL NIL NIL \"7bit\" 1 1)",
        "(\"text\" \"plain\" () NIL NIL \"7bit\" 1 1)",
        "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 -1)",
        "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 1)",
        "(\"mixed\")",
        "(\"image\" \"png\" NIL NIL NIL \"7bit\" 1 1)"
      })
  void whatIsNotTheGrammarIsNoBody(String text) {
    assertThatThrownBy(() -> new FetchGrammar(text).body(false)).isInstanceOf(AssertionError.class);
  }

  private static TestServer server(Path directory) throws IOException {
    return new TestServer(directory, ImapOptions.defaults(), PlaintextLogin.LOOPBACK);
  }

  private static Client signedIn(TestServer server) throws IOException {
    server.agent("ann@agents.test");
    return new Client(server.listen(TlsMode.PLAIN, 0)).login("ann@agents.test");
  }
}
