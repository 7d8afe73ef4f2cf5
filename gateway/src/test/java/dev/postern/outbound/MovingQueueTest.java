package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.AccountId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Mail of a stopped account waits in the queue: untried, unwritten, and not for ever.
class MovingQueueTest extends WorkerStage {
  private static final AccountId BOB = new AccountId(2);

  @Test
  void mailOfAStoppedAccountWaitsWhileThatOfOthersGoes() {
    QueueWorker worker = started();
    stopped.add(FakeQueue.ANN);
    queue.enqueue(5, FakeQueue.ANN, now, "x@one.test", "bob@here.test");
    queue.enqueue(6, BOB, now, "y@one.test");
    runAll();
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst()).startsWith("[y@one.test]");
    assertThat(mail.delivered).isEmpty();
    assertThat(queue.rows)
        .hasSize(2)
        .allSatisfy((_, due) -> {
          assertThat(due.attempts()).isZero();
          assertThat(due.due()).isEqualTo(now);
        });
    assertThat(alarm).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
    worker.wake();
    runAll();
    assertThat(sent).hasSize(1);
    assertThat(alarm).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
    stopped.clear();
    worker.wake();
    runAll();
    assertThat(sent).hasSize(2);
    assertThat(mail.delivered).hasSize(1);
    assertThat(queue.rows).isEmpty();
  }

  @Test
  void whatWaitsForARetryIsNotTriedEither() {
    answer = _ -> new Outcome.Deferred("", "451 later");
    QueueWorker worker = started();
    queue.enqueue(5, now, "x@one.test");
    runAll();
    stopped.add(FakeQueue.ANN);
    now = now.plus(Duration.ofHours(1));
    worker.wake();
    runAll();
    assertThat(sent).hasSize(1);
    assertThat(queue.rows).allSatisfy((_, due) -> assertThat(due.attempts()).isEqualTo(1));
  }

  @Test
  void itExpiresAsUsual() {
    QueueWorker worker = started();
    stopped.add(FakeQueue.ANN);
    queue.enqueue(5, now, "x@one.test");
    runAll();
    now = now.plus(Duration.ofDays(3)).plus(Duration.ofMinutes(2));
    queue.notices.put(5L, now);
    worker.wake();
    runAll();
    assertThat(sent).isEmpty();
    assertThat(queue.failed).containsKey("x@one.test");
  }
}
