package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.outbound.Endings.Fate;
import dev.postern.outbound.Transport.Outcome;
import dev.postern.support.Unsupported;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final FakeQueue queue = new FakeQueue();
  private final List<String> followed = new ArrayList<>();
  private final Mail mail = new Mail();
  private final Ledger ledger =
      new Ledger(
          queue,
          Unsupported.except(MailStore.class, mail),
          (queued, _) ->
              (_, sender) -> followed.add(queued.id() + (sender.isPresent() ? " sender" : "")));

  /// Mailboxes whose transactions only join the queue.
  private final class Mail {
    int commits;
    boolean isDeleted;
    Runnable before = () -> {};

    @SuppressWarnings("unused") // called through the port
    synchronized <T> T commit(AccountId account, Object origin, Function<MailTx, T> work) {
      commits++;
      before.run();
      if (isDeleted) {
        throw new GatewayException(Fault.NOT_FOUND, "no such account");
      }
      return work.apply(Unsupported.except(MailTx.class, this));
    }

    @SuppressWarnings("unused") // called through the port
    <P> P join(Class<P> port) {
      return port.cast(queue);
    }
  }

  private Ledger.Page done(long queueId) {
    queue.enqueue(queueId, NOW, "x@one.test");
    Due due = queue.due(List.of(queueId), NOW, 1).getFirst();
    Outcome taken = new Outcome.Accepted("mx", "250", false);
    return new Ledger.Page(due.mail(), List.of(new Ruling.Done(due, Fate.RELAYED, taken)), _ -> {});
  }

  @Test
  void whatWasRecordedBeforeHasNoFurtherEffect() {
    Ledger.Page page = done(1);
    ledger.record(List.of(page));
    ledger.record(List.of(page));
    assertThat(followed).containsExactly("1 sender");
    assertThat(queue.rows).isEmpty();
  }

  @Test
  void mailOfADeletedAccountIsRecordedWithoutIt() {
    mail.isDeleted = true;
    ledger.record(List.of(done(1)));
    assertThat(followed).containsExactly("1");
    assertThat(queue.rows).isEmpty();
  }

  @Test
  void whatCannotBeRecordedKeepsNothingElseFromIt() {
    Ledger.Page good = done(1);
    Ledger.Page bad =
        new Ledger.Page(
            done(2).mail(),
            List.of(),
            _ -> {
              throw new IllegalStateException("planted");
            });
    assertThatThrownBy(() -> ledger.record(List.of(bad, good))).hasMessage("planted");
    assertThat(followed).containsExactly("1 sender");
  }

  @Test
  void whatComesMeanwhileGoesIntoOneCommit() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    mail.before =
        () -> {
          try {
            assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      Ledger.Page page = done(i);
      threads.add(Thread.ofVirtual().start(() -> ledger.record(List.of(page))));
    }
    await()
        .until(() ->
            threads.stream().filter(each -> each.getState() == Thread.State.WAITING).count() == 19);
    release.countDown();
    for (Thread each : threads) {
      each.join();
    }
    assertThat(followed).hasSize(20);
    assertThat(mail.commits).isEqualTo(2);
  }
}
