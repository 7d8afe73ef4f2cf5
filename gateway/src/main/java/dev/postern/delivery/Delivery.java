package dev.postern.delivery;

import dev.postern.auth.Grant;
import dev.postern.fault.GatewayException;
import dev.postern.guard.Effects;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.Verdict;
import dev.postern.metrics.Tally;
import dev.postern.threads.Threading;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The one way in: whatever comes for an agent, from the network or from an agent beside it, lands
/// in its INBOX or Junk through here.
public final class Delivery {
  private final MailStore store;
  private final String host;
  private final InstantSource clock;
  private final Noticing noticing;
  private final Admission admission;
  private final Tally tally = new Tally();

  /// Delivers into the mailboxes of `store`, whatever comes.
  ///
  /// @param host this server's name, for trace fields
  public Delivery(MailStore store, String host, InstantSource clock) {
    this(store, host, clock, Noticing.NONE, Admission.open(store, clock));
  }

  /// Delivers into the mailboxes of `store`.
  ///
  /// @param host this server's name, for trace fields
  /// @param noticing is shown all that arrives
  /// @param admission says what is taken
  public Delivery(
      MailStore store, String host, InstantSource clock, Noticing noticing, Admission admission) {
    this.store = store;
    this.host = host;
    this.clock = clock;
    this.noticing = noticing;
    this.admission = admission;
  }

  /// Returns how many mails went into mailboxes here, and how many were there already.
  public Tally tally() {
    return tally;
  }

  /// Returns who says what is taken.
  public Admission admission() {
    return admission;
  }

  /// Delivers bytes that already begin with their trace fields; durable when this returns.
  ///
  /// @throws GatewayException with BLOCKED, TOO_LARGE, MEDIA_REFUSED, OVER_QUOTA or UNAVAILABLE if
  ///   the agent does not take it, or what [MailStore#commit] throws; then nothing was delivered
  public MailTx.Added deliver(Grant to, Direct mail, Object origin) {
    Incoming incoming = incoming(mail);
    return switch (admission.judge(to, incoming)) {
      case Ruling.Refused refused -> throw admission.recorded(to, refused);
      case Ruling.Taken taken -> {
        Function<MailTx, MailTx.Added> adding = adding(to, mail.blob(), incoming, taken);
        MailTx.Added added = store.commit(to.account(), origin, adding);
        tally.add("delivered");
        yield added;
      }
    };
  }

  private static Incoming incoming(Direct mail) {
    MemorySegment bytes = mail.blob().bytes();
    return new Incoming(
        mail.sender(),
        mail.recipient(),
        MessageReader.read(bytes),
        bytes,
        mail::size,
        mail.verdict());
  }

  /// Refuses mail for several agents that not one of them would take. Whoever would not although
  /// another does is dealt with when it is delivered.
  ///
  /// @param to the agents with the addresses that the sender gave
  /// @throws GatewayException as [#deliver]; one that may pass, if it may for any of them
  public void checkAny(Map<String, Grant> to, Direct mail) {
    if (!to.values().stream().allMatch(admission::isAsked)) {
      return;
    }
    Incoming incoming = incoming(mail);
    Map<Grant, Ruling.Refused> refusals = new HashMap<>();
    for (Map.Entry<String, Grant> each : to.entrySet()) {
      Ruling ruling = admission.judge(each.getValue(), incoming.to(each.getKey()));
      if (!(ruling instanceof Ruling.Refused refused)) {
        return;
      }
      refusals.put(each.getValue(), refused);
    }
    refusals.entrySet().stream()
        .map(each -> admission.recorded(each.getKey(), each.getValue()))
        .max(Comparator.comparing(reason -> reason.fault().isTransient()))
        .ifPresent(reason -> {
          throw reason;
        });
  }

  /// Delivers a queued mail, exactly once however often it is called for the same queue id and
  /// recipient: puts the trace fields on top, takes the Bcc field out if asked.
  ///
  /// @return empty if it was delivered before
  /// @throws GatewayException as [#deliver(Grant, Direct, Object)]
  public Optional<MailTx.Added> deliver(Grant to, Queued mail) {
    HeaderEdit edit =
        HeaderEdit.of(mail.message())
            // RFC 5321 section 4.4: there is one, and final delivery makes it.
            .remove("Return-Path")
            .prepend(Trace.local(host, mail.queueId(), clock.instant()))
            .prepend(Trace.deliveredTo(mail.recipient()))
            .prepend(Trace.returnPath(mail.sender()));
    if (mail.stripBcc()) {
      edit.remove("Bcc");
    }
    try (Blob blob = Blobs.of(store, edit.slices())) {
      Optional<MailTx.Added> added = deliver(to, mail, blob);
      tally.add(added.isPresent() ? "delivered" : "repeated");
      return added;
    }
  }

  private Optional<MailTx.Added> deliver(Grant to, Queued mail, Blob blob) {
    Incoming incoming =
        new Incoming(
            mail.sender(),
            mail.recipient(),
            MessageReader.read(blob.bytes()),
            blob.bytes(),
            () -> given(mail.message()),
            mail.verdict());
    Ruling ruling = admission.judge(to, incoming);
    Function<MailTx, MailTx.Added> adding =
        switch (ruling) {
          case Ruling.Taken taken -> adding(to, blob, incoming, taken);
          // Of a mail that was delivered before, it is too late to say so.
          case Ruling.Refused refused ->
              _ -> {
                throw refused.reason();
              };
        };
    String key = mail.queueId() + " " + mail.recipient();
    try {
      return store.commit(
          to.account(),
          mail,
          tx -> tx.takeDeliveryKey(key) ? Optional.of(adding.apply(tx)) : Optional.empty());
    } catch (GatewayException e) {
      if (ruling instanceof Ruling.Refused refused && refused.reason() == e) {
        throw admission.recorded(to, refused);
      }
      throw e;
    }
  }

  private long given(MemorySegment queued) {
    HeaderBlock header = HeaderBlock.of(queued, 0, queued.byteSize());
    return queued.byteSize() - Trace.own(header, host);
  }

  private Function<MailTx, MailTx.Added> adding(
      Grant to, Blob blob, Incoming mail, Ruling.Taken taken) {
    Instant now = clock.instant();
    // What looks like junk may also lie about what it reports.
    Consumer<MailTx> noticed =
        taken.isSpam() ? _ -> {} : noticing.read(to, blob.bytes(), mail.digest());
    return tx -> {
      taken.count(tx, now);
      MailTx.Added added = add(tx, to, blob, mail.digest(), taken, now);
      noticed.accept(tx);
      return added;
    };
  }

  private static MailTx.Added add(
      MailTx tx, Grant to, Blob blob, Digest digest, Ruling.Taken taken, Instant now) {
    Effects effects = taken.effects(tx);
    NewMessage message =
        new NewMessage(
            blob,
            digest,
            Threading.join(tx, digest, to.email(), now),
            List.of(taken.folder(effects)),
            effects.on(Flags.NONE),
            now,
            now.getEpochSecond(),
            0,
            Optional.empty(),
            Map.of(),
            taken.verdict());
    MailTx.Added added = tx.add(message);
    taken.record(tx, effects, added.message(), now);
    Replies.report(tx, digest, added, to.email(), now);
    return added;
  }

  /// A mail for one recipient, whose sender waits.
  ///
  /// @param sender reverse path; empty for the null sender
  /// @param recipient the forward path as the sender gave it
  /// @param blob begins with trace fields; kept open by the caller
  /// @param size octets that the sender gave
  /// @param verdict what was found out about it
  public record Direct(
      String sender, String recipient, Blob blob, long size, Optional<Verdict> verdict) {}

  /// One queued mail for one recipient.
  ///
  /// @param sender reverse path; empty for the null sender
  /// @param recipient the forward path as the sender gave it
  /// @param verdict what was found out about it when it came from another server
  /// @param message the bytes as they were queued
  public record Queued(
      long queueId,
      String sender,
      String recipient,
      boolean stripBcc,
      Optional<Verdict> verdict,
      MemorySegment message) {}
}
