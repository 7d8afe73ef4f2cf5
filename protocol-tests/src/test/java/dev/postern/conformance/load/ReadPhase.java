package dev.postern.conformance.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// What getting a message and listing fifty cost the server in CPU, one request after another on
/// one connection, without what the idle server costs.
final class ReadPhase {
  private static final int MESSAGES = 200;
  private static final int WARM = 20_000;
  private static final int GETS = 40_000;
  private static final int LIST_WARM = 4000;
  private static final int LISTS = 8000;
  private static final int IDLE_SECONDS = 5;

  private ReadPhase() {}

  /// Asks for the path of a turn.
  @FunctionalInterface
  private interface Turn {
    String path(int turn);
  }

  static void run(Bench bench) throws IOException, InterruptedException {
    List<String> agents = bench.agents(2);
    try (KeepAlive client = bench.client()) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        ids.add(bench.send(client, agents.get(0), agents.get(1), "read " + i));
      }
      String messages = bench.path(agents.get(0)) + "/messages";
      measure(
          bench, client, "get a message", WARM, GETS, i -> messages + "/" + ids.get(i % MESSAGES));
      measure(bench, client, "list 50", LIST_WARM, LISTS, _ -> messages + "?limit=50");
      measure(
          bench,
          client,
          "list 50 without bodies",
          LIST_WARM,
          LISTS,
          _ -> messages + "?limit=50&select=id,subject,from,date,unread");
    }
  }

  private static void measure(
      Bench bench, KeepAlive client, String what, int warm, int rounds, Turn turn)
      throws IOException, InterruptedException {
    for (int i = 0; i < warm; i++) {
      client.get(turn.path(i));
    }
    double idle = bench.cost().cpuSeconds();
    TimeUnit.SECONDS.sleep(IDLE_SECONDS);
    idle = (bench.cost().cpuSeconds() - idle) / IDLE_SECONDS;
    double before = bench.cost().cpuSeconds();
    long start = System.nanoTime();
    for (int i = 0; i < rounds; i++) {
      client.get(turn.path(i));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double used = bench.cost().cpuSeconds() - before - idle * seconds;
    bench.tell(
        what,
        String.format(
            Locale.ROOT,
            "%.0f µs of server CPU, %.0f µs in all, of %d",
            used / rounds * 1e6,
            seconds / rounds * 1e6,
            rounds));
  }
}
