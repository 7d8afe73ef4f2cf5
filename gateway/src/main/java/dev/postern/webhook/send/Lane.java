package dev.postern.webhook.send;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.webhook.Triggers;
import dev.postern.webhook.Webhook;
import dev.postern.webhook.WebhookStore;
import dev.postern.webhook.WebhookStore.Attempt;
import dev.postern.webhook.WebhookStore.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that goes to one destination: the logs it has not heard of yet, and what is tried
/// again. Accounts are served beside each other; within an account the order of the log is kept,
/// but a failure does not hold up what comes after it.
final class Lane implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final int ACCOUNTS = 8;
  private static final int TRANSACTIONS = 100;
  private static final int RETRIES = 50;
  private static final int REMEMBERED = 10_000;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofHours(1);

  private final UUID id;
  private final WebhookStore store;
  private final MailStore mail;
  private final Subscriptions subscriptions;
  private final Courier courier;
  private final InstantSource clock;
  private final Executor threads;
  private final Health health = new Health();
  private final Semaphore news = new Semaphore(0);
  // Accounts that changed since they were caught up with, and how far that was.
  private final Map<AccountId, Long> changed = new ConcurrentHashMap<>();
  private final Map<AccountId, Long> told = new ConcurrentHashMap<>();
  private volatile boolean swept;
  private volatile boolean stopped;

  Lane(
      UUID id,
      WebhookStore store,
      MailStore mail,
      Subscriptions subscriptions,
      Courier courier,
      InstantSource clock,
      Executor threads) {
    this.id = id;
    this.store = store;
    this.mail = mail;
    this.subscriptions = subscriptions;
    this.courier = courier;
    this.clock = clock;
    this.threads = threads;
  }

  /// Says whether a destination gets anything.
  static boolean delivers(Webhook webhook) {
    return webhook.status() == Webhook.Status.ACTIVE || webhook.status() == Webhook.Status.FAILING;
  }

  /// Tells of a transaction on an account; on the committer's thread.
  void changed(AccountId account, long seq) {
    changed.merge(account, seq - 1, Math::min);
    news.release();
  }

  void wake() {
    news.release();
  }

  void stop() {
    stopped = true;
    wake();
  }

  /// Says whether it will do nothing more.
  boolean isStopped() {
    return stopped;
  }

  @Override
  public void run() {
    while (!stopped) {
      news.drainPermits();
      Duration pause;
      try {
        pause = round() ? Duration.ZERO : untilNext();
      } catch (RuntimeException | Error e) {
        if (stopped) {
          return;
        }
        LOG.error("webhook {}: delivery failed and goes on in a moment", id, e);
        swept = false;
        pause = SOON;
      }
      if (!sleep(pause)) {
        return;
      }
    }
  }

  // Returns whether there may be more to do at once.
  private boolean round() {
    Optional<Webhook> webhook = store.webhook(id).filter(Lane::delivers);
    if (webhook.isEmpty()) {
      stopped = true;
      return false;
    }
    if (stopped || health.rests(clock.instant())) {
      return false;
    }
    boolean retried = retry(webhook.get());
    return fresh(webhook.get()) || retried;
  }

  // At first every account is looked at; from then on only those that change.
  private boolean fresh(Webhook webhook) {
    List<Position> behind = swept ? dirty() : store.behind(id, ACCOUNTS);
    swept |= behind.isEmpty();
    boolean moved = false;
    if (behind.size() == 1) {
      moved = catchUp(webhook, behind.getFirst());
    } else {
      List<CompletableFuture<Boolean>> running =
          behind.stream()
              .map(p -> CompletableFuture.supplyAsync(() -> catchUp(webhook, p), threads))
              .toList();
      for (CompletableFuture<Boolean> one : running) {
        moved |= one.join();
      }
    }
    return moved || (swept && !changed.isEmpty() && !health.rests(clock.instant()));
  }

  private List<Position> dirty() {
    return changed.keySet().stream()
        .limit(ACCOUNTS)
        .flatMap(account ->
            Stream.ofNullable(changed.remove(account))
                .map(seq -> new Position(account, Math.max(seq, told.getOrDefault(account, 0L)))))
        .toList();
  }

  // Whole transactions only: a position cannot stand inside one. Returns whether it moved.
  private boolean catchUp(Webhook webhook, Position position) {
    if (!courier.hears(webhook, position.account())) {
      return false;
    }
    // A sweep must pass transactions that are in no log, or it would find the account for ever.
    long end = swept ? 0 : mail.read(position.account(), MailRead::seq);
    List<LogEntry> entries = mail.changesSince(position.account(), position.seq(), TRANSACTIONS);
    List<Attempt> again = new ArrayList<>();
    long done = position.seq();
    int next = 0;
    while (next < entries.size() && !stopped && !health.rests(clock.instant())) {
      long seq = entries.get(next).seq();
      int after = next;
      while (after < entries.size() && entries.get(after).seq() == seq) {
        after++;
      }
      for (Notice notice : Notice.of(entries.subList(next, after))) {
        first(webhook, position, notice).ifPresent(again::add);
        if (notice.trigger().equals(Triggers.MESSAGE_CREATED)) {
          first(webhook, position, notice.as(Triggers.MESSAGE_CREATED_CLEANED))
              .ifPresent(again::add);
        }
      }
      next = after;
      done = seq;
    }
    boolean more = next < entries.size() || done >= position.seq() + TRANSACTIONS;
    done = more ? done : Math.max(done, end);
    if (done > position.seq()) {
      store.advance(id, position.account(), done, again);
      remember(position.account(), done);
    }
    if (more) {
      changed.merge(position.account(), done, Math::min);
    }
    return done > position.seq();
  }

  // News of a transaction may come after the log was read: then it is no news. To forget costs a
  // repeated notification at most.
  private void remember(AccountId account, long seq) {
    if (told.size() >= REMEMBERED) {
      told.clear();
    }
    told.put(account, seq);
  }

  // Returns the attempt to be kept if it failed.
  private Optional<Attempt> first(Webhook webhook, Position position, Notice notice) {
    Instant now = clock.instant();
    boolean resting = health.rests(now);
    if (!resting && deliver(webhook, position, notice, 1, now) != Courier.Outcome.FAILED) {
      return Optional.empty();
    }
    int attempts = resting ? 0 : 1;
    Instant due = RetryPlan.next(1, now, clock.instant()).orElse(now);
    return webhook.triggers().contains(notice.trigger())
        ? Optional.of(
            new Attempt(
                id,
                position.account(),
                notice.seq(),
                notice.item(),
                notice.trigger(),
                notice.subject(),
                attempts,
                now,
                due))
        : Optional.empty();
  }

  private boolean retry(Webhook webhook) {
    List<Attempt> due = store.dueAttempts(id, clock.instant(), RETRIES);
    for (Attempt attempt : due) {
      if (stopped || health.rests(clock.instant())) {
        return false;
      }
      Notice notice =
          new Notice(attempt.seq(), attempt.item(), attempt.trigger(), attempt.subject());
      int count = attempt.attempts() + 1;
      Position position = new Position(attempt.account(), attempt.seq());
      if (deliver(webhook, position, notice, count, attempt.first()) != Courier.Outcome.FAILED) {
        store.end(attempt);
      } else {
        postpone(attempt, count);
      }
    }
    return due.size() == RETRIES;
  }

  private void postpone(Attempt attempt, int count) {
    Optional<Instant> due = RetryPlan.next(count, attempt.first(), clock.instant());
    if (due.isEmpty()) {
      LOG.warn("webhook {}: given up after {} attempts", id, count);
      store.end(attempt);
      subscriptions.mark(id, Webhook.Status.FAILED);
      return;
    }
    store.retry(
        new Attempt(
            id,
            attempt.account(),
            attempt.seq(),
            attempt.item(),
            attempt.trigger(),
            attempt.subject(),
            count,
            attempt.first(),
            due.get()));
  }

  private Courier.Outcome deliver(
      Webhook webhook, Position position, Notice notice, int attempt, Instant time) {
    Courier.Outcome outcome = courier.deliver(webhook, position.account(), notice, attempt, time);
    Optional<Webhook.Status> status =
        switch (outcome) {
          case TAKEN -> health.taken(webhook);
          case FAILED -> health.failed(webhook, clock.instant());
          case VOID -> Optional.empty();
        };
    status.ifPresent(news -> subscriptions.mark(id, news));
    return outcome;
  }

  private Duration untilNext() {
    Instant now = clock.instant();
    if (health.rests(now)) {
      return Duration.between(now, health.restUntil());
    }
    return store
        .nextAttempt()
        .map(due -> Duration.between(now, due))
        .map(wait -> wait.compareTo(SOON) < 0 ? SOON : wait)
        .filter(wait -> wait.compareTo(LATER) < 0)
        .orElse(LATER);
  }

  private boolean sleep(Duration pause) {
    try {
      boolean woken = !pause.isZero() && news.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
      LOG.trace("webhook {}: {}", id, woken ? "woken" : "time");
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
