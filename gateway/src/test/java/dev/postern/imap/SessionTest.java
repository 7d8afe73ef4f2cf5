package dev.postern.imap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.PlaintextLogin;
import dev.postern.net.TlsMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What a transcript cannot say: sizes, counts, and many connections at once.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionTest {
  private TestServer server;
  private int port;
  private int agents;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    ImapOptions options =
        ImapOptions.defaults().maxMessage(20 << 20).heartbeat(Duration.ofMillis(200));
    server = new TestServer(directory, options, PlaintextLogin.LOOPBACK);
    port = server.listen(TlsMode.PLAIN, 0);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String agent() {
    String email = "agent" + ++agents + "@agents.test";
    server.agent(email);
    return email;
  }

  private static String message(int number) {
    return "Subject: message " + number + "\r\n\r\ntext " + number + "\r\n";
  }

  @Test
  void aLargeMessageComesBackByteForByteInSlicesToo() throws IOException {
    String body = "Subject: large\r\n\r\n" + "0123456789abcde\n".repeat(400_000);
    try (Client client = new Client(port).login(agent())) {
      assertThat(client.append("INBOX", body)).startsWith("OK [APPENDUID ");
      client.run("SELECT INBOX");
      assertThat(client.run("FETCH 1 BODY.PEEK[]").getFirst())
          .isEqualTo("* 1 FETCH (BODY[] {" + body.length() + "}" + body + ")");
      assertThat(client.run("FETCH 1 BODY.PEEK[]<3000000.100000>").getFirst())
          .isEqualTo(
              "* 1 FETCH (BODY[]<3000000> {100000}" + body.substring(3_000_000, 3_100_000) + ")");
    }
  }

  @Test
  @Tag("I-31")
  @Tag("C-85")
  void whatIsTooLargeIsRefusedAndTheStreamStaysInStep() throws IOException {
    try (Client client = new Client(port).login(agent())) {
      client.write(
          "a APPEND INBOX {30000000+}\r\n" + "\r\nx LOGOUT\r\n".repeat(2_500_000) + "\r\n");
      assertThat(client.until("a")).singleElement().asString().startsWith("NO [TOOBIG]");
      assertThat(client.run("STATUS INBOX (MESSAGES)"))
          .first()
          .isEqualTo("* STATUS INBOX (MESSAGES 0)");
    }
  }

  @Test
  void anAppendThatBreaksOffLeavesNothing() throws IOException {
    String email = agent();
    try (Client client = new Client(port).login(email)) {
      client.write("a APPEND INBOX {1000+}\r\nSubject: half");
    }
    try (Client client = new Client(port).login(email)) {
      assertThat(client.run("STATUS INBOX (MESSAGES UIDNEXT)"))
          .first()
          .isEqualTo("* STATUS INBOX (MESSAGES 0 UIDNEXT 1)");
    }
  }

  @Test
  @Tag("I-35")
  @Tag("C-59")
  void pipelinedCommandsRunInOrder() throws IOException {
    try (Client client = new Client(port).login(agent())) {
      client.append("INBOX", message(1));
      client.run("SELECT INBOX");
      StringBuilder burst = new StringBuilder();
      for (int i = 0; i < 300; i++) {
        burst.append("s STORE 1 FLAGS (k").append(i % 7).append(")\r\n");
        burst.append("f FETCH 1 FLAGS\r\n");
      }
      client.write(burst + "z NOOP\r\n");
      List<String> fetched = new ArrayList<>();
      for (String line : client.until("z")) {
        if (line.startsWith("* 1 FETCH")) {
          fetched.add(line);
        }
      }
      assertThat(fetched).hasSize(600);
      for (int i = 0; i < 300; i++) {
        assertThat(fetched.get(2 * i)).contains("k" + i % 7 + ")");
        assertThat(fetched.get(2 * i + 1)).isEqualTo(fetched.get(2 * i));
      }
    }
  }

  @Test
  @Tag("C-107")
  @Tag("Q-52")
  void anIdlingClientHearsTheFirstChangeAtOnceAndAHeartbeat() throws IOException {
    String email = agent();
    try (Client idle = new Client(port).login(email);
        Client other = new Client(port).login(email)) {
      idle.run("SELECT INBOX");
      idle.write("i IDLE\r\n");
      assertThat(idle.line()).startsWith("+ ");
      long start = System.nanoTime();
      other.append("INBOX", message(1));
      assertThat(idle.line()).isEqualTo("* 1 EXISTS");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      assertThat(idle.line()).isEqualTo("* 1 RECENT");
      assertThat(idle.line()).isEqualTo("* OK Still here");
      idle.write("done\r\n");
      assertThat(idle.until("i").getLast()).startsWith("OK");
    }
  }

  @Test
  @Tag("I-62")
  void aSlowReaderHoldsNobodyElseUp() throws IOException {
    String email = agent();
    try (Client slow = new Client(port).login(email);
        Client other = new Client(port).login(email)) {
      String body = "Subject: x\r\n\r\n" + "x".repeat(1_000_000);
      for (int i = 0; i < 12; i++) {
        slow.append("INBOX", body);
      }
      slow.run("SELECT INBOX");
      slow.write("f FETCH 1:* BODY.PEEK[]\r\n");
      other.run("SELECT INBOX");
      assertThat(other.run("STORE 1 +FLAGS (\\Flagged)").getLast()).startsWith("OK");
      assertThat(slow.until("f")).hasSizeGreaterThanOrEqualTo(13);
    }
  }

  @Test
  void theFlagsThatAreFetchedAreNewEvenWhileAnExpungeWaits() throws IOException {
    String email = agent();
    try (Client one = new Client(port).login(email);
        Client two = new Client(port).login(email)) {
      for (int i = 1; i <= 3; i++) {
        one.append("INBOX", message(i));
      }
      one.run("SELECT INBOX");
      two.run("SELECT INBOX");
      two.run("STORE 1 +FLAGS.SILENT (\\Deleted)");
      two.run("EXPUNGE");
      one.run("STORE 3 +FLAGS.SILENT (\\Answered)");
      assertThat(one.run("FETCH 3 FLAGS").getFirst())
          .isEqualTo("* 3 FETCH (FLAGS (\\Recent \\Answered))");
      assertThat(one.run("SEARCH ANSWERED").getFirst()).isEqualTo("* SEARCH 3");
      assertThat(one.run("FETCH 1 BODY.PEEK[]").getLast()).startsWith("NO [EXPUNGEISSUED]");
      assertThat(one.run("NOOP")).containsExactly("* 1 EXPUNGE", "OK NOOP completed");
    }
  }

  @Test
  @Tag("C-60")
  @Tag("Q-51")
  void onlyTheFirstSessionSeesAMessageAsRecent() throws IOException {
    String email = agent();
    try (Client one = new Client(port).login(email);
        Client two = new Client(port).login(email)) {
      one.append("INBOX", message(1));
      assertThat(one.run("EXAMINE INBOX")).contains("* 1 RECENT");
      assertThat(one.run("SELECT INBOX")).contains("* 1 RECENT");
      assertThat(two.run("SELECT INBOX")).contains("* 0 RECENT");
      assertThat(two.run("STATUS INBOX (RECENT)").getFirst())
          .isEqualTo("* STATUS INBOX (RECENT 0)");
      assertThat(one.run("SEARCH NEW").getFirst()).isEqualTo("* SEARCH 1");
      assertThat(two.run("SEARCH OLD").getFirst()).isEqualTo("* SEARCH 1");
    }
  }

  @Test
  void aClientThatOnlyMakesMistakesBeforeLoginIsSentAway() throws IOException {
    try (Client client = new Client(port)) {
      client.write("x FOO\r\n".repeat(10));
      for (int i = 0; i < 10; i++) {
        assertThat(client.line()).startsWith("x BAD");
      }
      assertThat(client.line()).startsWith("* BYE");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  @Tag("I-8")
  void aBrowserIsCutOffAtOnce() throws IOException {
    try (Client client = new Client(port)) {
      client.write("POST / HTTP/1.1\r\nHost: x\r\n\r\na LOGIN b c\r\n");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  @Tag("I-32")
  void hugeSetsCostNothing() throws IOException {
    try (Client client = new Client(port).login(agent())) {
      client.append("INBOX", message(1));
      client.run("SELECT INBOX");
      StringBuilder set = new StringBuilder("1");
      for (int i = 3; set.length() < 60_000; i += 2) {
        set.append(',').append(i);
      }
      assertThat(client.run("UID SEARCH UID " + set).getFirst()).isEqualTo("* SEARCH 1");
      assertThat(client.run("UID FETCH 1:4294967295 UID")).hasSize(2);
      String stars = "1:*" + ",1:*".repeat(10_000);
      assertThat(client.run("UID COPY " + stars + " Trash").getLast()).contains(" 1 1] ");
    }
  }

  @Test
  @Tag("C-43")
  void parallelAppendsAreSeenInOrder() throws IOException, InterruptedException {
    String email = agent();
    try (Client reader = new Client(port).login(email)) {
      reader.run("SELECT INBOX");
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        writers.add(Thread.startVirtualThread(() -> deliver(email, 40)));
      }
      String before = "* SEARCH";
      while (!before.matches("(\\* SEARCH)( \\d+){320}")) {
        String now =
            reader.run("UID SEARCH ALL").stream()
                .filter(l -> l.startsWith("* SEARCH"))
                .findFirst()
                .orElseThrow();
        assertThat(now).startsWith(before);
        before = now;
        reader.run("NOOP");
      }
      for (Thread writer : writers) {
        writer.join();
      }
    }
  }

  private void deliver(String email, int count) {
    try (Client client = new Client(port).login(email)) {
      for (int i = 0; i < count; i++) {
        client.append("INBOX", message(i));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Tag("Q-39")
  @Test
  void theLastLineEndsBeforeTheConnectionDoes() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("a1 NOOP\r\na2 LOGOUT\r\n".getBytes(US_ASCII));
      String all = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(all).endsWith("\r\na2 OK LOGOUT completed\r\n").contains("\r\n* BYE ");
    }
  }

  @Tag("Q-31")
  @Test
  void aBurstOfIdleTogglesCostsLittleAndLosesNothing() throws IOException {
    String email = agent();
    int toggles = 500;
    try (Client idler = new Client(port).login(email);
        Client editor = new Client(port).login(email)) {
      idler.run("SELECT INBOX");
      long began = System.nanoTime();
      idler.write("x IDLE\r\nDONE\r\n".repeat(toggles));
      for (int i = 1; i <= 20; i++) {
        editor.append("INBOX", message(i));
      }
      List<String> heard = new ArrayList<>();
      for (int i = 0; i < toggles; i++) {
        heard.addAll(idler.until("x"));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      heard.addAll(idler.run("NOOP"));
      assertThat(heard.stream().filter(line -> line.endsWith(" EXISTS")).toList().getLast())
          .isEqualTo("* 20 EXISTS");
    }
  }
}
