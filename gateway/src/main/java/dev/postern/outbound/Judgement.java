package dev.postern.outbound;

import dev.postern.mailbox.MessageId;
import dev.postern.rules.Decision;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Applied;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// What rules say of a mail that is sent.
///
/// @param input what they knew of it
record Judgement(Evaluation.Input input, Decision decision) {
  /// Says whether they refuse it.
  boolean isBlocked() {
    return decision.isBlocked();
  }

  /// Makes the record of it.
  ///
  /// @param copy that was filed, if one was
  Evaluation evaluation(Optional<MessageId> copy, Instant now, Applied applied) {
    return new Evaluation(
        UUID.randomUUID(),
        copy,
        now,
        Evaluation.Stage.OUTBOUND_SEND,
        input,
        applied,
        decision.matched());
  }
}
