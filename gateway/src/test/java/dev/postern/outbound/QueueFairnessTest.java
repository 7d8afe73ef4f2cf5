package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.Rate;
import dev.postern.mailbox.AccountId;
import dev.postern.outbound.DeskStore.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class QueueFairnessTest extends WorkerStage {
  private final Instant begin = now;

  {
    hop = Function.identity();
  }

  private void enqueue(int first, int count, String recipient) {
    for (int i = 0; i < count; i++) {
      queue.enqueue(first + i, now, recipient);
    }
  }

  private long sentTo(String domain) {
    return jobs.stream().filter(job -> job.recipients().getFirst().endsWith(domain)).count();
  }

  private void wakeAt(QueueWorker worker, Duration later) {
    now = begin.plus(later);
    worker.wake();
    runAll();
  }

  @Test
  void aHopGetsMoreAtOnceAsLongAsItTakesThem() {
    QueueWorker _ = started();
    enqueue(1, 200, "a@one.test");
    int most = 0;
    while (!queue.rows.isEmpty()) {
      most = Math.max(most, tasks.size());
      tasks.remove().run();
    }
    assertThat(most).isBetween(20, 22);
    assertThat(jobs).hasSize(200);
  }

  @Test
  void noDestinationIsInFrontOfAnother() {
    QueueWorker worker = worker(tasks::add);
    enqueue(1, 1000, "a@many.test");
    enqueue(2001, 1, "a@one.test");
    queue.enqueue(3001, new AccountId(2), now, "b@many.test");
    worker.start();
    while (jobs.size() < 20) {
      tasks.remove().run();
    }
    assertThat(sentTo("one.test")).isEqualTo(1);
    assertThat(sent).as("nor a sender").anyMatch(text -> text.startsWith("[b@many.test]"));
    runAll();
    assertThat(queue.rows).isEmpty();
  }

  @Test
  void whatCannotBeReachedIsFoundOutByFewAndTriedAgainByOne() {
    boolean[] up = {false};
    answer =
        to ->
            up[0] || to.endsWith("live.test")
                ? new Outcome.Accepted("", "250", false)
                : new Outcome.Unreachable("", "451 4.4.1 connection refused");
    QueueWorker worker = worker(tasks::add);
    enqueue(1, 1000, "a@dead.test");
    enqueue(2001, 3, "a@live.test");
    worker.start();
    runAll();
    assertThat(sentTo("dead.test")).isLessThanOrEqualTo(5);
    assertThat(sentTo("live.test")).isEqualTo(3);
    assertThat(alarm)
        .as("it waits for the hop's next try")
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(61));
    int before = jobs.size();
    int reads = queue.reads;
    wakeAt(worker, Duration.ofSeconds(30));
    assertThat(jobs).hasSize(before);
    assertThat(queue.reads - reads).as("lanes are looked at, not mails").isLessThan(8);
    wakeAt(worker, Duration.ofSeconds(61));
    assertThat(jobs).as("one finds out").hasSize(before + 1);
    wakeAt(worker, Duration.ofSeconds(122));
    assertThat(jobs).as("and the pause was longer").hasSize(before + 1);
    up[0] = true;
    wakeAt(worker, Duration.ofSeconds(200));
    assertThat(sentTo("dead.test")).as("those that were tried are due later").isGreaterThan(990);
    wakeAt(worker, Duration.ofHours(1));
    assertThat(queue.rows).isEmpty();
  }

  @Test
  void whatIsRefusedHereDoesNotOpenAClosedHop() {
    answer =
        to ->
            to.startsWith("none")
                ? new Outcome.Refused("", Suppressing.REFUSAL)
                : new Outcome.Unreachable("", "451 4.4.1 connection refused");
    QueueWorker worker = worker(tasks::add);
    for (int i = 0; i < 100; i++) {
      queue.enqueue(1 + i, now, "a@dead.test", "none@dead.test");
    }
    worker.start();
    runAll();
    assertThat(jobs).hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void whoLooksAfterTheQueueHasAClosedHopTriedAtOnce() {
    answer = _ -> new Outcome.Unreachable("", "451 4.4.1 connection refused");
    QueueWorker worker = worker(tasks::add);
    enqueue(1, 20, "a@dead.test");
    worker.start();
    runAll();
    int before = jobs.size();
    worker.tryAgain(Optional.of("other.test"));
    runAll();
    assertThat(jobs).hasSize(before);
    worker.tryAgain(Optional.of("dead.test"));
    runAll();
    assertThat(jobs).hasSize(before + 1);
  }

  @Test
  void whoHasOneMailTriedAgainDoesNotHaveTheHopsOfOthersTried() {
    answer = _ -> new Outcome.Unreachable("", "451 4.4.1 connection refused");
    QueueWorker worker = worker(tasks::add);
    enqueue(1, 20, "a@dead.test");
    enqueue(101, 20, "a@gone.test");
    worker.start();
    runAll();
    long before = sentTo("gone.test");
    int all = jobs.size();
    Filter one =
        new Filter(
            Optional.empty(),
            OptionalLong.of(20),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(worker.desk(new OneMail()).retry(one)).isZero();
    runAll();
    assertThat(jobs).hasSize(all + 1);
    assertThat(sentTo("gone.test")).isEqualTo(before);
  }

  /// Mail 20, as the desk sees it.
  private final class OneMail implements DeskStore {
    @Override
    public List<Entry> list(Filter filter, OptionalLong before, int limit, int recipients) {
      return List.of();
    }

    @Override
    public int retry(Filter filter, Instant at, int limit) {
      return 0;
    }

    @Override
    public List<QueueStore.Notice> waiting(Filter filter, int limit) {
      List<Due> due = queue.due(List.of(20L), now, limit);
      return List.of(new QueueStore.Notice(due.getFirst().mail(), due));
    }

    @Override
    public int remove(Filter filter, int limit) {
      return 0;
    }
  }

  @Test
  void whatTheHopKeepsFromBeingTriedIsLateAndExpires() {
    answer = _ -> new Outcome.Unreachable("", "451 4.4.1 connection refused");
    List<String> told = new ArrayList<>();
    endings =
        (mail, results) -> {
          results.forEach(each -> told.add(each.fate() + " " + mail.id()));
          return Endings.Effect.NONE;
        };
    QueueWorker worker = worker(tasks::add);
    enqueue(1, 200, "a@dead.test");
    worker.start();
    runAll();
    for (int minutes = 1; minutes < 241; minutes += 20) {
      wakeAt(worker, Duration.ofMinutes(minutes));
    }
    assertThat(told).isEmpty();
    wakeAt(worker, Duration.ofHours(4));
    assertThat(told).hasSize(200).contains("DELAYED 200");
    wakeAt(worker, Duration.ofHours(5));
    assertThat(told).hasSize(200);
    wakeAt(worker, Duration.ofDays(3));
    wakeAt(worker, Duration.ofDays(3).plusMinutes(2));
    assertThat(queue.rows).isEmpty();
    assertThat(told).hasSize(400).contains("EXPIRED 200");
    assertThat(queue.failed.get("a@dead.test")).startsWith("expired: 451 4.4");
    assertThat(jobs).as("most were never tried").hasSizeLessThan(150);
  }

  @Test
  void ratesSpreadMailAndHoldNobodyElseUp() {
    rates = new Rates(Optional.empty(), Optional.of(new Rate(10, Duration.ofSeconds(1))));
    QueueWorker worker = worker(tasks::add);
    enqueue(1, 100, "a@slow.test");
    worker.start();
    runAll();
    assertThat(sentTo("slow.test")).isEqualTo(10);
    enqueue(1001, 5, "a@other.test");
    runAll();
    assertThat(sentTo("other.test")).isEqualTo(5);
    assertThat(alarm).isLessThan(Duration.ofMillis(200));
    for (int tenths = 1; tenths <= 10; tenths++) {
      now = begin.plusMillis(100L * tenths);
      scheduled.getLast().run();
      runAll();
    }
    assertThat(sentTo("slow.test")).isEqualTo(20);
  }

  @Test
  void whatFollowsIsPartOfWhatIsRecorded() {
    List<String> effects = new ArrayList<>();
    endings =
        (mail, results) ->
            (_, sender) ->
                results.forEach(each ->
                    effects.add(
                        each.fate() + " " + each.due().recipient() + " " + sender.isPresent()));
    answer =
        to ->
            to.startsWith("no")
                ? new Outcome.Refused("mx", "550 no")
                : new Outcome.Accepted("mx", "250", false);
    QueueWorker _ = started();
    queue.failNextDone = true;
    queue.enqueue(1, AccountId.NOBODY, now, "a@one.test", "no@one.test");
    runAll();
    assertThat(effects).isEmpty();
    List.copyOf(scheduled).forEach(Runnable::run);
    runAll();
    assertThat(effects).containsExactly("RELAYED a@one.test false", "FAILED no@one.test false");
  }
}
