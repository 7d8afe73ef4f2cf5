package dev.postern.outbound;

import dev.postern.delivery.Originals;
import dev.postern.delivery.Replies;
import dev.postern.delivery.SentCopies;
import dev.postern.delivery.SentMode;
import dev.postern.guard.Effects;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailRead.ContentKey;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.ThreadId;
import dev.postern.threads.Threading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Puts a mail that passed the [Gate] on its way: files the copy in Sent, or where rules want it
/// (seen, with the Bcc field), and queues the mail, in one transaction. It is not counted here.
final class Posting {
  private final MailStore store;
  private final InstantSource clock;
  private final Duration patience;
  private final Function<AccountId, SentMode> modes;

  /// @param patience how long delivery is tried before it fails
  /// @param modes what each account does with copies of what it sends
  Posting(
      MailStore store,
      InstantSource clock,
      Duration patience,
      Function<AccountId, SentMode> modes) {
    this.store = store;
    this.clock = clock;
    this.patience = patience;
    this.modes = modes;
  }

  /// Does what can be done before the transaction.
  ///
  /// @param submitted whether a mail client hands it in: then no copy is filed for an account whose
  ///   client files its own
  /// @param kept as what it waited until now; empty: it did not
  /// @return the rest
  Function<MailTx, Departure> prepare(
      Submission submission, Passage passage, boolean submitted, Optional<Scheduled> kept) {
    boolean unfiled = submitted && mode(submission) == SentMode.CLIENT;
    return unfiled ? handingOn(submission, passage) : filing(submission, passage, kept);
  }

  private Function<MailTx, Departure> filing(
      Submission submission, Passage passage, Optional<Scheduled> kept) {
    Instant now = clock.instant();
    SentCopies copies = SentCopies.of(submission.blob().bytes(), submission.digest());
    Originals originals = Originals.of(submission.blob().bytes(), submission.digest());
    boolean noted = mode(submission) != SentMode.CLIENT;
    List<ContentKey> early = kept.map(mail -> early(mail, copies)).orElse(List.of());
    return tx -> {
      Optional<ThreadId> thread = thread(tx, submission, now);
      passage.admit(tx, thread);
      Effects effects = passage.effects(tx);
      NewMessage copy = sentCopy(submission, thread, effects, now);
      SentCopies.remove(tx, early);
      MailTx.Added sent =
          kept.isPresent() ? tx.join(ScheduleTx.class).file(kept.get(), copy) : tx.add(copy);
      tx.join(QueueTx.class).enqueue(sent.message(), envelope(submission, now));
      Replies.report(tx, submission.digest(), sent, submission.sender().email(), now);
      submission.replacesDraft().ifPresent(tx::delete);
      if (noted) {
        copies.sent(tx, sent.message(), sent.folders().getFirst());
      }
      originals.mark(tx, submission.replyTo());
      passage.record(tx, sent, effects);
      return new Departure.Sent(sent);
    };
  }

  // A mail client files its copy when it hands the mail in, whenever that leaves.
  private List<ContentKey> early(Scheduled mail, SentCopies copies) {
    return mail.plan().submitted() && modes.apply(mail.account()).compares()
        ? copies.filedSince(store, mail.account(), mail.message())
        : List.of();
  }

  private Function<MailTx, Departure> handingOn(Submission submission, Passage passage) {
    Instant now = clock.instant();
    Originals originals = Originals.of(submission.blob().bytes(), submission.digest());
    QueueTx.Envelope envelope = envelope(submission, now);
    return tx -> {
      Optional<ThreadId> thread = chosen(tx, submission, now);
      passage.admit(tx, thread);
      originals.mark(tx, submission.replyTo());
      long _ = tx.join(QueueTx.class).enqueueOwn(submission.blob(), envelope);
      passage.record(tx, thread);
      return new Departure.HandedOn();
    };
  }

  /// Returns the thread that a mail will be in; empty: a new one.
  static Optional<ThreadId> thread(MailTx tx, Submission submission, Instant now) {
    return submission
        .thread()
        .or(() -> Threading.join(tx, submission.digest(), submission.sender().email(), now));
  }

  /// Returns the same, for a mail that is not filed there.
  static Optional<ThreadId> chosen(MailRead read, Submission submission, Instant now) {
    String own = submission.sender().email();
    return submission
        .thread()
        .or(() -> Threading.choose(submission.digest(), own, now, read).thread());
  }

  private SentMode mode(Submission submission) {
    return modes.apply(submission.sender().account());
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

  // Who is named in To and in Cc gets one copy, whatever the letter case.
  private static List<String> once(List<String> recipients) {
    Set<String> seen = new HashSet<>();
    return recipients.stream().filter(to -> seen.add(to.toLowerCase(Locale.ROOT))).toList();
  }

  private static NewMessage sentCopy(
      Submission submission, Optional<ThreadId> thread, Effects effects, Instant now) {
    return new NewMessage(
        submission.blob(),
        submission.digest(),
        thread,
        List.of(effects.folder().orElse(FolderId.SENT)),
        effects.on(Flags.SEEN),
        now,
        now.getEpochSecond(),
        0,
        submission.replyTo(),
        submission.metadata());
  }
}
