package dev.postern.conformance.load;

import dev.postern.conformance.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Webhooks to a healthy receiver on this machine: how soon after the answer to the request that
/// caused it an event is there, and how many events a second are kept up with.
final class HookPhase {
  private static final int WARM = 300;
  private static final int ROUNDS = 1000;
  private static final int WRITERS = 8;
  private static final int SECONDS = 15;
  private static final int PATIENCE_SECONDS = 120;

  private final Bench bench;
  private final AtomicInteger received = new AtomicInteger();
  private final Map<String, Long> arrived = new ConcurrentHashMap<>();
  private volatile CountDownLatch news = new CountDownLatch(1);

  private HookPhase(Bench bench) {
    this.bench = bench;
  }

  static void run(Bench bench) throws IOException, InterruptedException {
    new HookPhase(bench).run();
  }

  private void event(String body) {
    long now = System.nanoTime();
    received.incrementAndGet();
    int name = body.indexOf("\"name\":\"hook-");
    if (name >= 0) {
      int start = name + "\"name\":\"".length();
      arrived.put(body.substring(start, body.indexOf('"', start)), now);
      news.countDown();
    }
  }

  private void run() throws IOException, InterruptedException {
    try (FastHook hook = new FastHook(this::event);
        KeepAlive client = bench.client()) {
      String body =
          Json.write(
              Map.of(
                  "trigger_types",
                  List.of("folder.created", "message.updated"),
                  "webhook_url",
                  hook.url()));
      String webhook =
          Json.read(client.call("POST", "/v3/webhooks", body)).path("data").path("id").asString();
      handOver(client);
      sustained();
      client.call("DELETE", "/v3/webhooks/" + webhook, "");
    }
  }

  private void handOver(KeepAlive client) throws IOException, InterruptedException {
    String folders = bench.path(bench.agents(1).getFirst()) + "/folders";
    Timings afterAnswer = new Timings();
    Timings afterRequest = new Timings();
    for (int i = 0; i < WARM + ROUNDS; i++) {
      String name = "hook-" + i;
      news = new CountDownLatch(1);
      long start = System.nanoTime();
      client.call("POST", folders, Json.write(Map.of("name", name)));
      long answered = System.nanoTime();
      if (!news.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(name + " never came");
      }
      long came = arrived.getOrDefault(name, System.nanoTime());
      if (i >= WARM) {
        afterAnswer.add(Math.max(0, came - answered));
        afterRequest.add(came - start);
      }
    }
    bench.tell("webhook after the answer", afterAnswer.toString());
    bench.tell("webhook after the request", afterRequest.toString());
  }

  // Stars are set and taken on eight accounts as fast as the server takes it.
  private void sustained() throws IOException, InterruptedException {
    List<String> agents = bench.agents(WRITERS);
    AtomicLong written = new AtomicLong();
    List<Thread> writers = new ArrayList<>();
    int before = received.get();
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(SECONDS);
    double cpu = bench.cost().cpuSeconds();
    for (String agent : agents) {
      writers.add(Thread.ofVirtual().start(() -> write(agent, agents, end, written)));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    double writing = (System.nanoTime() - start) / 1e9;
    int atEnd = received.get() - before;
    long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (received.get() - before < written.get() && System.nanoTime() < last) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    double all = (System.nanoTime() - start) / 1e9;
    bench.tell(
        "webhooks sustained",
        String.format(
            Locale.ROOT,
            "%.0f/s written, %.0f/s received meanwhile, all %d of %d after %.1f s, CPU %.0f µs"
                + " each",
            written.get() / writing,
            atEnd / writing,
            received.get() - before,
            written.get(),
            all,
            (bench.cost().cpuSeconds() - cpu) / written.get() * 1e6));
  }

  private void write(String agent, List<String> agents, long end, AtomicLong written) {
    try (KeepAlive client = bench.client()) {
      String message =
          bench.path(agent) + "/messages/" + bench.send(client, agent, agents.getFirst(), "star");
      boolean starred = true;
      while (System.nanoTime() < end) {
        client.call("PUT", message, "{\"starred\":" + starred + "}");
        written.incrementAndGet();
        starred = !starred;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
