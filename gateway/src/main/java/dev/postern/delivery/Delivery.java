package dev.postern.delivery;

import dev.postern.auth.Grant;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.Verdict;
import dev.postern.metrics.Tally;
import dev.postern.threads.Threading;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.InstantSource;
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
  private final Tally tally = new Tally();

  /// Delivers into the mailboxes of `store`.
  ///
  /// @param host this server's name, for trace fields
  public Delivery(MailStore store, String host, InstantSource clock) {
    this(store, host, clock, Noticing.NONE);
  }

  /// Delivers into the mailboxes of `store`.
  ///
  /// @param host this server's name, for trace fields
  /// @param noticing is shown all that arrives
  public Delivery(MailStore store, String host, InstantSource clock, Noticing noticing) {
    this.store = store;
    this.host = host;
    this.clock = clock;
    this.noticing = noticing;
  }

  /// Returns how many mails went into mailboxes here, and how many were there already.
  public Tally tally() {
    return tally;
  }

  /// Delivers bytes that already begin with their trace fields; durable when this returns.
  ///
  /// @param blob kept open by the caller
  /// @param verdict what was found out about it; junk goes to Junk
  /// @throws dev.postern.fault.GatewayException what [MailStore#commit] throws; then nothing was
  ///   delivered
  public MailTx.Added deliver(Grant to, Blob blob, Object origin, Optional<Verdict> verdict) {
    Digest digest = MessageReader.read(blob.bytes());
    Function<MailTx, MailTx.Added> adding = adding(to, blob, digest, clock.instant(), verdict);
    MailTx.Added added = store.commit(to.account(), origin, adding);
    tally.add("delivered");
    return added;
  }

  /// Delivers a queued mail, exactly once however often it is called for the same queue id and
  /// recipient: puts the trace fields on top, takes the Bcc field out if asked.
  ///
  /// @return empty if it was delivered before
  /// @throws dev.postern.fault.GatewayException what [MailStore#commit] throws
  public Optional<MailTx.Added> deliver(Grant to, Queued mail) {
    Instant now = clock.instant();
    HeaderEdit edit =
        HeaderEdit.of(mail.message())
            // RFC 5321 section 4.4: there is one, and final delivery makes it.
            .remove("Return-Path")
            .prepend(Trace.local(host, mail.queueId(), now))
            .prepend(Trace.deliveredTo(mail.recipient()))
            .prepend(Trace.returnPath(mail.sender()));
    if (mail.stripBcc()) {
      edit.remove("Bcc");
    }
    String key = mail.queueId() + " " + mail.recipient();
    try (Blob blob = Blobs.of(store, edit.slices())) {
      Digest digest = MessageReader.read(blob.bytes());
      Function<MailTx, MailTx.Added> adding = adding(to, blob, digest, now, mail.verdict());
      Optional<MailTx.Added> added =
          store.commit(
              to.account(),
              mail,
              tx -> tx.takeDeliveryKey(key) ? Optional.of(adding.apply(tx)) : Optional.empty());
      tally.add(added.isPresent() ? "delivered" : "repeated");
      return added;
    }
  }

  private Function<MailTx, MailTx.Added> adding(
      Grant to, Blob blob, Digest digest, Instant now, Optional<Verdict> verdict) {
    // What looks like junk may also lie about what it reports.
    Consumer<MailTx> noticed = isJunk(verdict) ? _ -> {} : noticing.read(to, blob.bytes(), digest);
    return tx -> {
      MailTx.Added added = add(tx, to, blob, digest, now, verdict);
      noticed.accept(tx);
      return added;
    };
  }

  private static boolean isJunk(Optional<Verdict> verdict) {
    return verdict.map(Verdict::junk).orElse(false);
  }

  private static MailTx.Added add(
      MailTx tx, Grant to, Blob blob, Digest digest, Instant now, Optional<Verdict> verdict) {
    NewMessage message =
        new NewMessage(
            blob,
            digest,
            Threading.join(tx, digest, to.email(), now),
            List.of(isJunk(verdict) ? FolderId.JUNK : FolderId.INBOX),
            Flags.NONE,
            now,
            now.getEpochSecond(),
            0,
            Optional.empty(),
            Map.of(),
            verdict);
    MailTx.Added added = tx.add(message);
    Replies.report(tx, digest, added, to.email(), now);
    return added;
  }

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
