package dev.postern.webhook.send;

import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.webhook.Webhook;
import dev.postern.webhook.WebhookStore;
import dev.postern.webhook.WebhookStore.Attempt;
import dev.postern.webhook.WebhookStore.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that goes to one destination: the logs it has not heard of yet, and what is tried
/// again. Some workers serve accounts beside each other; the lane's own thread finds them work when
/// no news does, and makes durable what they did.
final class Lane implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final int WORKERS = 32;
  private static final int PAGE = 64;
  private static final int RETRIES = 200;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofHours(1);

  private final WebhookStore store;
  private final Health health = new Health();
  private final Teller teller;
  private final InstantSource clock;
  private final Executor threads;
  private final Backlog backlog = new Backlog();
  private final Ledger ledger;
  private final Queue<List<Attempt>> retries = new ConcurrentLinkedQueue<>();
  private final AtomicInteger retrying = new AtomicInteger();
  private final AtomicInteger working = new AtomicInteger();
  private final Semaphore news = new Semaphore(0);
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private volatile Webhook webhook;
  private volatile boolean stopped;

  /// Whether the store may know other attempts than it did when `nextDue` was asked for.
  private volatile boolean attemptsChanged = true;

  private volatile boolean swept;

  // The lane's thread only.
  private AccountId sweptTo = new AccountId(-1);
  private Instant nextDue = Instant.MIN;

  Lane(
      Webhook webhook,
      WebhookStore store,
      Subscriptions subscriptions,
      Courier courier,
      InstantSource clock,
      Executor threads) {
    this.webhook = webhook;
    this.store = store;
    this.teller = new Teller(this::webhook, store, subscriptions, courier, health, clock);
    this.ledger = new Ledger(webhook.id(), store);
    this.clock = clock;
    this.threads = threads;
  }

  /// Says whether a destination gets anything.
  static boolean delivers(Webhook webhook) {
    return webhook.status() == Webhook.Status.ACTIVE || webhook.status() == Webhook.Status.FAILING;
  }

  Webhook webhook() {
    return webhook;
  }

  /// Goes on with the destination as it is now.
  void update(Webhook changed) {
    webhook = changed;
    wake();
  }

  /// Tells of a transaction on an account; on the committer's thread.
  void changed(AccountId account, long seq) {
    backlog.news(account, seq);
    pump();
  }

  void wake() {
    news.release();
  }

  void stop() {
    stopped = true;
    wake();
  }

  /// Waits until nothing more is written for this destination.
  ///
  /// @return whether that came to pass in time
  boolean awaitEnd(Duration patience) {
    try {
      return ended.completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS).get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void run() {
    try {
      while (!stopped && sleep(step())) {}
    } finally {
      settle();
      ended.complete(true);
    }
  }

  // What was told up to now need not be told again after the next start.
  private void settle() {
    try {
      ledger.write();
    } catch (RuntimeException e) {
      LOG.debug("webhook {}: some notifications will be repeated", webhook.id(), e);
    }
  }

  /// Does what is due.
  ///
  /// @return how long to sleep if nothing happens
  private Duration step() {
    news.drainPermits();
    try {
      if (ledger.due().isZero()) {
        attemptsChanged |= ledger.write();
      }
      Instant now = clock.instant();
      if (health.rests(now)) {
        return shorter(Duration.between(now, health.restUntil()), ledger.due());
      }
      sweep();
      findRetries(now);
      pump();
      return shorter(untilRetry(now), ledger.due());
    } catch (RuntimeException | Error e) {
      complain(e);
      return SOON;
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  // At first every account is looked at; from then on only those that change.
  private void sweep() {
    while (!swept && backlog.size() < PAGE) {
      List<Position> behind = store.behind(webhook.id(), sweptTo, PAGE);
      if (behind.isEmpty()) {
        backlog.swept();
        swept = true;
      } else {
        backlog.behind(behind);
        sweptTo = behind.getLast().account();
      }
    }
  }

  private void findRetries(Instant now) {
    if (retrying.get() > 0) {
      return;
    }
    if (attemptsChanged) {
      attemptsChanged = false;
      nextDue = store.nextAttempt(webhook.id()).orElse(Instant.MAX);
    }
    if (nextDue.isAfter(now)) {
      return;
    }
    attemptsChanged = true;
    Collection<List<Attempt>> due = byAccount(store.dueAttempts(webhook.id(), now, RETRIES));
    retrying.set(due.size());
    retries.addAll(due);
  }

  private static Collection<List<Attempt>> byAccount(List<Attempt> due) {
    Map<AccountId, List<Attempt>> grouped = new LinkedHashMap<>();
    for (Attempt attempt : due) {
      grouped.computeIfAbsent(attempt.account(), _ -> new ArrayList<>()).add(attempt);
    }
    grouped
        .values()
        .forEach(group ->
            group.sort(Comparator.comparingLong(Attempt::seq).thenComparingInt(Attempt::item)));
    return grouped.values();
  }

  // While retries are under way, their end wakes the lane.
  private Duration untilRetry(Instant now) {
    if (retrying.get() > 0 || !nextDue.isBefore(now.plus(LATER))) {
      return LATER;
    }
    Duration wait = Duration.between(now, nextDue);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  // Calls one more worker if there is something to do; each calls the next before it sets to work.
  // A receiver that is in doubt is asked one thing at a time.
  private void pump() {
    int most = health.isDoubtful() ? 1 : WORKERS;
    if (mayWork() && hasWork() && working.get() < most) {
      if (working.incrementAndGet() > most) {
        working.decrementAndGet();
        return;
      }
      threads.execute(this::work);
    }
  }

  private void complain(Throwable e) {
    if (e instanceof GatewayException refused && refused.fault().isTransient()) {
      LOG.warn("webhook {}: delivery goes on in a moment: {}", webhook.id(), refused.text());
    } else if (!stopped) {
      LOG.error("webhook {}: delivery failed and goes on in a moment", webhook.id(), e);
    }
  }

  private boolean mayWork() {
    return !stopped && !health.rests(clock.instant());
  }

  private boolean hasWork() {
    return !retries.isEmpty() || backlog.hasWork();
  }

  private void work() {
    try {
      while (mayWork() && workOnce()) {}
    } catch (RuntimeException | Error e) {
      complain(e);
      health.rest(clock.instant().plus(SOON));
    } finally {
      working.decrementAndGet();
      // What came when all workers were about to end; and the lane knows what to do next if they
      // cannot go on.
      pump();
      if (!swept || health.rests(clock.instant())) {
        wake();
      }
    }
  }

  private boolean workOnce() {
    List<Attempt> due = retries.poll();
    if (due != null) {
      pump();
      try {
        teller.retry(due, this::goesOn);
      } finally {
        if (retrying.decrementAndGet() == 0) {
          wake();
        }
      }
      return true;
    }
    Optional<Position> next = backlog.take();
    next.ifPresent(position -> {
      pump();
      serve(position);
    });
    return next.isPresent();
  }

  private void serve(Position position) {
    AccountId account = position.account();
    long[] done = {position.seq()};
    boolean more = true;
    try {
      more =
          teller.tell(
              position,
              this::goesOn,
              (seq, again) -> {
                done[0] = seq;
                if (ledger.note(account, seq, again)) {
                  wake();
                }
              });
    } finally {
      backlog.done(account, done[0], more);
    }
  }

  private boolean goesOn() {
    return !stopped;
  }

  private boolean sleep(Duration pause) {
    try {
      boolean woken = !pause.isZero() && news.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
      LOG.trace("webhook {}: {}", webhook.id(), woken ? "woken" : "time");
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
