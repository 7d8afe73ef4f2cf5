package dev.postern.outbound;

import dev.postern.guard.Effects;
import dev.postern.guard.Guard;
import dev.postern.mailbox.Counters;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import dev.postern.rules.Evaluation.Applied;
import dev.postern.rules.EvaluationTx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What is left to be done, inside the transaction, with a mail that the [Gate] let through. Each
/// method is called at most once in it.
final class Passage {
  private final Submission mail;
  private final Guard guard;
  private final Quotas quotas;
  private final Optional<Judgement> judgement;
  private final Instant now;

  /// @param judgement what the rules say; empty if there are none
  Passage(Submission mail, Guard guard, Quotas quotas, Optional<Judgement> judgement, Instant now) {
    this.mail = mail;
    this.guard = guard;
    this.quotas = quotas;
    this.judgement = judgement;
    this.now = now;
  }

  /// Returns what holds for the sender.
  Guard guard() {
    return guard;
  }

  /// Counts the mail as sent.
  ///
  /// @return the number of the day it counts for
  /// @throws dev.postern.fault.GatewayException with THROTTLED if there were as many as are
  ///   allowed, SENDING_PAUSED if the account may not send
  OptionalLong count(MailTx tx) {
    quotas.refusePaused(tx);
    Counters counters = tx.join(Counters.class);
    List<Toll> tolls = tolls(tx);
    tolls.forEach(toll -> toll.pay(counters, now));
    return OptionalLong.of(tolls.getFirst().period());
  }

  private List<Toll> tolls(MailTx tx) {
    return quotas.tolls(tx, guard.allowance(), mail.sender(), mail.recipients(), now);
  }

  /// Looks at the conversation that the mail will be in.
  ///
  /// @param thread empty: a new one
  /// @throws dev.postern.fault.GatewayException with THROTTLED if it goes round by itself
  void admit(MailTx tx, Optional<ThreadId> thread) {}

  /// Returns what rules do to the copy that is filed.
  Effects effects(MailTx tx) {
    return judgement.map(said -> Effects.of(said.decision(), tx)).orElse(Effects.NONE);
  }

  /// Keeps the record of what rules said of a mail, and did to its copy.
  void record(MailTx tx, MessageId copy, Effects effects) {
    record(tx, Optional.of(copy), effects.applied());
  }

  /// The same for a mail of which no copy was filed, so nothing was done to it.
  void record(MailTx tx) {
    record(tx, Optional.empty(), Applied.NONE);
  }

  private void record(MailTx tx, Optional<MessageId> copy, Applied applied) {
    judgement.ifPresent(
        said -> tx.join(EvaluationTx.class).add(said.evaluation(copy, now, applied)));
  }
}
