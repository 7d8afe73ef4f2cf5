package dev.postern.conformance.load;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Ten thousand listeners to streams of events: what they cost while nothing happens, and how soon
/// those of one account hear of a mail.
final class StreamPhase {
  private static final int ACCOUNTS = 20;
  private static final int LISTENERS = Integer.getInteger("listeners", 10_000);
  private static final int SECONDS = 30;
  private static final int WARM = 30;
  private static final int ROUNDS = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private StreamPhase() {}

  static void run(Bench bench) throws IOException, InterruptedException {
    List<String> agents = bench.agents(ACCOUNTS);
    String key = bench.server().api().key();
    try (KeepAlive client = bench.client();
        ListenerCrowd crowd = new ListenerCrowd()) {
      warm(bench, client, agents);
      long heap = bench.cost().liveHeap();
      long resident = bench.cost().resident();
      Thread reading = Thread.ofPlatform().daemon().unstarted(crowd::run);
      for (int i = 0; i < LISTENERS; i++) {
        crowd.add(bench.server().port("api"), key, bench.path(agents.get(i % ACCOUNTS)));
        if (i == 0) {
          reading.start();
        }
      }
      await().atMost(PATIENCE).until(() -> crowd.opened() == LISTENERS);
      double cpu = bench.cost().cpuSeconds();
      TimeUnit.SECONDS.sleep(SECONDS);
      double idle = (bench.cost().cpuSeconds() - cpu) / SECONDS;
      long grown = bench.cost().resident() - resident;
      long live = bench.cost().liveHeap() - heap;
      bench.tell(
          "an idle listener",
          String.format(
              Locale.ROOT,
              "%.1f KiB of heap, %.1f KiB resident, %.1f %% of a core for all %d",
              live / 1024.0 / LISTENERS,
              grown / 1024.0 / LISTENERS,
              idle * 100,
              LISTENERS));
      reach(bench, client, crowd, agents);
    }
  }

  // Classes are loaded and buffers are there before anything is counted.
  private static void warm(Bench bench, KeepAlive client, List<String> agents) throws IOException {
    for (int i = 0; i < WARM; i++) {
      bench.send(client, agents.get(i % ACCOUNTS), agents.getFirst(), "warm");
    }
  }

  // From a request that changes something until the first and the last listener have its event.
  private static void reach(Bench bench, KeepAlive client, ListenerCrowd crowd, List<String> agents)
      throws IOException {
    String agent = agents.getFirst();
    String message =
        bench.path(agent) + "/messages/" + bench.send(client, agent, agents.get(1), "star");
    int each = LISTENERS / ACCOUNTS;
    quiet(crowd);
    Timings first = new Timings();
    Timings last = new Timings();
    for (int i = 0; i < WARM + ROUNDS; i++) {
      crowd.forget();
      long start = System.nanoTime();
      client.call("PUT", message, "{\"starred\":" + (i % 2 == 0) + "}");
      await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(PATIENCE)
          .until(() -> crowd.events() >= each);
      if (i >= WARM) {
        first.add(crowd.firstEvent() - start);
        last.add(crowd.lastEvent() - start);
      }
    }
    bench.tell("event at the first listener", first.toString());
    bench.tell("event at all " + each + " of an account", last.toString());
  }

  private static void quiet(ListenerCrowd crowd) {
    await()
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(2))
        .until(() -> {
          crowd.forget();
          return crowd.events() == 0;
        });
  }
}
