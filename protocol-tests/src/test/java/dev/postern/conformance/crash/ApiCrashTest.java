package dev.postern.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.Hook;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The server is killed while mail is sent, held for later and told of by webhook: what was
/// accepted arrives exactly once, and every event is heard at least once.
///
/// `-Dpostern.test.seed=N` repeats a run as far as time allows; `-Dpostern.test.scale=long` takes
/// 30 rounds instead of 3.
class ApiCrashTest {
  private static final boolean LONG = "long".equals(System.getProperty("postern.test.scale"));
  private static final int ROUNDS = LONG ? 30 : 3;
  private static final int COUNT = 60;
  // The soonest that the API takes is a minute ahead: such mail comes due rounds later.
  private static final int SCHEDULED_AHEAD = 61;
  private static final int HELD_FOR = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final long seed =
      Long.getLong("postern.test.seed", ThreadLocalRandom.current().nextLong(1_000_000));
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Set<String> tried = ConcurrentHashMap.newKeySet();
  // Acknowledged mail; of held mail also whose `message.send_success` must be heard.
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private volatile boolean killing;
  @AutoClose private Postern server;
  @AutoClose private Hook hook;
  private String ann;
  private String bob;

  @BeforeEach
  void start() throws IOException {
    server = Postern.start();
    hook = new Hook();
    ann = server.agent("ann");
    bob = server.agent("bob");
    Api.Answer made =
        server
            .api()
            .post(
                "/v3/webhooks",
                Map.of(
                    "trigger_types",
                    List.of("message.created", "message.send_success"),
                    "webhook_url",
                    hook.url()));
    assertThat(made.status()).as("%s", made.json()).isEqualTo(200);
    hook.refuseEvery(97);
  }

  @Test
  void whatWasAcceptedArrivesOnceAndIsHeard() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      round(round);
    }
    assertThat(refusals).as("seed %d: %s", seed, server.log()).isEmpty();
    assertThat(accepted).hasSizeGreaterThan(ROUNDS);
    assertThat(held).isNotEmpty();
    await("everything accepted has arrived").atMost(PATIENCE).until(this::hasAllArrived);
    Map<String, Integer> counts = arrived();
    assertThat(counts).as("seed %d", seed).allSatisfy((_, count) -> assertThat(count).isOne());
    assertThat(tried).containsAll(counts.keySet());
    await("every event was heard").atMost(PATIENCE).untilAsserted(this::assertHeard);
    System.out.printf(
        "%d tried, %d accepted, %d of them for later, %d arrived, %d events%n",
        tried.size(),
        accepted.size(),
        held.size(),
        counts.size(),
        hook.events("message.created").size());
  }

  private void round(int round) throws Exception {
    killing = false;
    int before = accepted.size();
    List<Thread> clients =
        List.of(
            client(number -> send("r" + round + "-a" + number, Optional.empty())),
            client(number -> send("r" + round + "-b" + number, Optional.empty())),
            client(this::schedule, "r" + round + "-s"),
            Thread.ofVirtual().start(() -> hold("r" + round + "-h")));
    // However slow the machine is, each round gets something accepted before it ends.
    await().atMost(PATIENCE).until(() -> accepted.size() >= before + clients.size());
    boolean _ = clients.getFirst().join(Duration.ofMillis(random.nextInt(1, 2_000)));
    killing = true;
    server.kill();
    for (Thread client : clients) {
      client.join();
    }
    server.restart();
  }

  /// Sends one mail.
  private interface Step {
    void run(int number) throws IOException;
  }

  private interface Named {
    void run(String token) throws IOException;
  }

  private Thread client(Named step, String prefix) {
    return client(number -> step.run(prefix + number));
  }

  private Thread client(Step step) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            for (int i = 0; i < COUNT && !killing; i++) {
              step.run(i);
            }
          } catch (IOException e) {
            refused(e);
          }
        });
  }

  private void refused(IOException e) {
    if (!killing) {
      refusals.add(e.toString());
    }
  }

  private void schedule(String token) throws IOException {
    if (LONG) {
      long at = System.currentTimeMillis() / 1_000 + SCHEDULED_AHEAD;
      send(token, Optional.of(at));
      held.add(token);
    }
  }

  private void send(String token, Optional<Long> at) throws IOException {
    var body = new HashMap<String, Object>();
    body.put("to", List.of(Map.of("email", bob)));
    body.put("subject", token);
    body.put("body", "end of " + token);
    at.ifPresent(seconds -> body.put("send_at", seconds));
    tried.add(token);
    Api.Answer answer =
        server.api().post("/v3/grants/" + server.grant(ann) + "/messages/send", body);
    if (answer.status() != (at.isPresent() ? 202 : 200)) {
      throw new IOException(answer.status() + " " + answer.json());
    }
    accepted.add(token);
  }

  private void hold(String prefix) {
    try (Smtp smtp = Smtp.submission(server, ann)) {
      for (int i = 0; i < COUNT && !killing; i++) {
        String token = prefix + i;
        tried.add(token);
        smtp.sendLater(ann, bob, new Letter(token, 3).text(ann, bob), HELD_FOR);
        held.add(token);
        accepted.add(token);
      }
    } catch (IOException e) {
      refused(e);
    }
  }

  private boolean hasAllArrived() throws IOException {
    return arrived().keySet().containsAll(accepted);
  }

  private Map<String, Integer> arrived() throws IOException {
    var counts = new HashMap<String, Integer>();
    inbox().values().forEach(subject -> counts.merge(subject, 1, Integer::sum));
    return counts;
  }

  private Map<String, String> inbox() throws IOException {
    return server.api().subjects(server.grant(bob));
  }

  private void assertHeard() throws IOException {
    assertThat(heard("message.created", bob, "/data/object/id"))
        .as("seed %d", seed)
        .containsAll(inbox().keySet());
    assertThat(heard("message.send_success", ann, "/data/object/subject"))
        .as("seed %d", seed)
        .containsAll(held);
  }

  private Set<String> heard(String type, String address, String member) {
    String grant = server.grant(address);
    return hook.events(type).stream()
        .map(Hook.Event::json)
        .filter(event -> event.at("/data/object/grant_id").asString().equals(grant))
        .map(event -> event.at(member).asString())
        .collect(Collectors.toSet());
  }
}
