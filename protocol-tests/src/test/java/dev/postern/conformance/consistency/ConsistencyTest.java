package dev.postern.conformance.consistency;

import dev.postern.conformance.client.Imap;
import dev.postern.conformance.consistency.Mirror.Mode;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Several connections append, store, copy, move, expunge, search and fetch at random in the same
/// folders; each keeps a model of what it was told, and at every checkpoint all models are what a
/// fresh connection sees, and a QRESYNC from any older state gives the same.
///
/// 5 seeds; `-Dpostern.test.scale=long` takes 100 seeds of four times the length.
/// `-Dpostern.test.seed=N` takes only that one, as far as the threads' timing allows.
@Tag("C-43")
@Tag("C-45")
@Tag("C-46")
@Tag("C-52")
@Tag("C-53")
@Tag("C-54")
@Tag("C-55")
@Tag("C-56")
@Tag("C-57")
@Tag("C-80")
@Tag("C-95")
@Tag("C-100")
@Tag("C-101")
@Tag("C-104")
@Tag("Q-27")
@Tag("Q-44")
class ConsistencyTest {
  private static final boolean LONG = "long".equals(System.getProperty("postern.test.scale"));
  private static final int ROUNDS = LONG ? 8 : 2;
  private static final int STEPS = LONG ? 60 : 40;
  private static final List<Mode> PLAYERS =
      List.of(Mode.PLAIN, Mode.QRESYNC, Mode.CONDSTORE, Mode.QRESYNC, Mode.PLAIN);

  /// How many older states of each player are looked at at the end.
  private static final int LOOKED_AT = LONG ? 6 : 2;

  private static Postern server;

  @BeforeAll
  static void start() throws IOException {
    server = Postern.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> everyConnectionSeesTheSame() {
    Long only = Long.getLong("postern.test.seed");
    long first = ThreadLocalRandom.current().nextLong(1_000_000);
    LongStream seeds =
        only != null ? LongStream.of(only) : LongStream.range(first, first + (LONG ? 100 : 5));
    return seeds.mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> play(seed)));
  }

  private static void play(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    String address = server.agent("player");
    try (Imap imap = Imap.login(server, address)) {
      imap.command("CREATE Work");
    }
    var marks = new Marks();
    List<Player> players = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(PLAYERS.size())) {
      for (Mode mode : PLAYERS) {
        String name = "p" + players.size();
        Mirror mirror = Mirror.open(server, address, name, mode, marks);
        mirror.select("INBOX", "");
        players.add(new Player(name, mirror, marks, random.split(), STEPS));
      }
      rounds(threads, players, address, marks);
    } catch (AssertionError | Exception e) {
      throw new AssertionError("-Dpostern.test.seed=" + seed + ": " + e.getMessage(), e);
    } finally {
      for (Player player : players) {
        player.mirror().close();
      }
    }
  }

  private static void rounds(
      ExecutorService threads, List<Player> players, String address, Marks marks) throws Exception {
    List<Picture> old = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Future<Void> done : threads.invokeAll(players)) {
        done.get();
      }
      Truth truth = Truth.read(server, address, marks);
      for (Player player : players) {
        truth.check(player.mirror());
        List<Picture> remembered = player.remembered();
        int first = Math.max(0, remembered.size() - LOOKED_AT);
        for (Picture then : remembered.subList(first, remembered.size())) {
          truth.checkResync(then);
        }
      }
      for (Picture then : old) {
        truth.checkResync(then);
      }
      old.clear();
      old.addAll(truth.pictures());
    }
  }
}
