package dev.postern.conformance.load;

import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What 10,000 clients that never finish their first line cost those who sign in: sign-ins with and
/// without them, in turn, five times each, and the heap.
final class SlowClients {
  private static final int CLIENTS = 10_000;
  private static final int SIGN_INS = 1_000;
  private static final int RUNS = 5;

  private final Postern server;
  private final String agent;

  private SlowClients(Postern server) {
    this.server = server;
    this.agent = server.agent("ann");
  }

  /// Measures.
  public static void main(String[] args) throws Exception {
    try (Postern server = Postern.start()) {
      new SlowClients(server).run();
    }
  }

  private void run() throws Exception {
    signIns();
    List<Timings> alone = new ArrayList<>();
    List<Timings> crowded = new ArrayList<>();
    long before = heap();
    long most = 0;
    for (int i = 0; i < RUNS; i++) {
      alone.add(signIns());
      List<Integer> ports =
          List.of(server.port("submission"), server.port("mx"), server.port("imap"));
      try (SlowCrowd _ = SlowCrowd.of(CLIENTS, ports)) {
        crowded.add(signIns());
        most = Math.max(most, heap());
      }
      System.out.printf("run %d: alone %s; crowded %s%n", i, alone.getLast(), crowded.getLast());
    }
    System.out.printf(
        Locale.ROOT,
        "sign-in p99, median of %d: alone %.2f ms, beside %d slow clients %.2f ms, ratio %.2f; "
            + "live heap %d KiB, with them at most %d KiB%n",
        RUNS,
        median(alone),
        CLIENTS,
        median(crowded),
        median(crowded) / median(alone),
        before,
        most);
  }

  private static double median(List<Timings> runs) {
    return runs.stream()
        .map(timings -> timings.millis(0.99))
        .sorted(Comparator.naturalOrder())
        .toList()
        .get(runs.size() / 2);
  }

  private Timings signIns() throws IOException {
    Timings timings = new Timings();
    for (int i = 0; i < SIGN_INS; i++) {
      long start = System.nanoTime();
      try (Smtp smtp = Smtp.submission(server, agent)) {
        timings.add(System.nanoTime() - start);
        smtp.command("QUIT", "221");
      }
    }
    return timings;
  }

  private long heap() {
    return new ServerCost(server.pid()).liveHeap() / 1024;
  }
}
