package dev.postern.outbound;

import dev.postern.auth.Grant;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.Recipients.Resolution;
import dev.postern.delivery.SentMode;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// The one way out: whatever an agent sends, by API or by SMTP, goes through here.
public final class Sending {
  private final MailStore store;
  private final Recipients recipients;
  private final Transport transport;
  private final InstantSource clock;
  private final Duration patience;
  private final Gate gate;
  private final Posting posting;
  private final Later later;

  /// Sends from the mailboxes of `store`, and nobody looks.
  ///
  /// @param patience how long delivery is tried before it fails
  /// @param modes what each account does with copies of what it sends
  public Sending(
      MailStore store,
      Recipients recipients,
      Transport transport,
      InstantSource clock,
      Duration patience,
      Function<AccountId, SentMode> modes) {
    this(
        store, recipients, transport, clock, patience, modes, Gate.open(store, Quotas.NONE, clock));
  }

  /// Sends from the mailboxes of `store` what passes the gate.
  public Sending(
      MailStore store,
      Recipients recipients,
      Transport transport,
      InstantSource clock,
      Duration patience,
      Function<AccountId, SentMode> modes,
      Gate gate) {
    this.store = store;
    this.recipients = recipients;
    this.transport = transport;
    this.clock = clock;
    this.patience = patience;
    this.gate = gate;
    this.posting = new Posting(store, clock, patience, modes);
    this.later = new Later(clock);
  }

  Gate gate() {
    return gate;
  }

  Posting posting() {
    return posting;
  }

  Later later() {
    return later;
  }

  /// Lets a mail through the [Gate] and sends it: at its time if it has one, else when it is its
  /// turn, mostly now. What goes now is filed in Sent (seen, with the Bcc field) and queued, in one
  /// transaction: when that is committed both are durable, and recipients on this server get it
  /// within milliseconds.
  ///
  /// Recipients are not checked here: call [#checkRecipient] for each first. Call this last of all
  /// that can refuse the mail: it takes a turn.
  ///
  /// What needs somebody's consent ([Guard#requireApproval]) is kept until that is given; see
  /// [Approvals].
  ///
  /// @param due when; empty: as soon as it may
  /// @throws GatewayException what [Gate#pass] throws, or THROTTLED if too many wait for their turn
  public Exit depart(Submission submission, Optional<Instant> due) {
    return depart(submission, due, false);
  }

  /// Tells what would become of a mail that [#depart] is asked to send. Recipients are not checked.
  public Rehearsal rehearse(Submission submission, Optional<Instant> due) {
    return new Rehearsing(gate, store).of(submission, due);
  }

  /// Sends what a mail client submits, as [#depart]; durable when this returns. No copy is filed
  /// for an account whose client files its own ([SentMode#CLIENT]).
  ///
  /// @param release until when it is held; empty: not at all
  public Departure submit(Submission submission, Optional<Instant> release) {
    try (Exit exit = depart(submission, release, true)) {
      return store.commit(submission.sender().account(), submission.origin(), exit::take);
    }
  }

  private Exit depart(Submission submission, Optional<Instant> due, boolean submitted) {
    Passage passage = gate.pass(submission);
    if (passage.guard().requireApproval()) {
      return petition(submission, submitted, due);
    }
    Optional<Instant> at = due.or(() -> gate.turn(submission.sender()));
    if (at.isEmpty()) {
      return counted(passage, posting.prepare(submission, passage, submitted, Optional.empty()))
          ::apply;
    }
    Scheduled.Kind kind =
        due.isEmpty()
            ? Scheduled.Kind.QUEUED
            : submitted ? Scheduled.Kind.HELD : Scheduled.Kind.SCHEDULED;
    return later
            .prepare(submission, passage, kind, at.get(), submitted)
            .andThen(Departure.Waiting::new)
        ::apply;
  }

  /// Says whether mail of `account` to `address` can be accepted at all.
  ///
  /// @param account who sends; number 0: this server itself
  /// @throws GatewayException with NOT_FOUND if it is a local address that nobody has, or, if it is
  ///   remote, with DOMAIN_NOT_VERIFIED if the sender's domain may not send yet, or NO_ROUTE if
  ///   there is no way out
  public void checkRecipient(AccountId account, MailAddress address) {
    switch (recipients.resolve(address)) {
      case Resolution.Local _ -> {}
      case Resolution.Unknown _ ->
          throw new GatewayException(Fault.NOT_FOUND, "no such user: " + address);
      case Resolution.Remote remote -> {
        recipients.checkSender(account);
        if (!transport.routes(account, remote.domain())) {
          throw new GatewayException(Fault.NO_ROUTE, "no route to " + remote.domain() + "");
        }
      }
    }
  }

  /// Prepares a mail that is to wait for consent.
  ///
  /// @param submitted whether a mail client hands it in
  /// @param due when its sender wants it sent; empty: once it is approved
  /// @return closed by the caller after the transaction that keeps it
  public Petition petition(Submission submission, boolean submitted, Optional<Instant> due) {
    return new Petition(store, submission, submitted, due, clock.instant());
  }

  /// Sends what somebody consented to, under the ids that it was promised.
  ///
  /// @return the transaction's work
  Function<MailTx, Departure> approved(Approval mail, Submission submission, Passage passage) {
    Scheduled now = mail.scheduled(Scheduled.Kind.SCHEDULED, clock.instant(), OptionalLong.empty());
    return counted(
        passage, posting.prepare(submission, passage, mail.plan().submitted(), Optional.of(now)));
  }

  private static Function<MailTx, Departure> counted(
      Passage passage, Function<MailTx, Departure> work) {
    return tx -> {
      OptionalLong _ = passage.count(tx);
      return work.apply(tx);
    };
  }

  /// Says whether an address is an agent's, as [Recipients#isOwn] does.
  public boolean isOwn(Grant sender, String address) {
    return MailAddresses.parse(address)
        .filter(parsed -> recipients.isOwn(sender, parsed))
        .isPresent();
  }

  /// Like [#checkRecipient(AccountId, MailAddress)] for text.
  ///
  /// @throws GatewayException with BAD_RECIPIENT too, if it is no address
  public void checkRecipient(AccountId account, String address) {
    checkRecipient(
        account,
        MailAddresses.parse(address)
            .orElseThrow(() -> new GatewayException(Fault.BAD_RECIPIENT, "not an address")));
  }

  /// Queues mail of which nothing more is known or asked.
  public void queue(
      AccountId account, String sender, List<String> recipients, Blob blob, Object origin) {
    queue(account, sender, recipients, blob, Wishes.NONE, Optional.empty(), origin);
  }

  /// Queues mail that came from outside for several agents here; durable when this returns.
  ///
  /// @param account whose database holds the queued bytes: that of one of the recipients
  /// @param sender reverse path; empty for the null sender
  /// @param blob the bytes as they are to be delivered, kept open by the caller
  /// @param wishes what its sender asks of the transmission
  /// @param verdict what was found out about it, if anybody looked
  /// @throws GatewayException what [MailStore#commit] throws; then nothing was queued
  public void queue(
      AccountId account,
      String sender,
      List<String> recipients,
      Blob blob,
      Wishes wishes,
      Optional<Verdict> verdict,
      Object origin) {
    Instant now = clock.instant();
    QueueTx.Envelope envelope =
        new QueueTx.Envelope(sender, recipients, false, now, now.plus(patience), wishes, verdict);
    long _ = store.commit(account, origin, tx -> tx.join(QueueTx.class).enqueue(blob, envelope));
  }
}
