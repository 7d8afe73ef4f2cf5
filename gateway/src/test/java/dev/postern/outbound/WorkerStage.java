package dev.postern.outbound;

import dev.postern.auth.GrantStore;
import dev.postern.delivery.Delivery;
import dev.postern.delivery.Recipients;
import dev.postern.domains.Domains;
import dev.postern.mailbox.AccountId;
import dev.postern.support.Unsupported;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A worker on a queue in memory, with a clock that stands and tasks that run when they are told
/// to. It is its own transport and its own timer.
abstract class WorkerStage implements Transport {
  final FakeQueue queue = new FakeQueue();
  Endings endings = Endings.NONE;
  final FakeMail mail = new FakeMail();
  final Deque<Runnable> tasks = new ArrayDeque<>();
  final List<String> sent = new ArrayList<>();
  final List<Job> jobs = new ArrayList<>();
  Function<String, Outcome> answer = _ -> new Outcome.Accepted("", "250 ok", false);
  Instant now = Instant.parse("2026-11-20T12:00:00Z");
  Duration alarm = Duration.ZERO;
  Function<String, String> hop = _ -> "hop";
  Rates rates = Rates.none();
  final Set<AccountId> stopped = new HashSet<>();
  final List<Runnable> scheduled = new ArrayList<>();

  @Override
  public List<Outcome> send(Job job) {
    byte[] bytes = job.message().toArray(ValueLayout.JAVA_BYTE);
    jobs.add(job);
    sent.add(job.recipients() + " " + new String(bytes, StandardCharsets.US_ASCII));
    return job.recipients().stream().map(answer).toList();
  }

  @Override
  public boolean routes(AccountId account, String domain) {
    return true;
  }

  @Override
  public String nextHop(AccountId account, String domain) {
    return hop.apply(domain);
  }

  QueueWorker worker(Executor workers) {
    InstantSource clock = () -> now;
    Recipients recipients =
        new Recipients(
            Unsupported.except(GrantStore.class, mail), Domains.of(List.of("Here.test")));
    Transfers transfers =
        new Transfers(
            queue,
            mail.store(),
            recipients,
            new Delivery(mail.store(), "mx.here.test", clock),
            this,
            new RetrySchedule(new Random(7)),
            endings,
            clock);
    return new QueueWorker(
        new MovingQueue(queue, () -> Set.copyOf(stopped)),
        recipients,
        this,
        transfers,
        rates,
        clock,
        Unsupported.except(ScheduledExecutorService.class, new Alarms()),
        workers);
  }

  QueueWorker started() {
    QueueWorker worker = worker(tasks::add);
    worker.start();
    runAll();
    return worker;
  }

  void runAll() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private final class Alarms {
    @SuppressWarnings("unused") // called through the port
    ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      alarm = Duration.of(delay, unit.toChronoUnit());
      scheduled.add(task);
      return Unsupported.except(ScheduledFuture.class, this);
    }

    @SuppressWarnings("unused") // called through the port
    boolean cancel(boolean interrupt) {
      return true;
    }
  }
}
