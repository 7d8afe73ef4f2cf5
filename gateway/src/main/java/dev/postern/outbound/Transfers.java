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
import dev.postern.outbound.QueueStore.Due;
import dev.postern.outbound.Transport.Outcome;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tries one delivery or one transfer and records in the queue what became of it.
///
/// What fails for a reason that may pass is put off by the [RetrySchedule]; what fails for good, or
/// is still failing when it expires, ends. Blocking; safe for concurrent use.
public final class Transfers {
  private static final Logger log = LoggerFactory.getLogger(Transfers.class);

  private final QueueStore queue;
  private final MailStore store;
  private final Recipients recipients;
  private final Delivery delivery;
  private final Transport transport;
  private final RetrySchedule schedule;
  private final InstantSource clock;
  private final Tally tally = new Tally();

  /// Delivers to mailboxes of `store`, relays through `transport`.
  public Transfers(
      QueueStore queue,
      MailStore store,
      Recipients recipients,
      Delivery delivery,
      Transport transport,
      RetrySchedule schedule,
      InstantSource clock) {
    this.queue = queue;
    this.store = store;
    this.recipients = recipients;
    this.delivery = delivery;
    this.transport = transport;
    this.schedule = schedule;
    this.clock = clock;
  }

  /// Returns what became of recipients, each try counted.
  Tally tally() {
    return tally;
  }

  /// Delivers to one recipient on this server.
  ///
  /// @throws RuntimeException if the outcome could not be recorded; the recipient stays due
  void deliver(Due due) {
    Optional<Content> opened = queue.content(due.queueId());
    if (opened.isEmpty()) {
      settle(due, gone());
      return;
    }
    try (Content content = opened.get()) {
      deliver(due, content.bytes());
    } catch (RuntimeException e) {
      settle(due, outcome(e));
      return;
    }
    queue.done(List.of(due.recipientId()));
    tally.add("local");
  }

  private void deliver(Due due, MemorySegment message) {
    switch (recipients.resolve(due.recipient())) {
      case Resolution.Local local ->
          delivery.deliver(
              local.grant(),
              new Delivery.Queued(
                  due.queueId(), due.sender(), due.recipient(), due.stripBcc(), message));
      case Resolution.Unknown _ ->
          throw new GatewayException(Fault.NOT_FOUND, "no such user: " + due.recipient());
      case Resolution.Remote _ -> throw new GatewayException(Fault.UNAVAILABLE, "not local");
    }
  }

  /// Hands one mail to the next hop for recipients that share it.
  ///
  /// @return records what became of them; throws if the store cannot, and may then be called again:
  ///   the hop must not get the mail twice because we cannot write
  /// @throws RuntimeException if the queue cannot be read; nothing was sent
  Runnable relay(List<Due> job) {
    Due first = job.getFirst();
    Optional<Content> opened = queue.content(first.queueId());
    List<Outcome> outcomes;
    if (opened.isEmpty()) {
      outcomes = job.stream().map(_ -> gone()).toList();
    } else {
      try (Content content = opened.get()) {
        outcomes = send(first, job.stream().map(Due::recipient).toList(), content);
      } catch (RuntimeException e) {
        outcomes = job.stream().map(_ -> outcome(e)).toList();
      }
    }
    return recording(job, outcomes);
  }

  // What was accepted comes first: it is what must not be sent again.
  private Runnable recording(List<Due> job, List<Outcome> outcomes) {
    List<Long> accepted = new ArrayList<>();
    Deque<Runnable> others = new ArrayDeque<>();
    for (int i = 0; i < job.size(); i++) {
      Due due = job.get(i);
      Outcome outcome = outcomes.get(i);
      if (outcome instanceof Outcome.Accepted) {
        accepted.add(due.recipientId());
      } else {
        others.add(() -> settle(due, outcome));
      }
    }
    return () -> {
      if (!accepted.isEmpty()) {
        queue.done(accepted);
        tally.add("relayed", accepted.size());
        accepted.clear();
      }
      for (Runnable each = others.peek(); each != null; each = others.peek()) {
        each.run();
        others.remove();
      }
    };
  }

  private static Outcome gone() {
    return new Outcome.Refused("", "554 5.3.0 the queued bytes are gone");
  }

  private List<Outcome> send(Due first, List<String> to, Content content) {
    if (!first.stripBcc()) {
      return transport.send(job(first, to, content.bytes()));
    }
    HeaderEdit edit = HeaderEdit.of(content.bytes()).remove("Bcc");
    try (Blob blob = Blobs.of(store, edit.slices())) {
      return transport.send(job(first, to, blob.bytes()));
    }
  }

  private static Transport.Job job(Due first, List<String> to, MemorySegment message) {
    return new Transport.Job(first.account(), first.sender(), to, message, Wishes.NONE);
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

  private void settle(Due due, Outcome outcome) {
    switch (outcome) {
      case Outcome.Accepted _ -> queue.done(List.of(due.recipientId()));
      case Outcome.Refused refused -> fail(due, refused.diagnostic());
      case Outcome.Deferred deferred -> defer(due, deferred.diagnostic());
      case Outcome.Unreachable unreachable -> defer(due, unreachable.diagnostic());
    }
  }

  private void defer(Due due, String diagnostic) {
    Instant now = clock.instant();
    if (!now.isBefore(due.expires())) {
      fail(due, "expired: " + diagnostic);
      return;
    }
    Instant next = now.plus(schedule.after(due.attempts()));
    Instant last = next.isAfter(due.expires()) ? due.expires() : next;
    log.info("queue {}: put off to {}: {}", due.queueId(), last, diagnostic);
    queue.retry(due.recipientId(), last, diagnostic);
    tally.add("deferred");
  }

  private void fail(Due due, String diagnostic) {
    log.warn("queue {}: failed for good: {}", due.queueId(), diagnostic);
    queue.fail(due.recipientId(), diagnostic, clock.instant());
    tally.add("failed");
  }
}
