package dev.postern.conformance.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// All clients at once, each on a thread of its own, from a start until the server is killed.
final class Load {
  /// Operations a client does at most, so that a round is bounded in count too.
  private static final int COUNT = 80;

  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch done;
  private volatile boolean killing;

  /// Starts the clients.
  ///
  /// @param mix who runs beside whom
  /// @param round goes into every token
  Load(Crowd crowd, List<Work.Loop> mix, int round, SplittableRandom random) {
    done = new CountDownLatch(mix.size());
    for (int i = 0; i < mix.size(); i++) {
      var work = new Work(crowd, "r" + round + "-w" + i, random.split());
      Work.Loop loop = mix.get(i);
      threads.add(Thread.ofVirtual().start(() -> live(loop, work)));
    }
  }

  private void live(Work.Loop loop, Work work) {
    try {
      loop.run(work, COUNT);
    } catch (IOException | RuntimeException e) {
      if (!killing) {
        work.crowd().ledger().refused(work.name() + ": " + e);
      }
    } finally {
      done.countDown();
    }
  }

  /// Waits until every client is done, but no longer than the given time.
  void runFor(Duration time) throws InterruptedException {
    boolean _ = done.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Runs what ends the server; from now on errors are what must happen. Waits for the last client.
  void end(Kill kill) throws IOException, InterruptedException {
    killing = true;
    try {
      kill.run();
    } finally {
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  /// What ends a server.
  interface Kill {
    void run() throws IOException;
  }
}
