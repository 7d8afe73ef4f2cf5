package dev.postern.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.Reports;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.v3.JsonBody;
import dev.postern.webhook.WebhookStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Positions in a real engine: what was committed is told, however often delivery is cut off.
class DeliveryRestartTest {
  private static final int ROUNDS = 8;
  private static final int EVENTS = 60;

  @TempDir private Path directory;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HookClient client =
      new HookClient((SSLSocketFactory) SSLSocketFactory.getDefault(), timer, Runnable::run, true);
  private Receiver receiver;

  @BeforeEach
  void start() throws Exception {
    receiver = new Receiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
    threads.shutdownNow();
    timer.shutdownNow();
  }

  private SqliteEngine open() {
    return SqliteEngine.open(
        EngineOptions.in(directory),
        InstantSource.system(),
        Thread.ofPlatform().daemon().factory(),
        timer);
  }

  private Deliverer deliverer(SqliteEngine engine, WebhookStore store) {
    Subscriptions subscriptions = new Subscriptions(store, client, InstantSource.system());
    return new Deliverer(
        store,
        engine.mail(),
        engine.grants(),
        new Payloads(engine.mail(), engine.tracking()),
        subscriptions,
        client,
        InstantSource.system(),
        threads);
  }

  /// The store as it is until a cut, after which it takes nothing more: as if the process had ended
  /// there.
  private static WebhookStore cuttable(WebhookStore store, AtomicBoolean cut) {
    return (WebhookStore)
        Proxy.newProxyInstance(
            WebhookStore.class.getClassLoader(),
            new Class<?>[] {WebhookStore.class},
            (_, method, arguments) -> {
              if (cut.get() && method.getReturnType() == void.class) {
                throw new GatewayException(Fault.UNAVAILABLE, "cut off");
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Set<Integer> labels() {
    Set<Integer> labels = new TreeSet<>();
    for (Receiver.Got post : receiver.posts()) {
      JsonBody data = JsonBody.parse(post.body()).object("data").orElseThrow();
      String label = data.object("object").orElseThrow().text("label").orElseThrow();
      labels.add(Integer.parseInt(label));
    }
    return labels;
  }

  @Test
  void whatWasCommittedIsToldThoughDeliveryIsCutOffAgainAndAgain() throws Exception {
    long seed = 20261123;
    Random random = new Random(seed);
    int event = 0;
    List<Agent> agents = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      AtomicBoolean cut = new AtomicBoolean();
      try (SqliteEngine engine = open()) {
        WebhookStore store = cuttable(engine.webhooks(), cut);
        if (round == 0) {
          subscribe(engine);
        }
        agents = agents(engine, agents);
        Deliverer deliverer = deliverer(engine, store);
        deliverer.start();
        int cutAt = random.nextInt(EVENTS);
        for (int i = 0; i < EVENTS; i++, event++) {
          report(agents.get(event % agents.size()), event);
          cut.compareAndSet(false, i == cutAt);
          // Some are refused at first.
          receiver.answer(random.nextInt(5) == 0 ? 503 : 200);
        }
        deliverer.close();
      }
    }
    receiver.answer(200);
    try (SqliteEngine engine = open();
        Deliverer last = deliverer(engine, engine.webhooks())) {
      last.start();
      List<Integer> all = IntStream.range(0, ROUNDS * EVENTS).boxed().toList();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(labels()).as("seed %d", seed).containsAll(all));
    }
  }

  private void subscribe(SqliteEngine engine) throws ChallengeException {
    Subscriptions subscriptions =
        new Subscriptions(engine.webhooks(), client, InstantSource.system());
    var _ =
        subscriptions.create(
            engine.grants().applications().first().id(),
            new Subscriptions.Fields(
                Optional.of(Set.of(Reports.OPENED)),
                Optional.of(receiver.url()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  private static List<Agent> agents(SqliteEngine engine, List<Agent> known) {
    if (!known.isEmpty()) {
      return known.stream().map(agent -> Agent.of(engine.mail(), agent.account)).toList();
    }
    EnginePorts ports =
        new EnginePorts(engine.mail(), engine.grants(), engine.queue(), engine.webhooks());
    return List.of(
        Agent.create(ports, "ann"), Agent.create(ports, "bob"), Agent.create(ports, "cy"));
  }

  private static void report(Agent agent, int label) {
    boolean _ =
        agent.commit(tx -> {
          tx.report(
              Reports.OPENED, Map.of(Reports.MESSAGE, "1", Reports.LABEL, Integer.toString(label)));
          return true;
        });
  }

  @Test
  void whatWasToldBeforeAnOrderlyEndIsNotToldAgain() throws Exception {
    List<Agent> agents;
    try (SqliteEngine engine = open()) {
      subscribe(engine);
      receiver.answer(200);
      agents = agents(engine, List.of());
      try (Deliverer deliverer = deliverer(engine, engine.webhooks())) {
        deliverer.start();
        for (int i = 0; i < 30; i++) {
          report(agents.get(i % 3), i);
        }
        await().until(() -> receiver.posts().size() == 30);
        await().during(Duration.ofMillis(50)).until(() -> receiver.posts().size() == 30);
      }
    }
    try (SqliteEngine engine = open();
        Deliverer deliverer = deliverer(engine, engine.webhooks())) {
      deliverer.start();
      report(agents(engine, agents).getFirst(), 30);
      await().until(() -> labels().contains(30));
      await().during(Duration.ofMillis(200)).until(() -> receiver.posts().size() == 31);
    }
  }
}
