package dev.postern.delivery;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.guard.Guard;
import dev.postern.guard.Held;
import dev.postern.mailbox.Blob;
import dev.postern.rules.Comparison;
import dev.postern.rules.Rule;
import dev.postern.screening.DmarcMode;
import dev.postern.screening.Judgement;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/// Measures what a delivery costs of the processor, with rules and without. Not a test: run `main`
/// with a directory and a number of mails.
final class DeliveryCost {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final String TEXT =
      "From: Ann <ann@shop.test>\r\nTo: bob@agents.test\r\nSubject: s\r\nMessage-ID: <%d@x>\r\n\r\n"
          + "hello, this is a mail\r\n".repeat(60);

  private final SqliteEngine engine;
  private final Grant bob;

  private DeliveryCost(SqliteEngine engine) {
    this.engine = engine;
    this.bob =
        engine
            .grants()
            .create(
                new GrantStore.NewGrant(
                    engine.grants().applications().first(),
                    "bob@agents.test",
                    "bob@agents.test",
                    "",
                    Optional.empty(),
                    CLOCK.instant()));
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(args[0]), "delivery");
    int mails = Integer.parseInt(args[1]);
    Rule[] rules =
        IntStream.range(0, 30)
            .mapToObj(i -> Held.rule("from.domain", Comparison.IS, "d" + i + ".test", Held.BLOCK))
            .toArray(Rule[]::new);
    Map<String, Guard> guards = Map.of("nothing", Guard.NONE, "30 rules", Held.by(rules));
    try (SqliteEngine engine =
        SqliteEngine.open(
            EngineOptions.in(directory),
            CLOCK,
            Thread.ofPlatform().daemon().factory(),
            Executors.newScheduledThreadPool(1))) {
      DeliveryCost cost = new DeliveryCost(engine);
      for (String name : List.of("nothing", "nothing", "30 rules", "nothing", "30 rules")) {
        cost.run(name, Objects.requireNonNull(guards.get(name)), mails);
      }
    }
    System.exit(0);
  }

  private void run(String name, Guard guard, int mails) throws InterruptedException {
    Admission admission =
        new Admission(
            engine.mail(),
            _ -> guard,
            engine.counters(),
            new Judgement(5, DmarcMode.ENFORCE),
            CLOCK);
    Delivery delivery =
        new Delivery(engine.mail(), "mx.agents.test", CLOCK, Noticing.NONE, admission);
    long used = used();
    long begun = System.nanoTime();
    ExecutorService senders = Executors.newFixedThreadPool(16);
    for (int i = 0; i < mails; i++) {
      byte[] text = TEXT.formatted(i).getBytes(StandardCharsets.UTF_8);
      senders.execute(() -> deliver(delivery, text));
    }
    senders.close();
    System.out.printf(
        "%s: %.0f us of the processor for each, %.0f a second%n",
        name, (used() - used) / 1e3 / mails, mails / ((System.nanoTime() - begun) / 1e9));
  }

  private void deliver(Delivery delivery, byte[] text) {
    try (Blob blob = Blobs.of(engine.mail(), List.of(MemorySegment.ofArray(text)))) {
      var _ =
          delivery.deliver(
              bob,
              new Delivery.Direct("x@y.test", bob.email(), blob, text.length, Optional.empty()),
              new Object());
    }
  }

  private static long used() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
