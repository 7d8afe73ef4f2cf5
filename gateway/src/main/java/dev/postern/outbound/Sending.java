package dev.postern.outbound;

import dev.postern.auth.Grant;
import dev.postern.delivery.Originals;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.Recipients.Resolution;
import dev.postern.delivery.Replies;
import dev.postern.delivery.SentCopies;
import dev.postern.delivery.SentMode;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.ThreadId;
import dev.postern.mailbox.Verdict;
import dev.postern.threads.Threading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The one way out: whatever an agent sends, by API or by SMTP, goes through here.
public final class Sending {
  private final MailStore store;
  private final Recipients recipients;
  private final Transport transport;
  private final InstantSource clock;
  private final Duration patience;
  private final Function<AccountId, SentMode> modes;
  private final Quotas quotas;
  private final Later later;

  /// Sends from the mailboxes of `store`.
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
    this(store, recipients, transport, clock, patience, modes, Quotas.NONE);
  }

  /// Sends from the mailboxes of `store`, not more than `quotas` allow.
  public Sending(
      MailStore store,
      Recipients recipients,
      Transport transport,
      InstantSource clock,
      Duration patience,
      Function<AccountId, SentMode> modes,
      Quotas quotas) {
    this.store = store;
    this.recipients = recipients;
    this.transport = transport;
    this.clock = clock;
    this.patience = patience;
    this.modes = modes;
    this.quotas = quotas;
    this.later = new Later(quotas, clock);
  }

  /// Returns what keeps mail that is sent later.
  public Later later() {
    return later;
  }

  /// Takes a turn to send, where sends are limited. Ask when nothing else can refuse the mail.
  ///
  /// @return when the mail may go: hand it to [#later] then; empty: now
  /// @throws GatewayException with THROTTLED if too many wait already
  public Optional<Instant> turn(Grant sender) {
    return quotas.turn(sender.applicationId(), clock.instant());
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

  /// Files the copy in Sent (seen, with the Bcc field) and queues the mail, in one transaction:
  /// when this returns, both are durable. Recipients on this server get it within milliseconds.
  ///
  /// Recipients are not checked here: call [#checkRecipient] for each first.
  ///
  /// @return the Sent copy
  /// @throws GatewayException with NOT_FOUND if `replacesDraft` is gone, or what [MailStore#commit]
  ///   throws; then nothing was sent
  public MailTx.Added send(Submission submission) {
    return store.commit(submission.sender().account(), submission.origin(), prepare(submission));
  }

  /// Does what can be done before the transaction.
  ///
  /// @return the rest of [#send], for a transaction that does more
  public Function<MailTx, MailTx.Added> prepare(Submission submission) {
    Function<MailTx, MailTx.Added> work = filing(submission, MailTx::add);
    return tx -> {
      count(tx);
      return work.apply(tx);
    };
  }

  /// Sends without counting.
  ///
  /// @param adding how the Sent copy is added
  Function<MailTx, MailTx.Added> filing(
      Submission submission, BiFunction<MailTx, NewMessage, MailTx.Added> adding) {
    Instant now = clock.instant();
    SentCopies copies = SentCopies.of(submission.blob().bytes(), submission.digest());
    Originals originals = Originals.of(submission.blob().bytes(), submission.digest());
    boolean noted = modes.apply(submission.sender().account()) != SentMode.CLIENT;
    return tx -> {
      MailTx.Added sent = commit(tx, submission, now, adding);
      if (noted) {
        copies.sent(tx, sent.message());
      }
      originals.mark(tx, submission.replyTo());
      return sent;
    };
  }

  /// Sends what a mail client submits: like [#send], but no copy is filed for an account whose
  /// client files its own ([SentMode#CLIENT]). If its turn comes later it is kept until then.
  public void submit(Submission submission) {
    Optional<Instant> turn = turn(submission.sender());
    Function<MailTx, ?> work =
        turn.isPresent()
            ? later.prepare(submission, Scheduled.Kind.QUEUED, turn.get(), true)
            : counted(handingOn(submission, MailTx::add));
    Object _ = store.commit(submission.sender().account(), submission.origin(), work::apply);
  }

  /// Keeps what a mail client submits until `due`, then sends it as [#submit] does. Durable when
  /// this returns.
  public void hold(Submission submission, Instant due) {
    Function<MailTx, Scheduled> work = later.prepare(submission, Scheduled.Kind.HELD, due, true);
    Scheduled _ = store.commit(submission.sender().account(), submission.origin(), work);
  }

  private Function<MailTx, Boolean> counted(Function<MailTx, Boolean> work) {
    return tx -> {
      count(tx);
      return work.apply(tx);
    };
  }

  /// Counts one send of today.
  ///
  /// @throws GatewayException with THROTTLED if there were as many as are allowed
  void count(MailTx tx) {
    OptionalLong _ = quotas.count(tx, clock.instant());
  }

  /// Hands a submitted mail on, without counting it.
  ///
  /// @param adding how the Sent copy is added, if one is
  /// @return whether there is one
  Function<MailTx, Boolean> handingOn(
      Submission submission, BiFunction<MailTx, NewMessage, MailTx.Added> adding) {
    if (modes.apply(submission.sender().account()) != SentMode.CLIENT) {
      return filing(submission, adding).andThen(_ -> true);
    }
    Originals originals = Originals.of(submission.blob().bytes(), submission.digest());
    QueueTx.Envelope envelope = envelope(submission, clock.instant());
    return tx -> {
      originals.mark(tx, submission.replyTo());
      long _ = tx.join(QueueTx.class).enqueueOwn(submission.blob(), envelope);
      return false;
    };
  }

  /// Sends what somebody consented to, under the ids that it was promised.
  ///
  /// @return the transaction's work, which is true: its draft is not needed any more
  Function<MailTx, Boolean> approved(Approval mail, Submission submission) {
    Scheduled now = mail.scheduled(Scheduled.Kind.SCHEDULED, clock.instant(), OptionalLong.empty());
    BiFunction<MailTx, NewMessage, MailTx.Added> adding =
        (tx, copy) -> tx.join(ScheduleTx.class).file(now, copy);
    Function<MailTx, Boolean> work =
        mail.plan().submitted()
            ? handingOn(submission, adding)
            : filing(submission, adding).andThen(_ -> true);
    return counted(work).andThen(_ -> true);
  }

  private QueueTx.Envelope envelope(Submission submission, Instant now) {
    return new QueueTx.Envelope(
        submission.reversePath(),
        once(submission.recipients()),
        true,
        now,
        now.plus(patience),
        submission.wishes(),
        Optional.empty());
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

  private MailTx.Added commit(
      MailTx tx,
      Submission submission,
      Instant now,
      BiFunction<MailTx, NewMessage, MailTx.Added> adding) {
    Optional<ThreadId> thread =
        submission
            .thread()
            .or(() -> Threading.join(tx, submission.digest(), submission.sender().email(), now));
    MailTx.Added sent = adding.apply(tx, sentCopy(submission, thread, now));
    tx.join(QueueTx.class).enqueue(sent.message(), envelope(submission, now));
    Replies.report(tx, submission.digest(), sent, submission.sender().email(), now);
    submission.replacesDraft().ifPresent(tx::delete);
    return sent;
  }

  // Who is named in To and in Cc gets one copy, whatever the letter case.
  private static List<String> once(List<String> recipients) {
    Set<String> seen = new HashSet<>();
    return recipients.stream().filter(to -> seen.add(to.toLowerCase(Locale.ROOT))).toList();
  }

  private static NewMessage sentCopy(
      Submission submission, Optional<ThreadId> thread, Instant now) {
    return new NewMessage(
        submission.blob(),
        submission.digest(),
        thread,
        List.of(FolderId.SENT),
        Flags.SEEN,
        now,
        now.getEpochSecond(),
        0,
        submission.replyTo(),
        submission.metadata());
  }
}
