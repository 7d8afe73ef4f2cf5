package dev.postern.delivery;

import dev.postern.fault.GatewayException;
import dev.postern.guard.Effects;
import dev.postern.mailbox.Counters;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Verdict;
import dev.postern.rules.Action;
import dev.postern.rules.Decision;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Stage;
import dev.postern.rules.EvaluationTx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What becomes of a mail that came for an agent.
sealed interface Ruling {
  /// It is not taken.
  ///
  /// @param record of the evaluation that says so, if one does
  record Refused(GatewayException reason, Optional<Evaluation> record) implements Ruling, Heard {}

  /// It is taken.
  ///
  /// @param daily how many the agent may receive today
  /// @param verdict as its recipient wants it judged
  /// @param forged whether it is junk whatever a rule says of other folders
  /// @param looked what rules said; empty if there are none
  record Taken(
      OptionalLong daily, Optional<Verdict> verdict, boolean forged, Optional<Looked> looked)
      implements Ruling {
    /// Says whether it goes to Junk, unless a rule has it elsewhere.
    boolean isJunk() {
      return verdict.map(Verdict::junk).orElse(false);
    }

    /// Says whether somebody takes it for spam.
    boolean isSpam() {
      return isJunk()
          || looked.stream()
              .flatMap(each -> each.decision().actions().stream())
              .anyMatch(Action.MarkAsSpam.class::isInstance);
    }

    /// Counts it.
    ///
    /// @throws GatewayException with OVER_QUOTA if it is one too many
    void count(MailTx tx, Instant now) {
      if (daily.isPresent()) {
        long received = tx.join(Counters.class).add(Counters.Kind.RECEIVED, Admission.day(now), 1);
        Admission.requireToday(daily.getAsLong(), received);
      }
    }

    /// Finds out what rules do with it.
    Effects effects(MailRead mailbox) {
      return looked
          .map(Looked::decision)
          .map(decision -> forged ? withoutWayOut(decision) : decision)
          .map(decision -> Effects.of(decision, mailbox))
          .orElse(Effects.NONE);
    }

    // Who is not who the mail says must not profit from a rule about who that is.
    private static Decision withoutWayOut(Decision decision) {
      List<Action> actions =
          decision.actions().stream()
              .filter(action ->
                  !(action instanceof Action.Archive) && !(action instanceof Action.AssignToFolder))
              .toList();
      return new Decision(decision.matched(), actions);
    }

    /// Returns where it goes.
    FolderId folder(Effects effects) {
      return effects.folder().orElse(isJunk() ? FolderId.JUNK : FolderId.INBOX);
    }

    /// Keeps the record of what rules said.
    void record(MailTx tx, Effects effects, MessageId message, Instant now) {
      looked.ifPresent(each ->
          tx.join(EvaluationTx.class)
              .add(
                  Evaluation.of(
                      Stage.INBOX_PROCESSING,
                      now,
                      each.input(),
                      each.decision(),
                      effects.applied(),
                      Optional.of(message))));
    }
  }

  /// What comes of asking rules.
  sealed interface Heard {}

  /// What rules said of a mail that they let through.
  record Looked(Evaluation.Input input, Decision decision) implements Heard {}
}
