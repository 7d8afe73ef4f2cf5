package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.TextIndex;
import dev.postern.mailbox.TextTerm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Kills a process that writes, again and again: whatever was acknowledged is there, whole.
/// `-Dpostern.crash.rounds=50` for a long run.
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("postern.crash.rounds", 5);

  /// What was acknowledged last of each message.
  private final Map<MessageId, String> acknowledged = new HashMap<>();

  private final Set<Long> uids = new HashSet<>();
  private int lines;

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    try (TemporaryEngine engine = new TemporaryEngine()) {
      AccountId account = Agent.create(engine.ports(), "ann").account;
      for (int round = 0; round < ROUNDS; round++) {
        engine.engine().close();
        int before = lines;
        killAfter(engine, account, random, 100 + random.nextInt(400));
        engine.start();
        String where = "seed " + seed + ", round " + round;
        assertThat(lines).as(where).isGreaterThan(before);
        assertThat(engine.engine().verify().problems()).as(where).isEmpty();
        Agent agent = Agent.of(engine.engine().mail(), account);
        checkAll(agent, where);
        engine.engine().indexTexts();
        checkTexts(engine.engine().mail().texts(), agent, where);
      }
    }
  }

  private void killAfter(TemporaryEngine engine, AccountId account, Random random, int wanted)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile(engine.directory, "said", ".txt");
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                CrashChild.class.getName(),
                engine.options().directory().toString(),
                Long.toString(account.value()),
                Long.toString(random.nextLong()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(said.toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> wholeLines(said).size() >= wanted || !child.isAlive());
    } finally {
      child.destroyForcibly().waitFor();
    }
    wholeLines(said).forEach(this::note);
  }

  /// The last line may be torn: then it is no acknowledgement.
  private static List<String> wholeLines(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private static String classPath() {
    return String.join(
        java.io.File.pathSeparator,
        List.of(
            path(CrashChild.class),
            path(SqliteEngine.class),
            System.getProperty("java.class.path"),
            path(org.sqlite.JDBC.class),
            path(org.slf4j.Logger.class),
            path(org.slf4j.LoggerFactory.class),
            path(com.github.benmanes.caffeine.cache.Cache.class)));
  }

  private static String path(Class<?> type) {
    return Path.of(
            java.net.URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  private void note(String line) {
    String[] words = line.split(" ", -1);
    Optional<MessageId> id = MessageId.parse(words[words.length - 1]);
    if (id.isPresent()) {
      lines++;
      acknowledged.put(id.get(), words[0]);
      if (words[0].equals("ADDED")) {
        assertThat(uids.add(Long.parseLong(words[1]))).as("UID given twice").isTrue();
      }
    }
  }

  /// The index has what it was killed over, in each of its tables.
  ///
  /// An expunge may be done and not acknowledged yet, so only what is there counts.
  private void checkTexts(TextIndex texts, Agent agent, String where) {
    Map<MessageId, String> present = new HashMap<>(acknowledged);
    present.keySet().removeIf(id -> agent.message(id).isEmpty());
    assertThat(present).as(where).isNotEmpty();
    List<TextTerm> everywhere =
        List.of(
            new TextTerm.Header("From", "ann@"),
            new TextTerm.Header("Subject", "n"),
            new TextTerm.Body("text of n"));
    for (TextTerm term : everywhere) {
      TextIndex.Answer answer = texts.find(agent.account, term);
      present.forEach((id, state) -> {
        String what = where + ", message " + id + " " + state + ", " + term;
        assertThat(answer.of(id, 0)).as(what).isEqualTo(TextIndex.Verdict.YES);
      });
    }
  }

  private void checkAll(Agent agent, String where) {
    assertThat(agent.uids(FolderId.INBOX)).as(where).isSorted().doesNotHaveDuplicates();
    acknowledged.forEach((id, state) -> {
      Optional<StoredMessage> message = agent.message(id);
      String what = where + ", message " + id + " " + state;
      switch (state) {
        case "EXPUNGED" -> assertThat(message).as(what).isEmpty();
        case "SEEN" -> assertThat(message.orElseThrow().unread()).as(what).isFalse();
        case "MOVED" ->
            assertThat(message.orElseThrow().folders()).as(what).containsExactly(FolderId.ARCHIVE);
        default -> {}
      }
    });
  }
}
