package dev.postern.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

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
  private static final String COMPACTION = "store.upkeep-interval=1s";
  private static final long BACKUP_SECONDS = 60;

  private final long seed =
      Long.getLong("postern.test.seed", ThreadLocalRandom.current().nextLong(1_000_000));
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void nothingAcknowledgedIsLostAndNothingIsHalfThere() throws Exception {
    try (Postern server = Postern.start()) {
      rounds(server);
    }
  }

  @Test
  void compactionBesideItChangesNothingOfThat() throws Exception {
    try (Postern server = Postern.start(COMPACTION)) {
      rounds(server);
    }
  }

  private void rounds(Postern server) throws Exception {
    Crowd crowd = Crowd.on(server);
    var books = crowd.books(server);
    for (int round = 0; round < ROUNDS; round++) {
      Load load = load(crowd, round);
      load.end(server::kill);
      assertNoRefusals(crowd, round);
      server.restart();
      books.balance(crowd.ledger(), round == ROUNDS - 1);
    }
    assertEveryWayWasTaken(crowd.ledger());
  }

  private void assertEveryWayWasTaken(Ledger ledger) {
    for (Ledger.Way way : Ledger.Way.values()) {
      long tried = ledger.of(way).size();
      long kept = ledger.of(way).stream().filter(e -> e.stage() != Ledger.Stage.TRIED).count();
      System.out.printf("%s: %d tried, %d acknowledged%n", way, tried, kept);
      assertThat(kept).as("%s with -Dpostern.test.seed=%d", way, seed).isPositive();
    }
  }

  @Test
  void aBackupTakenUnderLoadHoldsWhatWasAcknowledgedBefore() throws Exception {
    try (Postern server = Postern.start(COMPACTION)) {
      Crowd crowd = Crowd.on(server);
      var books = crowd.books(server);
      for (int round = 0; round < ROUNDS; round++) {
        Path folder = Folders.create("backup-");
        Load load = load(crowd, round);
        Ledger before = crowd.ledger().forBackup();
        Process backup =
            server.run(
                List.of("backup", folder.resolve("copy").toString(), "--data", data(server)));
        boolean whole = backup.waitFor(BACKUP_SECONDS, TimeUnit.SECONDS) && backup.exitValue() == 0;
        load.end(server::kill);
        assumeFalse(server.log().contains("this engine has no backup yet"), "no backup yet");
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
