package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.Imap;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import dev.postern.conformance.peer.SmallDisk;
import dev.postern.conformance.peer.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// A disk without room: each door says so in its own way, nothing is half written, reading goes on,
/// and service resumes when space returns.
///
/// Needs the right to mount a file system in memory; skips itself without.
class FullDiskTest {
  private static final int DISK_MEGABYTES = 48;
  private static final String SMALL = "Subject: small\r\n\r\nhello\r\n";
  private static final String LARGE = "Subject: large\r\n\r\n" + "a line\r\n".repeat(100_000);

  /// What one agent does to a server whose disk is full.
  private record Agent(Postern server, String address) {
    void append(String message) throws IOException {
      try (Imap imap = Imap.login(server, address)) {
        imap.append("INBOX", message.getBytes(StandardCharsets.US_ASCII));
      }
    }

    List<String> imap(String command) throws IOException {
      try (Imap imap = Imap.login(server, address)) {
        imap.command("SELECT INBOX");
        return imap.command(command).lines();
      }
    }

    void deliver(String message) throws IOException {
      try (Smtp smtp = Smtp.mx(server)) {
        smtp.send("peer@example.net", address, message);
      }
    }

    void submit(String message) throws IOException {
      try (Smtp smtp = Smtp.submission(server, address)) {
        smtp.send(address, address, message);
      }
    }

    Api.Answer send() throws IOException {
      String path = "/v3/grants/" + server.grant(address) + "/messages/send";
      var to = List.of(Map.of("email", address));
      return server.api().post(path, Map.of("to", to, "subject", "sent", "body", "text"));
    }

    Api.Answer list() throws IOException {
      return server.api().get("/v3/grants/" + server.grant(address) + "/messages");
    }

    int exists() throws IOException {
      return imap("UID SEARCH ALL").getFirst().split(" ").length - 2;
    }
  }

  @Test
  void whatOthersHaveFilledRefusesMailUntilSpaceReturns() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(DISK_MEGABYTES);
        Postern server = Postern.on(disk.path().resolve("data"))) {
      var agent = new Agent(server, server.agent("ann"));
      agent.append(SMALL);
      int before = agent.exists();
      disk.fill();
      everythingIsRefused(agent);
      everythingIsReadable(agent);
      assertThat(agent.exists()).isEqualTo(before);
      disk.clear();
      everythingIsTaken(agent);
      assertThat(server.stop()).isZero();
      assertThat(Stored.verify(server.data()).problems()).isEmpty();
    }
  }

  @Test
  void aDiskFullOfMailIsMadeFreeByExpunging() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(DISK_MEGABYTES);
        Postern server =
            Postern.on(
                disk.path().resolve("data"),
                "store.upkeep-interval=100ms",
                "store.segment-size=1MiB")) {
      var agent = new Agent(server, server.agent("ann"));
      assertThatThrownBy(
              () -> {
                while (true) {
                  agent.append(LARGE);
                }
              })
          .hasMessageContaining(" NO [UNAVAILABLE]");
      agent.imap("UID STORE 1:* +FLAGS.SILENT (\\Deleted)");
      agent.imap("EXPUNGE");
      awaitSpace(agent);
      assertThat(server.stop()).isZero();
      assertThat(Stored.verify(server.data()).problems()).isEmpty();
    }
  }

  @Test
  void aServerThatDiedOnAFullDiskStartsWhenSpaceReturns() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(DISK_MEGABYTES);
        Postern server = Postern.on(disk.path().resolve("data"))) {
      var agent = new Agent(server, server.agent("ann"));
      agent.append(SMALL);
      disk.fill();
      everythingIsRefused(agent);
      server.kill();
      disk.clear();
      server.restart();
      assertThat(agent.exists()).isEqualTo(1);
      everythingIsTaken(agent);
    }
  }

  private static void everythingIsRefused(Agent agent) throws IOException {
    refused(() -> agent.append(SMALL), " NO [UNAVAILABLE] no space");
    refused(() -> agent.append(LARGE), " NO [UNAVAILABLE] no space");
    refused(() -> agent.imap("STORE 1 +FLAGS (new)"), " NO [UNAVAILABLE] no space");
    refused(() -> agent.imap("COPY 1 Archive"), " NO [UNAVAILABLE] no space");
    refused(() -> agent.imap("CREATE another"), " NO [UNAVAILABLE] no space");
    refused(() -> agent.deliver(SMALL), "452 4.3.1");
    refused(() -> agent.deliver(LARGE), "452 4.3.1");
    refused(() -> agent.submit(SMALL), "452 4.3.1");
    Api.Answer answer = agent.send();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json().path("error").path("type").asString())
        .isEqualTo("service_unavailable");
  }

  private static void refused(ThrowingCallable attempt, String answer) {
    assertThatThrownBy(attempt).isInstanceOf(IOException.class).hasMessageContaining(answer);
  }

  private static void everythingIsReadable(Agent agent) throws IOException {
    assertThat(agent.imap("FETCH 1 (FLAGS BODY[])").toString()).contains("hello");
    assertThat(agent.list().status()).isEqualTo(200);
  }

  private static void everythingIsTaken(Agent agent) throws IOException {
    agent.append(SMALL);
    agent.append(LARGE);
    agent.imap("STORE 1 +FLAGS (new)");
    assertThat(agent.imap("FETCH 1 (FLAGS BODY[])").toString()).contains("hello", "\\Seen", "new");
    agent.imap("COPY 1 Archive");
    agent.imap("CREATE another");
    agent.deliver(SMALL);
    agent.deliver(LARGE);
    agent.submit(SMALL);
    assertThat(agent.send().status()).isEqualTo(200);
  }

  private static void awaitSpace(Agent agent) {
    Awaitility.await("space returns")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> everythingIsTakenAnew(agent));
  }

  private static void everythingIsTakenAnew(Agent agent) throws IOException {
    agent.append(LARGE);
    agent.deliver(LARGE);
    assertThat(agent.send().status()).isEqualTo(200);
  }
}
