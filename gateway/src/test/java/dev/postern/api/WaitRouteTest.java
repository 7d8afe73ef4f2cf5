package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.api.ApiStage.Answer;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Waiting for messages, over HTTP.
class WaitRouteTest {
  private static final int LOG_ROWS = 200;
  private static final int MANY = 300;

  @TempDir private Path directory;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private ApiStage stage;
  private String grant;
  private String path;
  private Agent ann;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory, LOG_ROWS);
    grant = stage.agent("ann");
    path = "/v3/grants/" + grant + "/messages/wait";
    ann = Agent.of(stage.mail(), stage.account(grant));
  }

  @AfterEach
  void stop() {
    stage.close();
    threads.close();
  }

  /// Asks, and returns when the server waits.
  private CompletableFuture<Answer> waiting(String more) {
    CompletableFuture<Answer> answer =
        CompletableFuture.supplyAsync(() -> stage.get(path + more), threads);
    await().until(() -> stage.events().seats() == 1);
    return answer;
  }

  private static List<String> subjects(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.list().stream().map(m -> m.text("subject").orElseThrow()).toList();
  }

  private static String cursor(Answer answer) {
    return answer.json().text("next_cursor").orElseThrow();
  }

  @Test
  void aMessageEndsTheWait() {
    CompletableFuture<Answer> answer = waiting("");
    ann.add(FolderId.INBOX, "hello");
    assertThat(subjects(answer.join())).containsExactly("hello");
    assertThat(stage.events().seats()).isZero();
  }

  @Test
  void onlyAMessageThatMatchesEndsTheWait() {
    CompletableFuture<Answer> answer =
        waiting(
            "?subject=wanted&in=inbox&unread=true&search_query_native=text+-spam&select=subject");
    ann.add(FolderId.INBOX, "other");
    ann.add(FolderId.ARCHIVE, "wanted elsewhere");
    ann.add(FolderId.INBOX, "wanted spam");
    ann.add(FolderId.DRAFTS, "wanted draft");
    ann.add(FolderId.INBOX, "wanted");
    assertThat(subjects(answer.join())).containsExactly("wanted");
    assertThat(answer.join().list().getFirst().has("body")).isFalse();
  }

  @Test
  void theCursorGoesOnWhereTheAnswerEnded() {
    Answer none = stage.get(path + "?timeout=0");
    assertThat(subjects(none)).isEmpty();
    for (int i = 0; i < 7; i++) {
      ann.add(FolderId.INBOX, "m" + i);
    }
    List<String> read = new ArrayList<>();
    String after = cursor(none);
    for (int i = 0; i < 4; i++) {
      Answer answer = stage.get(path + "?limit=2&after=" + after);
      read.addAll(subjects(answer));
      after = cursor(answer);
    }
    assertThat(read).containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6");
    CompletableFuture<Answer> answer = waiting("?after=" + after);
    ann.add(FolderId.INBOX, "m7");
    assertThat(subjects(answer.join())).containsExactly("m7");
  }

  @Test
  void oneTransactionMayTakeMoreThanOneAnswer() {
    String after = cursor(stage.get(path + "?timeout=0"));
    byte[] bytes = Agent.mail("many").getBytes(StandardCharsets.UTF_8);
    int count = 1200;
    try (Blob blob = ann.blob(bytes)) {
      ann.commit(tx -> {
        for (int i = 0; i < count; i++) {
          tx.add(Agent.message(blob, bytes, Agent.NOON, Flags.NONE, List.of(FolderId.INBOX)));
        }
        return true;
      });
    }
    List<String> ids = new ArrayList<>();
    while (ids.size() < count) {
      Answer answer = stage.get(path + "?limit=200&select=id&timeout=1&after=" + after);
      assertThat(answer.list()).as("after %s", after).isNotEmpty();
      answer.list().forEach(message -> ids.add(message.text("id").orElseThrow()));
      after = cursor(answer);
    }
    assertThat(ids).hasSize(count).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"''", "&search_query_native=text"})
  void whatIsThereAlreadyComesFirst(String search) {
    for (int i = 0; i < 5; i++) {
      ann.add(Agent.mail("old" + i), Agent.NOON.plusSeconds(i), Flags.NONE, FolderId.INBOX);
    }
    String query = "?limit=2&received_after=" + Agent.NOON.getEpochSecond() + search;
    Answer first = stage.get(path + query);
    // Older than what is told already, so that it would stand on a later page.
    ann.add(Agent.mail("new"), Agent.NOON.plusSeconds(1), Flags.NONE, FolderId.INBOX);
    List<String> read = new ArrayList<>(subjects(first));
    String after = cursor(first);
    while (!read.contains("new")) {
      Answer answer = stage.get(path + query + "&timeout=5&after=" + after);
      read.addAll(subjects(answer));
      after = cursor(answer);
    }
    assertThat(read).containsExactly("old4", "old3", "old2", "old1", "new");
    assertThat(subjects(stage.get(path + query + "&timeout=0&after=" + after))).isEmpty();
  }

  @Test
  void nothingThereAlreadyIsWaitedFor() {
    CompletableFuture<Answer> answer = waiting("?received_after=0");
    ann.add(FolderId.INBOX, "first");
    assertThat(subjects(answer.join())).containsExactly("first");
  }

  @Test
  void theTimeIsOverAfterItsSeconds() {
    long start = System.nanoTime();
    Answer answer = stage.get(path + "?timeout=1");
    assertThat(subjects(answer)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    ann.add(FolderId.INBOX, "late");
    assertThat(subjects(stage.get(path + "?after=" + cursor(answer)))).containsExactly("late");
  }

  @Test
  void noWakeUpIsLost() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < MANY; i++) {
                ann.add(random.nextInt(4) == 0 ? FolderId.ARCHIVE : FolderId.INBOX, "m" + i);
                for (int spin = random.nextInt(20_000); spin > 0; spin--) {
                  Thread.onSpinWait();
                }
              }
            },
            threads);
    List<String> read = new ArrayList<>();
    String after = "0";
    long start = System.nanoTime();
    while (read.size() < MANY) {
      // Without a wake-up it would wait for two minutes.
      Answer answer = stage.get(path + "?timeout=120&select=subject&limit=200&after=" + after);
      read.addAll(subjects(answer));
      after = cursor(answer);
    }
    writer.join();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(100));
    assertThat(read).as("seed %d", seed).doesNotHaveDuplicates().hasSize(MANY);
  }

  private String request(String target) {
    return "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
        .formatted(target, ApiStage.KEY);
  }

  @Test
  void aClientThatHangsUpIsNotWaitedFor() throws IOException {
    try (RawHttp client = new RawHttp(stage.port())) {
      client.send(request(path + "?timeout=120"));
      await().until(() -> stage.events().seats() == 1);
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> stage.events().seats() == 0);
  }

  @Test
  void theNextRequestIsAnsweredAfterTheWait() throws IOException {
    try (RawHttp client = new RawHttp(stage.port())) {
      client.send(request(path + "?timeout=120"));
      await().until(() -> stage.events().seats() == 1);
      client.send(request("/healthz") + request("/v3/nothing"));
      ann.add(FolderId.INBOX, "hello");
      assertThat(client.upTo("HTTP/1.1 404"))
          .containsSubsequence("HTTP/1.1 200 OK", "hello", "HTTP/1.1 200 OK", "HTTP/1.1 404");
    }
  }

  @Test
  void theServerEndsWithoutWaiting() throws IOException {
    CompletableFuture<Answer> answer = waiting("?timeout=120");
    long start = System.nanoTime();
    stage.net().drain(Duration.ofSeconds(30));
    assertThat(subjects(answer.join())).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aGrantThatIsDeletedIsNotFound() {
    CompletableFuture<Answer> answer = waiting("?timeout=120");
    stage.call("DELETE", "/v3/grants/" + grant, "");
    assertThat(answer.join().status()).isEqualTo(404);
  }

  @Test
  void aCursorThatTheLogDoesNotReachIsGone() {
    String old = cursor(stage.get(path + "?timeout=0"));
    for (int i = 0; i < LOG_ROWS + 5; i++) {
      ann.add(FolderId.INBOX, "m" + i);
    }
    stage.compact();
    for (String after : List.of(old, "999999")) {
      Answer answer = stage.get(path + "?after=" + after);
      assertThat(answer.status()).isEqualTo(410);
      assertThat(answer.text()).contains("parameter after");
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ?timeout=121,                  timeout
          ?timeout=-1,                   timeout
          ?timeout=x,                    timeout
          ?timeout=1.5,                  timeout
          ?after=x,                      after
          ?after=-1,                     after
          ?after=1~,                     after
          ?after=1~x,                    after
          ?page_token=x,                 page_token
          ?limit=0,                      limit
          ?limit=x,                      limit
          ?unread=maybe,                 unread
          ?thread_id=nothing,            thread_id
          ?received_after=x,             received_after
          ?metadata_pair=key9:x,         metadata_pair
          ?fields=all,                   fields
          ?search_query_native=-x,       search_query_native
          """)
  void aWrongParameterIsNamed(String more, String name) {
    ann.add(FolderId.INBOX, "there");
    Answer answer = stage.get(path + more);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.text()).contains("invalid_request_error", name);
    assertThat(stage.events().seats()).isZero();
  }
}
