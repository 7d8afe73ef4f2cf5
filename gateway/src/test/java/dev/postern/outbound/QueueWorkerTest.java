package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueueWorkerTest extends WorkerStage {
  @Test
  void agentsHereGetItAtOnceWithTraceAndWithoutBcc() {
    QueueWorker _ = started();
    queue.enqueue(5, now, "Bob+tag@here.test");
    runAll();
    assertThat(queue.rows).isEmpty();
    assertThat(mail.delivered)
        .containsExactly(
            "Return-Path: <ann@here.test>\r\nDelivered-To: Bob+tag@here.test\r\n"
                + "Received: by mx.here.test (Postern) id 5;\r\n\tFri, 20 Nov 2026 12:00:00 +0000"
                + "\r\nFrom: a\r\n\r\nhello\r\n");
  }

  @Test
  void othersGetItInOneTransfer() {
    QueueWorker _ = started();
    queue.enqueue(5, now, "x@one.test", "bob@here.test", "y@two.test");
    runAll();
    assertThat(sent).containsExactly("[x@one.test, y@two.test] From: a\r\n\r\nhello\r\n");
    assertThat(queue.rows).isEmpty();
  }

  @Test
  void whatIsRefusedEndsAndTheRestGoesOn() {
    answer =
        to ->
            to.startsWith("x")
                ? new Outcome.Refused("", "550 no")
                : new Outcome.Accepted("", "250", false);
    QueueWorker _ = started();
    queue.enqueue(5, now, "x@one.test", "y@two.test", "nobody@here.test");
    runAll();
    assertThat(queue.rows).isEmpty();
    assertThat(queue.failed)
        .containsEntry("x@one.test", "550 no")
        .containsEntry("nobody@here.test", "550 5.1.1 no such user: nobody@here.test");
  }

  @Test
  void whatIsPutOffIsTriedOnScheduleUntilItExpires() {
    answer = _ -> new Outcome.Deferred("", "451 later");
    QueueWorker worker = started();
    Instant queued = now;
    queue.enqueue(5, now, "x@one.test");
    runAll();
    List<Long> minutes = new ArrayList<>();
    while (queue.failed.isEmpty()) {
      Instant next = queue.nextDue(now).orElseThrow();
      minutes.add(Duration.between(now, next).toMinutes());
      now = next;
      worker.wake();
      runAll();
    }
    long[] plain = {1, 5, 15, 30, 60, 120, 240};
    for (int i = 0; i < plain.length; i++) {
      assertThat(minutes.get(i) + 0.5).isBetween(plain[i] * 0.8 - 0.5, plain[i] * 1.2 + 0.5);
    }
    assertThat(now).isEqualTo(queued.plus(Duration.ofDays(3)));
    assertThat(queue.failed).containsEntry("x@one.test", "expired: 451 later");
  }

  @Test
  void itSleepsUntilTheNextIsDueAndNotForLong() {
    answer = _ -> new Outcome.Deferred("", "451 later");
    QueueWorker worker = started();
    assertThat(alarm).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
    queue.enqueue(5, now, "x@one.test");
    runAll();
    now = queue.nextDue(now).orElseThrow().minusSeconds(7);
    worker.wake();
    runAll();
    assertThat(alarm).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
  }

  @Test
  void aDeliveryThatCouldNotBeRecordedIsNotRepeated() {
    QueueWorker worker = started();
    queue.failNextDone = true;
    queue.enqueue(5, now, "bob@here.test");
    runAll();
    assertThat(queue.rows).hasSize(1);
    worker.wake();
    runAll();
    assertThat(queue.rows).isEmpty();
    assertThat(mail.delivered).hasSize(1);
  }

  @Test
  void aTransferThatCouldNotBeRecordedIsNotRepeated() {
    answer =
        to ->
            to.startsWith("x")
                ? new Outcome.Refused("", "550 no")
                : new Outcome.Accepted("", "250", false);
    QueueWorker worker = started();
    queue.failNextDone = true;
    queue.enqueue(5, now, "x@one.test", "y@two.test");
    runAll();
    assertThat(queue.rows).hasSize(2);
    worker.wake();
    runAll();
    assertThat(sent).as("its recipients are still busy").hasSize(1);
    List.copyOf(scheduled).forEach(Runnable::run);
    runAll();
    assertThat(queue.rows).isEmpty();
    assertThat(queue.failed).containsEntry("x@one.test", "550 no");
    assertThat(sent).hasSize(1);
  }

  @Test
  void aMailThatCannotBeHandledIsPutOff() {
    answer =
        _ -> {
          throw new IllegalStateException("planted");
        };
    QueueWorker _ = started();
    queue.enqueue(5, now, "x@one.test");
    runAll();
    assertThat(queue.retries).hasSize(1);
  }

  @Test
  void aSlowHopDoesNotHoldUpAgentsHere() {
    QueueWorker _ = started();
    for (int i = 0; i < 1000; i++) {
      queue.enqueue(100 + i, now, "x@slow.test");
    }
    queue.enqueue(5, now, "bob@here.test");
    tasks.remove().run();
    assertThat(tasks).as("5 slots of the hop and bob's delivery").hasSize(6);
    runAll();
    assertThat(queue.rows).as("finished transfers made room for the others").isEmpty();
    assertThat(mail.delivered).hasSize(1);
  }

  @Test
  void whatFinishesWhileThePageIsReadIsNotStartedAgain() {
    QueueWorker worker = started();
    queue.enqueue(5, now, "x@one.test");
    tasks.remove().run();
    queue.afterDue = tasks.remove();
    worker.wake();
    runAll();
    assertThat(sent).hasSize(1);
    assertThat(queue.rows).isEmpty();
  }

  @Test
  void closingWaitsForWhatRuns() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    answer =
        _ -> {
          running.countDown();
          try {
            assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return new Outcome.Accepted("", "250", false);
        };
    QueueWorker worker = worker(task -> Thread.ofVirtual().start(task));
    worker.start();
    queue.enqueue(5, now, "x@one.test");
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    Thread closing = Thread.ofVirtual().start(worker::close);
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    release.countDown();
    closing.join();
    assertThat(queue.rows).isEmpty();
  }
}
