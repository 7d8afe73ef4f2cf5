package dev.postern.retention;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.guard.Guard;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.NewMessage;
import dev.postern.rules.Allowance;
import dev.postern.rules.Limit;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.support.MovingClock;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Measures retention. Run by hand: `java … RetentionCost <scratch directory> <messages>`.
///
/// Fills an inbox with old messages, then deletes them for their age while another account stores a
/// message every 5 ms: before, meanwhile and after, while the engine clears away behind it.
public final class RetentionCost {
  private static final int AT_ONCE = 200;

  private final MovingClock clock = new MovingClock("2026-03-04T12:00:00Z");
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final SqliteEngine engine;
  private final Agent ann;
  private final Agent bob;
  private final Thread committer;
  private final List<Long> waits = new ArrayList<>();
  private final List<Long> work = new ArrayList<>();

  private RetentionCost(Path directory) {
    engine =
        SqliteEngine.open(
            EngineOptions.in(directory),
            clock,
            task -> {
              Thread thread = Thread.ofPlatform().daemon().unstarted(task);
              threads.add(thread);
              return thread;
            },
            timer);
    ann = agent("ann");
    bob = agent("bob");
    committer = committer();
  }

  public static void main(String[] args) throws Exception {
    var cost = new RetentionCost(Files.createTempDirectory(Path.of(args[0]), "retention"));
    cost.run(Integer.parseInt(args[1]));
    System.exit(0);
  }

  private Agent agent(String name) {
    String address = name + "@agents.test";
    Grant grant =
        engine
            .grants()
            .create(
                new GrantStore.NewGrant(
                    engine.grants().applications().first(),
                    address,
                    address,
                    "",
                    Optional.empty(),
                    clock.instant()));
    return Agent.of(engine.mail(), grant.account());
  }

  private void run(int messages) throws Exception {
    long start = System.nanoTime();
    fill(messages);
    System.out.printf("filled %d in %d s%n", messages, seconds(start));
    clock.pass(Duration.ofDays(31));
    timer.scheduleWithFixedDelay(this::store, 5, 5, TimeUnit.MILLISECONDS);
    TimeUnit.SECONDS.sleep(20);
    told("before");
    delete();
    told("meanwhile");
    TimeUnit.SECONDS.sleep(60);
    told("after");
    engine.close();
  }

  private static long seconds(long start) {
    return (System.nanoTime() - start) / 1_000_000_000;
  }

  private void fill(int messages) {
    for (int done = 0; done < messages; done += AT_ONCE) {
      List<NewMessage> some = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        byte[] bytes =
            Agent.mail("mail " + (done + i), "x" + i + "@example.org", "ann@agents.test", "")
                .getBytes(StandardCharsets.UTF_8);
        Blob blob = ann.blob(bytes);
        some.add(Agent.message(blob, bytes, clock.instant(), Flags.NONE, List.of(FolderId.INBOX)));
      }
      List<MailTx.Added> _ = ann.commit(tx -> some.stream().map(tx::add).toList());
      some.forEach(message -> message.blob().close());
    }
  }

  private void store() {
    long begun = System.nanoTime();
    long worked = worked();
    MailTx.Added _ = bob.add(FolderId.INBOX, "hello");
    long took = (System.nanoTime() - begun) / 1000;
    synchronized (waits) {
      waits.add(took);
      work.add(worked() - worked);
    }
  }

  // The time that the one who writes was at work: unlike the time that passed, it says the same on
  // a busy machine.
  private long worked() {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(committer.threadId()) / 1000;
  }

  private Thread committer() {
    return threads.stream()
        .filter(thread ->
            Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith(".Committer")))
        .findFirst()
        .orElseThrow();
  }

  private void delete() {
    Guard none = Guard.NONE;
    var guard =
        new Guard(
            new Allowance(Map.of(Limit.INBOX_RETENTION, 30L), List.of()),
            none.spam(),
            none.inbound(),
            none.outbound(),
            none.requireApproval());
    var retention = new Retention(engine.grants(), engine.mail(), _ -> guard, clock);
    List<Long> steps = new ArrayList<>();
    long start = System.nanoTime();
    var sweep = new Sweep(retention);
    Optional<Duration> took = sweep.step();
    while (took.isPresent()) {
      steps.add(took.get().toNanos() / 1000);
      LockSupport.parkNanos(Math.max(2_000_000, took.get().toNanos()));
      took = sweep.step();
    }
    System.out.printf(
        "deleted %d in %d s, %d transactions%n", sweep.deleted(), seconds(start), steps.size());
    print("a transaction of ours", steps);
  }

  private void told(String when) {
    synchronized (waits) {
      print("another waits, " + when, waits);
      print("for so much work, " + when, work);
      waits.clear();
      work.clear();
    }
  }

  private static void print(String what, List<Long> micros) {
    long[] sorted = micros.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    System.out.printf(
        "%s: %d, median %d us, 99 %% %d us, 99.9 %% %d us, longest %d us%n",
        what,
        sorted.length,
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[(int) (sorted.length * 999L / 1000)],
        sorted[sorted.length - 1]);
  }
}
