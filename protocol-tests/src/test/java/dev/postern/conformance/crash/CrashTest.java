package dev.postern.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.peer.Folders;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The server is killed at random moments under mixed load, again and again on the same data.
///
/// `-Dpostern.test.seed=N` repeats a run as far as time allows; `-Dpostern.test.scale=long` takes
/// 50 rounds instead of 5.
class CrashTest {
  private static final int ROUNDS =
      "long".equals(System.getProperty("postern.test.scale")) ? 50 : 5;
  private static final long BACKUP_SECONDS = 60;

  private final long seed =
      Long.getLong("postern.test.seed", ThreadLocalRandom.current().nextLong(1_000_000));
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void nothingAcknowledgedIsLostAndNothingIsHalfThere() throws Exception {
    try (Postern server = Postern.start()) {
      Crowd crowd = Crowd.on(server);
      var books = crowd.books(server);
      for (int round = 0; round < ROUNDS; round++) {
        Load load = load(crowd, round);
        load.end(server::kill);
        assertNoRefusals(crowd, round);
        server.restart();
        books.balance(crowd.ledger(), round == ROUNDS - 1);
      }
    }
  }

  @Test
  void compactionAndABackupChangeNothingOfThat() throws Exception {
    try (Postern server = Postern.start("store.compaction-interval=1s")) {
      Crowd crowd = Crowd.on(server);
      var books = crowd.books(server);
      for (int round = 0; round < ROUNDS; round++) {
        Path folder = Folders.create("backup-");
        Ledger before = crowd.ledger().forBackup();
        Process backup =
            server.run(
                List.of("backup", folder.resolve("copy").toString(), "--data", data(server)));
        Load load = load(crowd, round);
        boolean whole = backup.waitFor(BACKUP_SECONDS, TimeUnit.SECONDS) && backup.exitValue() == 0;
        load.end(server::kill);
        assertThat(whole).as("backup in round %d: %s", round, server.log()).isTrue();
        assertNoRefusals(crowd, round);
        restored(crowd, before, folder);
        server.restart();
        books.balance(crowd.ledger(), round == ROUNDS - 1);
      }
    }
  }

  private Load load(Crowd crowd, int round) throws InterruptedException {
    var load = new Load(crowd, round, random.split());
    load.runFor(Duration.ofMillis(random.nextInt(50, 2_500)));
    return load;
  }

  private void assertNoRefusals(Crowd crowd, int round) throws IOException {
    assertThat(crowd.ledger().refusals())
        .as("-Dpostern.test.seed=%d, round %d: %s", seed, round, crowd.server().log())
        .isEmpty();
  }

  private static void restored(Crowd crowd, Ledger before, Path folder) throws Exception {
    String copy = folder.resolve("copy").toString();
    Path data = folder.resolve("restored");
    Process restore = crowd.server().run(List.of("restore", copy, "--data", data.toString()));
    assertThat(restore.waitFor(BACKUP_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(restore.exitValue()).as(crowd.server().log()).isZero();
    try (Postern other = Postern.on(data)) {
      crowd.books(other).balance(before, true);
    } finally {
      Folders.delete(folder);
    }
  }

  private static String data(Postern server) {
    return server.data().toString();
  }
}
