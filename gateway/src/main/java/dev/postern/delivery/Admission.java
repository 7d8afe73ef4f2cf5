package dev.postern.delivery;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.ContentLimits;
import dev.postern.guard.Guard;
import dev.postern.mailbox.CounterStore;
import dev.postern.mailbox.Counters;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.Verdict;
import dev.postern.rules.Decision;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Applied;
import dev.postern.rules.Evaluation.Stage;
import dev.postern.rules.EvaluationTx;
import dev.postern.rules.Limit;
import dev.postern.rules.MailFacts;
import dev.postern.rules.RuleSet;
import dev.postern.screening.DmarcMode;
import dev.postern.screening.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says which mail an agent takes: within its limits, and if no rule of it says no
/// (spec/api-admin.md sections 4.3 and 5.5). Rules that cannot be evaluated let nothing through.
/// Safe for concurrent use.
public final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  private final MailStore store;
  private final Function<Grant, Guard> guards;
  private final CounterStore counters;
  private final Judgement judgement;
  private final InstantSource clock;

  /// Holds mail to what `guards` says at that moment.
  public Admission(
      MailStore store,
      Function<Grant, Guard> guards,
      CounterStore counters,
      Judgement judgement,
      InstantSource clock) {
    this.store = store;
    this.guards = guards;
    this.counters = counters;
    this.judgement = judgement;
    this.clock = clock;
  }

  /// Takes everything for everybody.
  public static Admission open(MailStore store, InstantSource clock) {
    Judgement judgement = new Judgement(Double.MAX_VALUE, DmarcMode.OFF);
    return new Admission(store, _ -> Guard.NONE, (_, _, _) -> 0, judgement, clock);
  }

  /// Returns the number of a day, in UTC.
  static long day(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), Duration.ofDays(1).toSeconds());
  }

  /// @param received how many they would be
  static void requireToday(long most, long received) {
    if (received > most) {
      throw new GatewayException(
          Fault.OVER_QUOTA,
          "no more mail today: "
              + Limit.DAILY_RECEIVED.wire()
              + " is "
              + most
              + ", counted from 00:00 to 24:00 UTC");
    }
  }

  /// Refuses a recipient whose mail would surely be refused. A rule that says no is recorded.
  ///
  /// @param sender reverse path; empty for the null sender
  /// @param recipient forward path as the client gave it
  /// @param announced octets that the mail will have, if the client says so; else 0
  /// @throws GatewayException with BLOCKED, TOO_LARGE, OVER_QUOTA, or UNAVAILABLE if that cannot be
  ///   found out
  public void checkRecipient(Grant to, String sender, String recipient, long announced) {
    Guard guard = guards.apply(to);
    if (!guard.inbound().isEmpty()) {
      MailFacts facts = MailFacts.atRcpt(sender, recipient);
      if (look(guard.inbound(), facts, Stage.SMTP_RCPT) instanceof Ruling.Refused refused) {
        throw recorded(to, refused);
      }
    }
    ContentLimits.checkSize(guard.allowance(), announced);
    OptionalLong daily = guard.allowance().limit(Limit.DAILY_RECEIVED);
    if (daily.isPresent()) {
      long before = counters.count(to.account(), Counters.Kind.RECEIVED, day(clock.instant()));
      requireToday(daily.getAsLong(), before + 1);
    }
  }

  /// Says whether anything is asked of this agent's mail beyond that it fits.
  boolean isAsked(Grant to) {
    Guard guard = guards.apply(to);
    return !guard.inbound().isEmpty() || ContentLimits.any(guard.allowance());
  }

  /// Looks at a mail; changes nothing.
  ///
  /// @throws GatewayException with UNAVAILABLE if it cannot be found out what holds for this agent
  Ruling judge(Grant to, Incoming mail) {
    Guard guard = guards.apply(to);
    try {
      boolean sized = guard.allowance().limit(Limit.MESSAGE_SIZE).isPresent();
      long size = sized ? mail.size().getAsLong() : 0;
      ContentLimits.check(guard.allowance(), mail.digest(), mail.message(), size);
    } catch (GatewayException e) {
      return new Ruling.Refused(e, Optional.empty());
    }
    Optional<Verdict> verdict = mail.verdict().map(found -> judgement.of(found, guard.spam()));
    OptionalLong daily = guard.allowance().limit(Limit.DAILY_RECEIVED);
    boolean forged = verdict.filter(judgement::isForged).isPresent();
    if (guard.inbound().isEmpty()) {
      return new Ruling.Taken(daily, verdict, forged, Optional.empty());
    }
    MailFacts facts =
        MailFacts.inbound(mail.digest(), mail.message(), mail.sender(), mail.recipient(), verdict);
    return switch (look(guard.inbound(), facts, Stage.INBOX_PROCESSING)) {
      case Ruling.Refused refused -> refused;
      case Ruling.Looked looked -> new Ruling.Taken(daily, verdict, forged, Optional.of(looked));
    };
  }

  private Ruling.Heard look(RuleSet rules, MailFacts facts, Stage stage) {
    Decision decision;
    try {
      decision = rules.evaluate(facts);
    } catch (GatewayException e) {
      return refused(e, facts, stage, Decision.NONE, Applied.FAILED);
    }
    if (decision.isBlocked()) {
      GatewayException reason =
          new GatewayException(Fault.BLOCKED, "blocked by a rule of the recipient");
      return refused(reason, facts, stage, decision, Applied.BLOCKED);
    }
    return new Ruling.Looked(facts.input(), decision);
  }

  private Ruling.Refused refused(
      GatewayException reason, MailFacts facts, Stage stage, Decision decision, Applied applied) {
    Evaluation record =
        Evaluation.of(stage, clock.instant(), facts.input(), decision, applied, Optional.empty());
    return new Ruling.Refused(reason, Optional.of(record));
  }

  /// Keeps the record of a refusal. That it cannot be kept changes nothing.
  ///
  /// @return the refusal, to be thrown
  GatewayException recorded(Grant to, Ruling.Refused refused) {
    refused.record().ifPresent(record -> keep(to, record));
    return refused.reason();
  }

  private void keep(Grant to, Evaluation record) {
    try {
      boolean _ =
          store.commit(
              to.account(),
              record,
              tx -> {
                tx.join(EvaluationTx.class).add(record);
                return true;
              });
    } catch (GatewayException e) {
      LOG.warn("account {}: an evaluation is not recorded: {}", to.account(), e.text());
    }
  }
}
