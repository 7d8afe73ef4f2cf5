package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.api.StreamClient.Event;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailTx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Events over sockets, from a real engine.
class EventsRoutesTest {
  private static final int LOG_ROWS = 200;
  private static final int ROUNDS = 60;
  private static final int BEATS = 20;

  @TempDir private Path directory;
  private ApiStage stage;
  private String grant;
  private String path;
  private Agent ann;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory, LOG_ROWS);
    grant = stage.agent("ann");
    path = "/v3/grants/" + grant + "/events/stream";
    ann = Agent.of(stage.mail(), stage.account(grant));
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private StreamClient open(String more, String id) throws IOException {
    return StreamClient.open(stage.port(), path + more, id);
  }

  private static Event next(StreamClient client) throws IOException {
    return client.next().orElseThrow(() -> new AssertionError("the stream ended"));
  }

  private static String subject(Event event) {
    return event.object().text("subject").orElse("");
  }

  @Test
  void anEventIsToldAsItHappens() throws IOException {
    try (StreamClient client = open("", "").opened()) {
      assertThat(client.head())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .containsIgnoringCase("\r\ncontent-type: text/event-stream\r\n")
          .containsIgnoringCase("\r\ncache-control: no-cache, no-store\r\n")
          .doesNotContainIgnoringCase("content-encoding")
          .doesNotContainIgnoringCase("content-length");
      ann.add(FolderId.INBOX, "größe 1");
      Event event = next(client);
      assertThat(event.name()).isEqualTo("message.created");
      assertThat(event.data()).contains("\"specversion\":\"1.0\"", "\"application_id\"");
      assertThat(subject(event)).isEqualTo("größe 1");
      assertThat(event.object().text("grant_id")).contains(grant);
    }
  }

  @Test
  void aClientThatComesAgainMissesNothingOfATornTransaction() throws IOException {
    String before;
    try (StreamClient client = open("", "").opened()) {
      before = client.id();
    }
    ann.add(FolderId.INBOX, "one");
    try (Blob blob = ann.blob(bytes())) {
      ann.commit(tx -> {
        for (int i = 0; i < 3; i++) {
          tx.add(Agent.message(blob, bytes(), Agent.NOON, Flags.NONE, inbox()));
        }
        return true;
      });
    }
    Set<String> ids = new TreeSet<>();
    String id = before;
    for (int i = 0; i < 4; i++) {
      try (StreamClient client = open("", id)) {
        Event event = next(client);
        ids.add(event.object().text("id").orElseThrow());
        id = event.id();
      }
    }
    assertThat(ids).hasSize(4);
    try (StreamClient client = open("?last_event_id=" + id, "")) {
      ann.add(FolderId.INBOX, "five");
      assertThat(subject(next(client))).isEqualTo("five");
    }
  }

  private static byte[] bytes() {
    return Agent.mail("many").getBytes(StandardCharsets.UTF_8);
  }

  private static List<FolderId> inbox() {
    return List.of(FolderId.INBOX);
  }

  @Test
  void onlyWhatIsAskedForIsTold() throws IOException {
    try (StreamClient some = open("?trigger_types=folder.created,message.deleted", "").opened();
        StreamClient cleaned = open("?trigger_types=message.created.cleaned", "").opened();
        StreamClient all = open("", "").opened()) {
      MailTx.Added added = ann.add(FolderId.INBOX, "x");
      ann.create("Work");
      ann.commit(tx -> {
        tx.delete(added.message());
        return true;
      });
      assertThat(next(some).name()).isEqualTo("folder.created");
      assertThat(next(some).name()).isEqualTo("message.deleted");
      assertThat(next(cleaned).name()).isEqualTo("message.created.cleaned");
      // It may be gone by the time it is told.
      List<String> names = new ArrayList<>();
      while (!names.contains("message.deleted")) {
        names.add(next(all).name());
      }
      assertThat(names).endsWith("folder.created", "message.deleted");
    }
  }

  @Test
  void draftsAreQuiet() throws IOException {
    try (StreamClient client = open("", "").opened()) {
      ann.add(FolderId.DRAFTS, "draft");
      ann.add(FolderId.INBOX, "mail");
      assertThat(subject(next(client))).isEqualTo("mail");
    }
  }

  @Test
  void aPositionThatTheLogDoesNotReachIsReset() throws IOException {
    String old;
    try (StreamClient client = open("", "").opened()) {
      old = client.id();
    }
    for (int i = 0; i < LOG_ROWS + 5; i++) {
      ann.add(FolderId.INBOX, "m" + i);
    }
    stage.compact();
    long seq = ann.read(MailRead::seq);
    for (String id : List.of(old, "999999", "999999.4")) {
      try (StreamClient client = open("", id)) {
        Event reset = next(client);
        assertThat(reset.name()).isEqualTo("reset");
        assertThat(reset.id()).isEqualTo(Long.toString(ann.read(MailRead::seq)));
        ann.add(FolderId.INBOX, "after");
        assertThat(subject(next(client))).isEqualTo("after");
      }
    }
    try (StreamClient client = open("", Long.toString(seq - LOG_ROWS / 2))) {
      assertThat(next(client).name()).isEqualTo("message.created");
    }
  }

  @Test
  void everyEventComesOnceHoweverOftenTheConnectionIsCut() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String id;
    try (StreamClient client = open("", "").opened()) {
      id = client.id();
    }
    List<String> written = new ArrayList<>();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; i < ROUNDS; i++) {
            String subject = "s" + i + "x".repeat(random.nextInt(2000));
            written.add(subject.strip());
            ann.add(FolderId.INBOX, subject);
          }
        });
    Random cuts = new Random(seed);
    List<String> read = new ArrayList<>();
    while (read.size() < ROUNDS) {
      try (StreamClient client = open("", id)) {
        client.cutAfter(cuts.nextInt(20_000));
        boolean cut = false;
        while (!cut && read.size() < ROUNDS) {
          Optional<Event> event = client.next();
          event.ifPresent(whole -> read.add(subject(whole)));
          cut = event.isEmpty();
        }
        id = client.id();
      }
    }
    writer.join();
    assertThat(read).as("seed %d", seed).isEqualTo(written);
    await().until(() -> stage.events().seats() == 0);
  }

  @Test
  void aSlowReaderGetsEverythingInTheEnd() throws IOException {
    int count = 100;
    String large = "y".repeat(100_000);
    try (StreamClient slow = open("", "").opened();
        StreamClient fast = open("", "").opened()) {
      for (int i = 0; i < count; i++) {
        ann.add(Agent.mail("m" + i) + large + "\r\n", Agent.NOON, Flags.NONE, FolderId.INBOX);
        assertThat(subject(next(fast))).isEqualTo("m" + i);
      }
      for (int i = 0; i < count; i++) {
        assertThat(subject(next(slow))).isEqualTo("m" + i);
      }
    }
  }

  @Test
  void aStreamEndsWithItsGrant() throws IOException {
    try (StreamClient client = open("", "").opened()) {
      stage.call("DELETE", "/v3/grants/" + grant, "");
      while (client.next().isPresent()) {
        // What was told before.
      }
    }
    assertThat(stage.get(path).status()).isEqualTo(404);
    await().until(() -> stage.events().seats() == 0);
  }

  @Test
  void aStreamIsKeptAliveAndEndsWithItsToken() throws IOException {
    String tokens = "/v3/grants/" + grant + "/tokens";
    ApiStage.Answer made = stage.call("POST", tokens, "{}");
    String token =
        made.data().text("access_token").orElseThrow(() -> new AssertionError(made.text()));
    String request =
        "GET /v3/grants/me/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(token);
    try (StreamClient client = StreamClient.raw(stage.port(), request, "").opened()) {
      ann.add(FolderId.DRAFTS, "quiet, but the position moves");
      String now = Long.toString(ann.read(MailRead::seq));
      beat();
      assertThat(client.opened().id()).isEqualTo(now);
      beat();
      assertThat(client.opened().id()).isEqualTo(now);
      stage.call("DELETE", tokens, "");
      beat();
      assertThat(client.next()).isEmpty();
    }
  }

  private void beat() {
    for (int i = 0; i < BEATS; i++) {
      stage.events().beat();
    }
  }

  @Test
  void aStreamEndsWhenTheServerEnds() throws IOException {
    try (StreamClient client = open("", "").opened()) {
      CompletableFuture<Void> end = CompletableFuture.runAsync(() -> stage.net().close());
      assertThat(client.next()).isEmpty();
      end.join();
    }
  }

  @Test
  void anOldClientGetsTheTextWithoutChunks() throws IOException {
    String request =
        "GET %s HTTP/1.0\r\nAuthorization: Bearer %s\r\n\r\n".formatted(path, ApiStage.KEY);
    try (StreamClient client = StreamClient.raw(stage.port(), request, "").opened()) {
      assertThat(client.head()).doesNotContainIgnoringCase("transfer-encoding");
      ann.add(FolderId.INBOX, "old");
      assertThat(subject(next(client))).isEqualTo("old");
    }
  }

  @Test
  void whatStandsBeforeAStreamIsAnsweredAndWhatStandsBehindItIsNot() throws IOException {
    String get = "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ApiStage.KEY + "\r\n\r\n";
    String request = get.formatted("/v3/nothing") + get.formatted(path) + get.formatted("/healthz");
    try (StreamClient first = StreamClient.raw(stage.port(), request, "")) {
      assertThat(first.head()).startsWith("HTTP/1.1 404");
      int length =
          Integer.parseInt(first.head().replaceFirst("(?is).*content-length: (\\d+).*", "$1"));
      String rest = first.raw().upTo("id: ").substring(length);
      assertThat(rest).startsWith("HTTP/1.1 200 OK");
      first.raw().send(get.formatted("/healthz"));
      ann.add(FolderId.INBOX, "still there");
      assertThat(first.raw().upTo("still there")).doesNotContain("HTTP/1.1");
    }
  }

  @Test
  void aGrantHasOnlySoManyStreams() throws IOException {
    List<EventHub.Seat> seats = new ArrayList<>();
    for (int i = 0; i < EventHub.MAX_SEATS; i++) {
      seats.add(stage.events().seat(ann.account, false));
    }
    ApiStage.Answer refused = stage.get(path);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.response().headers().firstValue("retry-after")).isPresent();
    seats.getFirst().close();
    open("", "").opened().close();
    await().until(() -> stage.events().seats() == EventHub.MAX_SEATS - 1);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ?trigger_types=message.made,           400, trigger_types
          ?trigger_types=message.created&trigger_types=x, 400, trigger_types
          ?last_event_id=x,                      400, last_event_id
          ?last_event_id=-1,                     400, last_event_id
          ?last_event_id=1.2.3,                  400, last_event_id
          ?last_event_id=9999999999999999999999, 400, last_event_id
          """)
  void aWrongParameterIsNamed(String more, int status, String name) {
    ApiStage.Answer answer = stage.get(path + more);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).contains("invalid_request_error", name);
    assertThat(stage.events().seats()).isZero();
  }

  @Test
  void anUnknownGrantHasNoEvents() {
    String unknown = "/v3/grants/" + UUID.randomUUID() + "/events/stream";
    assertThat(stage.get(unknown).status()).isEqualTo(404);
    assertThat(stage.call("POST", path, "{}").status()).isEqualTo(405);
  }
}
