package dev.postern.webhook.send;

import dev.postern.mailbox.LogEntry;
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
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells one destination of one account at a time: what its log has, and what is tried again.
/// Within an account the order of the log is kept, but a failure does not hold up what comes after
/// it.
final class Teller {
  private static final Logger LOG = LoggerFactory.getLogger(Teller.class);
  private static final int TRANSACTIONS = 100;

  private final Supplier<Webhook> webhook;
  private final WebhookStore store;
  private final Subscriptions subscriptions;
  private final Courier courier;
  private final Health health;
  private final InstantSource clock;

  /// @param webhook the destination as it is at each moment
  /// @param health the destination's
  Teller(
      Supplier<Webhook> webhook,
      WebhookStore store,
      Subscriptions subscriptions,
      Courier courier,
      Health health,
      InstantSource clock) {
    this.webhook = webhook;
    this.store = store;
    this.subscriptions = subscriptions;
    this.courier = courier;
    this.health = health;
    this.clock = clock;
  }

  /// Hears how far an account was told.
  interface Progress {
    /// Takes note of one more transaction.
    ///
    /// @param again what of the transaction must be tried again
    void told(long seq, List<Attempt> again);
  }

  /// Tells the next transactions of an account, as long as `goesOn` says so: whole ones only,
  /// because a position cannot stand inside one.
  ///
  /// @return whether the log may go on
  boolean tell(Position position, BooleanSupplier goesOn, Progress progress) {
    Optional<Courier.Source> source = courier.source(webhook.get(), position.account());
    if (source.isEmpty()) {
      return false;
    }
    List<LogEntry> entries = courier.entries(webhook.get(), position, TRANSACTIONS);
    int transactions = 0;
    for (int next = 0; next < entries.size(); transactions++) {
      if (!goesOn.getAsBoolean() || health.rests(clock.instant())) {
        return true;
      }
      long seq = entries.get(next).seq();
      int after = next;
      while (after < entries.size() && entries.get(after).seq() == seq) {
        after++;
      }
      List<Attempt> again = new ArrayList<>();
      for (Notice notice : wanted(entries.subList(next, after))) {
        if (!goesOn.getAsBoolean()) {
          return true;
        }
        first(source.get(), position, notice).ifPresent(again::add);
      }
      progress.told(seq, again);
      next = after;
    }
    return transactions >= TRANSACTIONS;
  }

  private List<Notice> wanted(List<LogEntry> entries) {
    List<Notice> wanted = new ArrayList<>();
    for (Notice notice : Notice.of(entries)) {
      wanted.add(notice);
      if (notice.trigger().equals(Triggers.MESSAGE_CREATED)) {
        wanted.add(notice.as(Triggers.MESSAGE_CREATED_CLEANED));
      }
    }
    wanted.removeIf(notice -> !webhook.get().triggers().contains(notice.trigger()));
    return wanted;
  }

  // Returns the attempt to be kept if it failed. In the middle of a transaction there is no
  // stopping: what is left of it while the receiver rests is kept untried.
  private Optional<Attempt> first(Courier.Source source, Position position, Notice notice) {
    Instant now = clock.instant();
    UUID id = webhook.get().id();
    boolean resting = health.rests(now);
    Courier.Verdict verdict =
        resting
            ? new Courier.Verdict(Courier.Outcome.FAILED)
            : deliver(source, notice, new Payloads.Delivery(id, 1, now));
    if (verdict.outcome() != Courier.Outcome.FAILED) {
      return Optional.empty();
    }
    Instant due =
        resting
            ? health.restUntil()
            : RetryPlan.next(1, now, clock.instant(), asked(verdict)).orElse(now);
    return Optional.of(
        new Attempt(
            id,
            position.account(),
            notice.seq(),
            notice.item(),
            notice.trigger(),
            notice.subject(),
            resting ? 0 : 1,
            now,
            due));
  }

  /// Tries again what is due of one account, oldest first, until the receiver must rest.
  void retry(List<Attempt> due, BooleanSupplier goesOn) {
    Optional<Courier.Source> source = courier.source(webhook.get(), due.getFirst().account());
    for (Attempt attempt : due) {
      if (!goesOn.getAsBoolean() || health.rests(clock.instant())) {
        return;
      }
      if (source.isEmpty() || !webhook.get().triggers().contains(attempt.trigger())) {
        store.end(attempt);
      } else {
        retry(source.get(), attempt);
      }
    }
  }

  private void retry(Courier.Source source, Attempt attempt) {
    Notice notice = new Notice(attempt.seq(), attempt.item(), attempt.trigger(), attempt.subject());
    int count = attempt.attempts() + 1;
    Payloads.Delivery delivery = new Payloads.Delivery(attempt.webhook(), count, attempt.first());
    Courier.Verdict verdict = deliver(source, notice, delivery);
    if (verdict.outcome() == Courier.Outcome.FAILED) {
      postpone(attempt, count, asked(verdict));
    } else {
      store.end(attempt);
    }
  }

  private void postpone(Attempt attempt, int count, Duration wait) {
    Optional<Instant> due = RetryPlan.next(count, attempt.first(), clock.instant(), wait);
    if (due.isPresent()) {
      store.retry(attempt.after(count, due.get()));
      return;
    }
    LOG.warn("webhook {}: given up after {} attempts", attempt.webhook(), count);
    store.end(attempt);
    // Whoever takes everything else is not dead.
    subscriptions.mark(attempt.webhook(), Webhook.Status.FAILING, Webhook.Status.FAILED);
  }

  private Courier.Verdict deliver(
      Courier.Source source, Notice notice, Payloads.Delivery delivery) {
    Webhook known = webhook.get();
    Courier.Verdict verdict = courier.deliver(known, source, notice, delivery);
    Instant now = clock.instant();
    Optional<Webhook.Status> status =
        switch (verdict.outcome()) {
          case TAKEN -> health.taken(known, now);
          case DECLINED -> health.declined(known, now);
          case FAILED -> health.failed(known, now, asked(verdict));
          case VOID -> Optional.empty();
        };
    status.ifPresent(next -> subscriptions.mark(known.id(), known.status(), next));
    return verdict;
  }

  private Duration asked(Courier.Verdict verdict) {
    return verdict
        .retryAfter()
        .map(text -> RetryPlan.asked(text, clock.instant()))
        .orElse(Duration.ZERO);
  }
}
