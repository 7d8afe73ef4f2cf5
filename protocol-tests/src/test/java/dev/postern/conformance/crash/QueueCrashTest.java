package dev.postern.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.conformance.client.Sink;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The server is killed while it takes mail for several recipients, from agents and from other
/// servers, and hands it on to a sink that counts: what was accepted reaches each recipient; one
/// outside gets it twice only if the sink's answer was lost, one here never.
///
/// `-Dpostern.test.seed=N` repeats a run as far as time allows; `-Dpostern.test.scale=long` takes
/// 50 rounds instead of 5.
class QueueCrashTest {
  private static final boolean LONG = "long".equals(System.getProperty("postern.test.scale"));
  private static final int ROUNDS = LONG ? 50 : 5;
  private static final int COUNT = 200;
  private static final List<String> OUTSIDE =
      List.of("one@far.test", "two@far.test", "x@other.test");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// What a process that is killed may have sent and not have heard or noted the answer of.
  private static final Duration LAST_MOMENT = Duration.ofSeconds(3);

  /// Transfers to one hop at once, each for all recipients outside.
  private static final int UNDER_WAY = 20 * OUTSIDE.size();

  private final long seed =
      Long.getLong("postern.test.seed", ThreadLocalRandom.current().nextLong(1_000_000));
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Set<String> sent = ConcurrentHashMap.newKeySet();
  private final Set<String> brought = ConcurrentHashMap.newKeySet();
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private final List<Long> kills = new ArrayList<>();
  private volatile boolean killing;
  private Sink sink;
  private Postern server;
  private String ann;
  private String bob;
  private String carl;

  @BeforeEach
  void start() throws IOException {
    sink = new Sink();
    server =
        Postern.start(
            "smarthost.host=127.0.0.1", "smarthost.port=" + sink.port(), "smarthost.tls=none");
    ann = server.agent("ann");
    bob = server.agent("bob");
    carl = server.agent("carl");
  }

  @AfterEach
  void end() throws IOException {
    server.close();
    sink.close();
  }

  @Tag("S-9")
  @Test
  void whatWasAcceptedReachesEachRecipientAndTwiceOnlyIfAnAnswerWasLost() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      // Some answers get lost without a crash too.
      sink.silentEvery(LONG ? 500 : Integer.MAX_VALUE);
      round(round);
    }
    assertThat(refusals).as("seed %d: %s", seed, server.log()).isEmpty();
    sink.silentEvery(Integer.MAX_VALUE);
    await("everything went out").atMost(PATIENCE).until(this::hasAllGoneOut);
    for (String agent : List.of(bob, carl)) {
      Set<String> wanted =
          agent.equals(bob)
              ? Stream.concat(sent.stream(), brought.stream()).collect(Collectors.toSet())
              : brought;
      await(agent).atMost(PATIENCE).until(() -> inbox(agent).keySet().containsAll(wanted));
      assertThat(inbox(agent))
          .as("seed %d", seed)
          .allSatisfy((_, count) -> assertThat(count).isOne());
    }
    int twice = assertTwiceOnlyIfLost();
    System.out.printf(
        "%d rounds: %d submitted, %d brought, %d taken by the sink, %d of them again%n",
        ROUNDS, sent.size(), brought.size(), sink.taken().size(), twice);
  }

  private void round(int round) throws Exception {
    killing = false;
    int before = sent.size();
    List<Thread> clients =
        List.of(
            Thread.ofVirtual().start(() -> submit("r" + round + "-s")),
            Thread.ofVirtual().start(() -> submit("r" + round + "-t")),
            Thread.ofVirtual().start(() -> bring("r" + round + "-m")));
    await().atMost(PATIENCE).until(() -> sent.size() > before + clients.size());
    boolean _ = clients.getFirst().join(Duration.ofMillis(random.nextInt(1, 1_000)));
    killing = true;
    server.kill();
    kills.add(System.nanoTime());
    for (Thread client : clients) {
      client.join();
    }
    server.restart();
  }

  private void submit(String prefix) {
    List<String> to = Stream.concat(OUTSIDE.stream(), Stream.of(bob)).toList();
    try (Smtp smtp = Smtp.submission(server, ann)) {
      for (int i = 0; i < COUNT && !killing; i++) {
        String token = prefix + i;
        smtp.send(ann, to, new Letter(token, 3).text(ann, bob));
        sent.add(token);
      }
    } catch (IOException e) {
      refused(e);
    }
  }

  private void bring(String prefix) {
    String from = "friend@outside.test";
    try (Smtp smtp = Smtp.mx(server)) {
      for (int i = 0; i < COUNT && !killing; i++) {
        String token = prefix + i;
        smtp.send(from, List.of(bob, carl), new Letter(token, 3).text(from, bob));
        brought.add(token);
      }
    } catch (IOException e) {
      refused(e);
    }
  }

  private void refused(IOException e) {
    if (!killing) {
      refusals.add(e.toString());
    }
  }

  private boolean hasAllGoneOut() {
    Set<String> keys = sink.taken().stream().map(QueueCrashTest::key).collect(Collectors.toSet());
    return sent.stream()
        .flatMap(token -> OUTSIDE.stream().map(to -> token + " " + to))
        .allMatch(keys::contains);
  }

  private static String key(Sink.Taken taken) {
    String token = Letter.tokenOf(taken.mail().getBytes(StandardCharsets.ISO_8859_1));
    return token + " " + taken.recipient();
  }

  private Map<String, Integer> inbox(String agent) throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    server
        .api()
        .subjects(server.grant(agent))
        .values()
        .forEach(s -> counts.merge(s, 1, Integer::sum));
    return counts;
  }

  private int assertTwiceOnlyIfLost() {
    Map<String, List<Sink.Taken>> each =
        sink.taken().stream().collect(Collectors.groupingBy(QueueCrashTest::key));
    var perKill = new HashMap<Long, Integer>();
    int twice = 0;
    for (Map.Entry<String, List<Sink.Taken>> one : each.entrySet()) {
      List<Sink.Taken> copies = one.getValue();
      for (Sink.Taken earlier : copies.subList(0, copies.size() - 1)) {
        Optional<Long> kill = killAfter(earlier);
        assertThat(!earlier.answered() || kill.isPresent())
            .as("%s was taken, answered and sent again, seed %d", one.getKey(), seed)
            .isTrue();
        kill.filter(_ -> earlier.answered()).ifPresent(at -> perKill.merge(at, 1, Integer::sum));
        twice++;
      }
    }
    // No more than what can be under way at once.
    assertThat(perKill.values()).as("seed %d", seed).allMatch(count -> count <= UNDER_WAY);
    return twice;
  }

  private Optional<Long> killAfter(Sink.Taken taken) {
    return kills.stream()
        .filter(kill -> kill >= taken.at() && kill - taken.at() < LAST_MOMENT.toNanos())
        .findFirst();
  }
}
