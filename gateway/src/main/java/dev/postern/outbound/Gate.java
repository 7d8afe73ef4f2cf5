package dev.postern.outbound;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.ContentLimits;
import dev.postern.guard.Guard;
import dev.postern.mailbox.MailStore;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Applied;
import dev.postern.rules.EvaluationTx;
import dev.postern.rules.MailFacts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
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
  private final InstantSource clock;

  /// Asks `guards` what holds for a sender.
  public Gate(
      GrantStore grants,
      Function<Grant, Guard> guards,
      MailStore store,
      Quotas quotas,
      InstantSource clock) {
    this(Optional.of(grants), guards, store, quotas, clock);
  }

  private Gate(
      Optional<GrantStore> grants,
      Function<Grant, Guard> guards,
      MailStore store,
      Quotas quotas,
      InstantSource clock) {
    this.grants = grants;
    this.guards = guards;
    this.store = store;
    this.quotas = quotas;
    this.clock = clock;
  }

  /// Makes a gate where nobody looks, and everybody sends as much as `quotas` allow.
  public static Gate open(MailStore store, Quotas quotas, InstantSource clock) {
    return new Gate(Optional.empty(), _ -> Guard.NONE, store, quotas, clock);
  }

  /// Takes a turn to send, where sends are limited; see [Quotas#turn].
  Optional<Instant> turn(Grant sender) {
    return quotas.turn(sender.applicationId(), clock.instant());
  }

  /// Lets a mail through. What refuses it leaves a record, if rules did, and nothing else.
  ///
  /// @throws GatewayException with NOT_FOUND if the sender is gone, SUSPENDED if its owner stopped
  ///   it, TOO_LARGE or MEDIA_REFUSED if it is more than its policy allows, BLOCKED if a rule says
  ///   no, or UNAVAILABLE if it cannot be found out what rules say
  Passage pass(Submission mail) {
    Grant sender = present(mail.sender());
    if (sender.blocked()) {
      throw new GatewayException(
          Fault.SUSPENDED, "this account is blocked: its owner stopped it from sending");
    }
    Instant now = clock.instant();
    Known known = known(mail, sender);
    ContentLimits.check(
        known.guard().allowance(), mail.digest(), mail.blob().bytes(), mail.blob().size());
    if (known.said().filter(said -> said.decision().isBlocked()).isPresent()) {
      record(mail, known.said().get().evaluation(Optional.empty(), now, Applied.BLOCKED));
      throw new GatewayException(Fault.BLOCKED, "blocked by an outbound rule");
    }
    return new Passage(mail, known.guard(), quotas, known.said(), now);
  }

  private record Known(Guard guard, Optional<Judgement> said) {}

  private Known known(Submission mail, Grant sender) {
    try {
      Guard guard = guards.apply(sender);
      return new Known(guard, judgement(mail, guard));
    } catch (RuntimeException broken) {
      log.error("rules for account {} cannot be evaluated", sender.account(), broken);
      throw undecided(mail, broken);
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

  private GatewayException undecided(Submission mail, RuntimeException broken) {
    Evaluation failed =
        new Evaluation(
            UUID.randomUUID(),
            Optional.empty(),
            clock.instant(),
            Evaluation.Stage.OUTBOUND_SEND,
            facts(mail).input(),
            Applied.FAILED,
            List.of());
    GatewayException refusal =
        new GatewayException(
            Fault.UNAVAILABLE,
            "the rules for outbound mail cannot be evaluated; try again",
            new Undecided(broken));
    try {
      record(mail, failed);
    } catch (RuntimeException unrecorded) {
      refusal.addSuppressed(unrecorded);
    }
    return refusal;
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
