package dev.postern.outbound;

import dev.postern.delivery.Blobs;
import dev.postern.delivery.Delivery;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.Recipients.Resolution;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.HeaderEdit;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailStore;
import dev.postern.metrics.Tally;
import dev.postern.outbound.Endings.Fate;
import dev.postern.outbound.QueueTx.Attempt;
import dev.postern.outbound.Transport.Outcome;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tries one delivery or one transfer and records what became of it.
///
/// What fails for a reason that may pass is put off by the [RetrySchedule]; what fails for good, or
/// is still failing when it expires, ends. Blocking; safe for concurrent use.
public final class Transfers {
  private static final Logger log = LoggerFactory.getLogger(Transfers.class);

  /// What is tried for the last time when it expires is given up without a try a little later.
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final QueueStore queue;
  private final MailStore store;
  private final Recipients recipients;
  private final Delivery delivery;
  private final Transport transport;
  private final RetrySchedule schedule;
  private final InstantSource clock;
  private final Ledger ledger;
  private final Tally tally = new Tally();

  /// Delivers to mailboxes of `store`, relays through `transport`.
  ///
  /// @param endings what follows when a recipient has its mail, fails or is late
  public Transfers(
      QueueStore queue,
      MailStore store,
      Recipients recipients,
      Delivery delivery,
      Transport transport,
      RetrySchedule schedule,
      Endings endings,
      InstantSource clock) {
    this.queue = queue;
    this.store = store;
    this.recipients = recipients;
    this.delivery = delivery;
    this.transport = transport;
    this.schedule = schedule;
    this.clock = clock;
    this.ledger = new Ledger(queue, store, endings);
  }

  /// Returns what became of recipients, each try counted.
  Tally tally() {
    return tally;
  }

  /// Delivers to one recipient on this server.
  ///
  /// @throws RuntimeException if the outcome could not be recorded; the recipient stays due
  void deliver(Due due) {
    Outcome outcome;
    try (Content content = queue.content(due.queueId()).orElse(null)) {
      if (content == null) {
        outcome = gone();
      } else {
        deliver(due, content.bytes());
        outcome = new Outcome.Accepted("", "250 2.0.0 delivered", false);
      }
    } catch (RuntimeException e) {
      outcome = outcome(e);
    }
    record(due.mail(), List.of(ruling(due, outcome, Fate.DELIVERED)));
  }

  private void deliver(Due due, MemorySegment message) {
    switch (recipients.resolve(due.recipient())) {
      case Resolution.Local local ->
          delivery.deliver(
              local.grant(),
              new Delivery.Queued(
                  due.queueId(),
                  due.mail().sender(),
                  due.recipient(),
                  due.mail().stripBcc(),
                  due.mail().verdict(),
                  message));
      case Resolution.Unknown _ ->
          throw new GatewayException(Fault.NOT_FOUND, "no such user: " + due.recipient());
      case Resolution.Remote _ -> throw new GatewayException(Fault.UNAVAILABLE, "not local");
    }
  }

  /// Hands one mail to the next hop for recipients that share it.
  ///
  /// @throws RuntimeException if the queue cannot be read; nothing was sent
  Relayed relay(List<Due> job) {
    QueuedMail mail = job.getFirst().mail();
    Optional<Content> opened = queue.content(mail.id());
    List<Outcome> outcomes;
    if (opened.isEmpty()) {
      outcomes = job.stream().map(_ -> gone()).toList();
    } else {
      try (Content content = opened.get()) {
        outcomes = send(mail, job, content);
      } catch (RuntimeException e) {
        outcomes = job.stream().map(_ -> outcome(e)).toList();
      }
    }
    List<Ruling> rulings = new ArrayList<>();
    for (int i = 0; i < job.size(); i++) {
      rulings.add(ruling(job.get(i), outcomes.get(i), Fate.RELAYED));
    }
    return new Relayed(isReached(outcomes), () -> record(mail, rulings));
  }

  // What was refused here, such as a suppressed recipient, says nothing of the hop.
  private static boolean isReached(List<Outcome> outcomes) {
    boolean unreachable = outcomes.stream().anyMatch(Outcome.Unreachable.class::isInstance);
    return !unreachable
        || outcomes.stream()
            .anyMatch(outcome ->
                !(outcome instanceof Outcome.Unreachable) && !outcome.remote().isEmpty());
  }

  /// What a hop did.
  ///
  /// @param reached false if no server of the hop could be used at all
  /// @param record writes what became of the recipients; throws if the store cannot, and may then
  ///   be called again: the hop must not get the mail twice because we cannot write
  record Relayed(boolean reached, Runnable record) {}

  private static Outcome gone() {
    return new Outcome.Refused("", "554 5.3.0 the queued bytes are gone");
  }

  private List<Outcome> send(QueuedMail mail, List<Due> job, Content content) {
    if (!mail.stripBcc()) {
      return transport.send(job(mail, job, content.bytes()));
    }
    HeaderEdit edit = HeaderEdit.of(content.bytes()).remove("Bcc");
    try (Blob blob = Blobs.of(store, edit.slices())) {
      return transport.send(job(mail, job, blob.bytes()));
    }
  }

  private static Transport.Job job(QueuedMail mail, List<Due> job, MemorySegment message) {
    Map<String, Wishes.Recipient> wishes = new HashMap<>();
    job.forEach(due -> wishes.put(due.recipient(), due.wish()));
    return new Transport.Job(
        mail.account(),
        mail.sender(),
        job.stream().map(Due::recipient).toList(),
        message,
        new Wishes(mail.ret(), mail.envelopeId(), mail.requireTls(), wishes));
  }

  private static Outcome outcome(RuntimeException thrown) {
    if (!(thrown instanceof GatewayException e)) {
      // A mail that we stumble over waits like any other and expires like any other.
      log.error("a queued mail could not be handled", thrown);
      return new Outcome.Deferred("", "451 4.3.0 internal error");
    }
    String answer = e.fault().smtp(e.text());
    return e.fault().isTransient()
        ? new Outcome.Deferred("", answer)
        : new Outcome.Refused("", answer);
  }

  private Ruling ruling(Due due, Outcome outcome, Fate accepted) {
    Instant now = clock.instant();
    return switch (outcome) {
      case Outcome.Accepted _ -> new Ruling.Done(due, accepted, outcome);
      case Outcome.Refused _ -> new Ruling.Failed(due, Fate.FAILED, outcome, now);
      case Outcome.Deferred _, Outcome.Unreachable _ -> later(due, outcome, now);
    };
  }

  private Ruling later(Due due, Outcome outcome, Instant now) {
    Instant expires = due.mail().expires();
    if (!now.isBefore(expires)) {
      return new Ruling.Failed(due, Fate.EXPIRED, expired(outcome), now);
    }
    Instant next = now.plus(schedule.after(due.attempts()));
    return new Ruling.Again(
        due,
        next.isAfter(expires) ? expires : next,
        new Attempt(now, outcome.remote(), outcome.diagnostic()));
  }

  private static Outcome expired(Outcome last) {
    return new Outcome.Deferred(last.remote(), "expired: " + last.diagnostic());
  }

  private void record(QueuedMail mail, List<Ruling> rulings) {
    ledger.record(List.of(new Ledger.Page(mail, rulings, _ -> {})));
    rulings.forEach(ruling -> tally(mail, ruling));
  }

  private void tally(QueuedMail mail, Ruling ruling) {
    switch (ruling) {
      case Ruling.Done done -> tally.add(done.fate() == Fate.DELIVERED ? "local" : "relayed");
      case Ruling.Again again -> {
        log.info(
            "queue {}: put off to {}: {}", mail.id(), again.next(), again.attempt().diagnostic());
        tally.add("deferred");
      }
      case Ruling.Failed failed -> failed(mail, failed.outcome());
      case Ruling.GivenUp givenUp -> failed(mail, givenUp.outcome());
      case Ruling.Late _ -> {}
    }
  }

  private void failed(QueuedMail mail, Outcome outcome) {
    log.warn("queue {}: failed for good: {}", mail.id(), outcome.diagnostic());
    tally.add("failed");
  }

  /// Tells senders that their mail is late, or gives it up if its time is over.
  ///
  /// @param busy which recipients are under way: they are not given up now
  /// @throws RuntimeException if it could not be recorded; they come again
  void notices(List<QueueStore.Notice> notices, Predicate<Due> busy) {
    Instant now = clock.instant();
    List<Ledger.Page> pages = notices.stream().map(notice -> page(notice, busy, now)).toList();
    ledger.record(pages);
    pages.forEach(page -> page.rulings().forEach(ruling -> tally(page.mail(), ruling)));
  }

  private static Ledger.Page page(QueueStore.Notice notice, Predicate<Due> busy, Instant now) {
    QueuedMail mail = notice.mail();
    Instant end = mail.expires().plus(GRACE);
    boolean late = now.isBefore(mail.expires());
    boolean over = !now.isBefore(end);
    List<Ruling> rulings = new ArrayList<>();
    for (Due due : notice.waiting()) {
      if (late) {
        rulings.add(new Ruling.Late(due, last(due)));
      } else if (over && !busy.test(due)) {
        rulings.add(new Ruling.GivenUp(due, Fate.EXPIRED, expired(last(due)), now));
      }
    }
    boolean goesOn = notice.waiting().stream().anyMatch(busy);
    Optional<Instant> next =
        !over ? Optional.of(end) : goesOn ? Optional.of(now.plus(GRACE)) : Optional.empty();
    return new Ledger.Page(mail, rulings, tx -> tx.noticed(mail.id(), next));
  }

  /// Fails recipients that still wait, because somebody said so.
  void giveUp(List<QueueStore.Notice> mails) {
    Instant now = clock.instant();
    Outcome told = new Outcome.Refused("", "550 5.7.0 dropped by the operator");
    List<Ledger.Page> pages =
        mails.stream()
            .map(mail ->
                new Ledger.Page(
                    mail.mail(),
                    mail.waiting().stream()
                        .<Ruling>map(due -> new Ruling.GivenUp(due, Fate.FAILED, told, now))
                        .toList(),
                    _ -> {}))
            .toList();
    ledger.record(pages);
    pages.forEach(page -> page.rulings().forEach(ruling -> tally(page.mail(), ruling)));
  }

  private static Outcome last(Due due) {
    return due.last()
        .map(last -> new Outcome.Deferred(last.remote(), last.diagnostic()))
        .orElseGet(() -> new Outcome.Deferred("", "451 4.4.7 it could not be tried"));
  }
}
