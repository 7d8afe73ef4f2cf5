package dev.postern.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.conformance.peer.Folders;
import dev.postern.conformance.peer.Postern;
import dev.postern.conformance.peer.Stored;
import dev.postern.store.sqlite.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The server is killed at random moments under mixed load, again and again on the same data.
///
/// `-Dpostern.test.seed=N` repeats a run as far as time allows; `-Dpostern.test.scale=long` takes
/// 50 rounds instead of 5 (of which 2 with a backup).
class CrashTest {
  private static final int ROUNDS =
      "long".equals(System.getProperty("postern.test.scale")) ? 50 : 5;
  // Each means a backup, a restore and a second server: dear.
  private static final int BACKUPS = ROUNDS == 5 ? 2 : ROUNDS;
  private static final String[] COMPACTION = {
    "store.upkeep-interval=100ms", "store.segment-size=256KiB"
  };
  private static final long BACKUP_SECONDS = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final long seed =
      Long.getLong("postern.test.seed", ThreadLocalRandom.current().nextLong(1_000_000));
  private final SplittableRandom random = new SplittableRandom(seed);

  @Tag("S-9")
  @Test
  @Tag("C-45")
  @Tag("C-81")
  void nothingAcknowledgedIsLostAndNothingIsHalfThere() throws Exception {
    try (Postern server = Postern.start()) {
      rounds(server, Work.mix());
    }
  }

  @Test
  void compactionBesideItChangesNothingOfThat() throws Exception {
    try (Postern server = Postern.start(COMPACTION)) {
      rounds(server, wasteful());
      assertThat(compacted(server)).as("segments compacted").isPositive();
    }
  }

  private static List<Work.Loop> wasteful() {
    return Stream.concat(Work.mix().stream(), Work.waste().stream()).toList();
  }

  private static long compacted(Postern server) throws IOException {
    long compacted = server.logged(" is compacted: ");
    System.out.printf("%d segments compacted%n", compacted);
    return compacted;
  }

  /// The last round goes on until space was freed at least once, however slow the machine is.
  private static void awaitCompaction(Postern server) {
    await("a segment is compacted")
        .atMost(PATIENCE)
        .until(() -> server.logged(" is compacted: ") > 0);
  }

  private void rounds(Postern server, List<Work.Loop> mix) throws Exception {
    Crowd crowd = Crowd.on(server);
    var books = crowd.books(server);
    for (int round = 0; round < ROUNDS; round++) {
      Load load = load(crowd, mix, round);
      if (round == ROUNDS - 1 && mix.size() > Work.mix().size()) {
        awaitCompaction(server);
      }
      load.end(server::kill);
      assertNoRefusals(crowd, round);
      server.restart();
      books.balance(crowd.ledger(), round == ROUNDS - 1);
    }
    assertEveryWayWasTaken(crowd.ledger());
    server.kill();
    assertSound(server.data());
  }

  private static void assertSound(Path data) {
    Verification found = Stored.verify(data);
    System.out.printf("%d bodies verified%n", found.bodies());
    assertThat(found.problems()).isEmpty();
    assertThat(found.bodies()).isPositive();
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
      for (int round = 0; round < BACKUPS; round++) {
        Path folder = Folders.create("backup-");
        Load load = load(crowd, wasteful(), round);
        if (round == BACKUPS - 1) {
          awaitCompaction(server);
        }
        Ledger before = crowd.ledger().forBackup();
        Process backup =
            server.run(
                List.of("backup", folder.resolve("copy").toString(), "--data", data(server)));
        boolean whole = backup.waitFor(BACKUP_SECONDS, TimeUnit.SECONDS) && backup.exitValue() == 0;
        load.end(server::kill);
        assertThat(whole).as("backup in round %d: %s", round, server.log()).isTrue();
        assertNoRefusals(crowd, round);
        restored(crowd, before, folder);
        server.restart();
        books.balance(crowd.ledger(), round == BACKUPS - 1);
      }
      assertThat(compacted(server)).as("segments compacted").isPositive();
    }
  }

  private Load load(Crowd crowd, List<Work.Loop> mix, int round) throws InterruptedException {
    var load = new Load(crowd, mix, round, random.split());
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
    assertSound(data);
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
