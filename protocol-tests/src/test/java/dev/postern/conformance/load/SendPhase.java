package dev.postern.conformance.load;

import dev.postern.conformance.transcript.Wire;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// From the first octet of a send over the API until an IMAP client in IDLE is told of the mail in
/// the recipient's INBOX.
final class SendPhase {
  private static final int WARM = 300;
  private static final int ROUNDS = 500;

  /// Longer than an IDLE session gathers news after it was told some.
  private static final int PAUSE_MILLIS = 80;

  private SendPhase() {}

  static void run(Bench bench) throws IOException, InterruptedException {
    List<String> agents = bench.agents(2);
    Wire idle = Wire.to(bench.server().port("imap"));
    try (KeepAlive client = bench.client()) {
      idle.line();
      for (String command :
          List.of("LOGIN " + agents.get(1) + " " + bench.server().password(), "SELECT INBOX")) {
        idle.write("a " + command + "\r\n");
        upTo(idle, "a OK");
      }
      idle.write("b IDLE\r\n");
      upTo(idle, "+");
      Timings visible = new Timings();
      Timings answered = new Timings();
      for (int i = 0; i < WARM + ROUNDS; i++) {
        long start = System.nanoTime();
        bench.send(client, agents.get(0), agents.get(1), "visible " + i);
        long sent = System.nanoTime();
        upTo(idle, "* " + (i + 1) + " EXISTS");
        long seen = System.nanoTime();
        if (i >= WARM) {
          visible.add(seen - start);
          answered.add(sent - start);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
      bench.tell("send answered", answered.toString());
      bench.tell("send visible over IMAP", visible.toString());
    } finally {
      idle.close();
    }
  }

  private static void upTo(Wire wire, String start) throws IOException {
    String line = wire.line();
    while (!line.startsWith(start)) {
      line = wire.line();
    }
  }
}
