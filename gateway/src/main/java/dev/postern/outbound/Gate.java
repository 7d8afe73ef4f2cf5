package dev.postern.outbound;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.ContentLimits;
import dev.postern.guard.Guard;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.rules.Decision;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Applied;
import dev.postern.rules.EvaluationTx;
import dev.postern.rules.MailFacts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What every mail passes that an agent sends, whichever way: by the API, as a draft, by SMTP, at
/// its time or at its turn. What the server itself writes does not.
///
/// It looks at the account as it is now, whatever its connection knew. A mail that is kept for
/// later passes twice: when it is accepted, and when it goes.
public final class Gate {
  private static final Logger log = LoggerFactory.getLogger(Gate.class);

  private final Optional<GrantStore> grants;
  private final Function<Grant, Guard> guards;
  private final MailStore store;
  private final Quotas quotas;
  private final LoopLimits loops;
  private final InstantSource clock;

  /// Asks `guards` what holds for a sender.
  public Gate(
      GrantStore grants,
      Function<Grant, Guard> guards,
      MailStore store,
      Quotas quotas,
      LoopLimits loops,
      InstantSource clock) {
    this(Optional.of(grants), guards, store, quotas, loops, clock);
  }

  private Gate(
      Optional<GrantStore> grants,
      Function<Grant, Guard> guards,
      MailStore store,
      Quotas quotas,
      LoopLimits loops,
      InstantSource clock) {
    this.grants = grants;
    this.guards = guards;
    this.store = store;
    this.quotas = quotas;
    this.loops = loops;
    this.clock = clock;
  }

  /// Makes a gate where nobody looks, and everybody sends as much as `quotas` allow.
  public static Gate open(MailStore store, Quotas quotas, InstantSource clock) {
    return new Gate(Optional.empty(), _ -> Guard.NONE, store, quotas, LoopLimits.NONE, clock);
  }

  /// Takes a turn to send, where sends are limited. Ask when nothing else can refuse the mail; see
  /// [Quotas#turn].
  Optional<Instant> turn(Grant sender) {
    return quotas.turn(sender.applicationId(), clock.instant());
  }

  /// Tells what [#turn] would, and leaves the turn to others.
  Optional<Instant> nextTurn(Grant sender) {
    return quotas.nextTurn(sender.applicationId(), clock.instant());
  }

  /// Lets a mail through. What refuses it leaves a record, if rules did, and nothing else.
  ///
  /// @throws GatewayException with NOT_FOUND if the sender is gone, SUSPENDED if its owner stopped
  ///   it, TOO_LARGE or MEDIA_REFUSED if it is more than its policy allows, BLOCKED if a rule says
  ///   no, or UNAVAILABLE if it cannot be found out what rules say
  Passage pass(Submission mail) {
    try {
      Passage passage = look(mail);
      Optional<Judgement> no = passage.judgement().filter(Judgement::isBlocked);
      if (no.isPresent()) {
        record(mail, no.get().evaluation(Optional.empty(), passage.now(), Applied.BLOCKED));
        throw blocked();
      }
      return passage;
    } catch (GatewayException refusal) {
      if (isUndecided(refusal)) {
        recordUndecided(mail, refusal);
      }
      throw refusal;
    }
  }

  static GatewayException blocked() {
    return new GatewayException(Fault.BLOCKED, "blocked by an outbound rule");
  }

  /// Looks at a mail as [#pass] does, and leaves no trace. The rules may say no.
  ///
  /// @throws GatewayException as [#pass], but for BLOCKED
  Passage look(Submission mail) {
    Grant sender = present(mail.sender());
    if (sender.blocked()) {
      throw new GatewayException(
          Fault.SUSPENDED, "this account is blocked: its owner stopped it from sending");
    }
    Guard guard = decided(sender, () -> guards.apply(sender));
    ContentLimits.check(guard.allowance(), mail.digest(), mail.blob().bytes(), mail.blob().size());
    Optional<Judgement> judgement = decided(sender, () -> judgement(mail, guard));
    LoopLimits limits = loops.within(guard.allowance());
    Optional<MessageId> automatic =
        limits.automaticReplies().isPresent() ? Automatic.answered(store, mail) : Optional.empty();
    return new Passage(mail, guard, quotas, limits, judgement, automatic, clock.instant());
  }

  private static <T> T decided(Grant sender, Supplier<T> question) {
    try {
      return question.get();
    } catch (RuntimeException broken) {
      log.error("rules for account {} cannot be evaluated", sender.account(), broken);
      throw new GatewayException(
          Fault.UNAVAILABLE,
          "the rules for outbound mail cannot be evaluated; try again",
          new Undecided(broken));
    }
  }

  private static Optional<Judgement> judgement(Submission mail, Guard guard) {
    if (guard.outbound().isEmpty()) {
      return Optional.empty();
    }
    MailFacts facts = facts(mail);
    return Optional.of(new Judgement(facts.input(), guard.outbound().evaluate(facts)));
  }

  private Grant present(Grant known) {
    return grants
        .map(now ->
            now.grantOf(known.account())
                .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such account")))
        .orElse(known);
  }

  private static MailFacts facts(Submission mail) {
    return MailFacts.outbound(
        mail.digest(),
        mail.blob().bytes(),
        mail.sender().email(),
        mail.recipients(),
        mail.replyTo().isPresent());
  }

  private void recordUndecided(Submission mail, GatewayException refusal) {
    Judgement nothing = new Judgement(facts(mail).input(), Decision.NONE);
    try {
      record(mail, nothing.evaluation(Optional.empty(), clock.instant(), Applied.FAILED));
    } catch (RuntimeException unrecorded) {
      refusal.addSuppressed(unrecorded);
    }
  }

  private void record(Submission mail, Evaluation evaluation) {
    Evaluation _ =
        store.commit(
            mail.sender().account(),
            mail.origin(),
            tx -> {
              tx.join(EvaluationTx.class).add(evaluation);
              return evaluation;
            });
  }

  /// Says whether a mail was refused because it cannot be found out what rules say of it.
  static boolean isUndecided(GatewayException refusal) {
    return refusal.getCause() instanceof Undecided;
  }

  private static final class Undecided extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Undecided(RuntimeException why) {
      super(why);
    }
  }
}
