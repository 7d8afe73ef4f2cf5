package dev.postern.outbound;

import dev.postern.guard.Effects;
import dev.postern.guard.Guard;
import dev.postern.mailbox.Counters;
import dev.postern.mailbox.MailRead;
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
/// method that changes something is called at most once in it.
///
/// @param guard what holds for the sender
/// @param loops when a conversation goes round by itself
/// @param judgement what the rules say; empty if there are none
/// @param automatic the message that it answers, if no person wrote that
record Passage(
    Submission mail,
    Guard guard,
    Quotas quotas,
    LoopLimits loops,
    Optional<Judgement> judgement,
    Optional<MessageId> automatic,
    Instant now) {
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

  /// Refuses what [#count] would, and counts nothing.
  ///
  /// @param tolls those of this mail
  void check(MailTx tx, List<Toll> tolls) {
    quotas.refusePaused(tx);
    Counters counters = tx.join(Counters.class);
    tolls.forEach(toll -> toll.check(counters, now));
  }

  /// Returns what the mail adds to its account's numbers, that of the day first.
  List<Toll> tolls(MailRead read) {
    return quotas.tolls(read, guard.allowance(), mail.recipients(), now);
  }

  /// Looks at the conversation that the mail will be in.
  ///
  /// @param thread empty: a new one
  /// @throws dev.postern.fault.GatewayException with THROTTLED if it goes round by itself
  void admit(MailRead read, Optional<ThreadId> thread) {
    thread
        .map(this::conversation)
        .ifPresent(conversation -> {
          conversation.requireTurn(read, loops.threadTurns());
          if (automatic.isPresent()) {
            conversation.requireAnswer(read, loops.automaticReplies());
          }
        });
  }

  private Conversation conversation(ThreadId thread) {
    return new Conversation(thread, mail.sender().email(), now);
  }

  /// Returns the same for a mail of which nobody would hear if its conversation ended it.
  Passage anyway() {
    return new Passage(mail, guard, quotas, LoopLimits.NONE, judgement, automatic, now);
  }

  /// Returns what rules do to the copy that is filed.
  Effects effects(MailRead read) {
    return judgement.map(said -> Effects.of(said.decision(), read)).orElse(Effects.NONE);
  }

  /// Keeps the record of what rules said of a mail, and did to its copy.
  void record(MailTx tx, MailTx.Added copy, Effects effects) {
    record(tx, Optional.of(copy.message()), effects.applied());
    if (automatic.isPresent()) {
      conversation(copy.thread()).noteAnswer(tx, copy.message());
    }
  }

  /// The same for a mail of which no copy was filed, so nothing was done to it.
  void record(MailTx tx, Optional<ThreadId> thread) {
    record(tx, Optional.empty(), Applied.NONE);
    if (automatic.isPresent() && thread.isPresent()) {
      conversation(thread.get()).noteAnswer(tx, automatic.get());
    }
  }

  private void record(MailTx tx, Optional<MessageId> copy, Applied applied) {
    judgement.ifPresent(
        said -> tx.join(EvaluationTx.class).add(said.evaluation(copy, now, applied)));
  }
}
