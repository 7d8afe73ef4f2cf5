package dev.postern.outbound;

import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Counters;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.outbound.Rehearsal.Use;
import dev.postern.outbound.Rehearsal.Would;
import dev.postern.rules.Decision;
import dev.postern.rules.Limit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Finds out what would become of a mail. Nothing is kept, counted or recorded, and nobody's turn
/// is taken.
record Rehearsing(Gate gate, MailStore store) {
  /// @param due when its sender wants it sent; empty: as soon as it may
  Rehearsal of(Submission mail, Optional<Instant> due) {
    Passage passage;
    try {
      passage = gate.look(mail);
    } catch (GatewayException refusal) {
      return Rehearsal.refused(refusal);
    }
    // A transaction that changes nothing: only there numbers are read.
    return store.commit(
        mail.sender().account(), mail.origin(), tx -> of(passage, due.isPresent(), tx));
  }

  private Rehearsal of(Passage passage, boolean scheduled, MailTx tx) {
    Decision rules = passage.judgement().map(Judgement::decision).orElse(Decision.NONE);
    Counters counters = tx.join(Counters.class);
    List<Toll> tolls = passage.tolls(tx);
    List<Use> uses = tolls.stream().map(toll -> use(toll, counters)).toList();
    try {
      if (rules.isBlocked()) {
        throw Gate.blocked();
      }
      return new Rehearsal(would(passage, tolls, scheduled, tx), Optional.empty(), rules, uses);
    } catch (GatewayException refusal) {
      return Rehearsal.refused(refusal, rules, uses);
    }
  }

  private Would would(Passage passage, List<Toll> tolls, boolean scheduled, MailTx tx) {
    if (passage.guard().requireApproval()) {
      return Would.HOLD;
    }
    if (scheduled) {
      return Would.SCHEDULE;
    }
    boolean waits = gate.nextTurn(passage.mail().sender()).isPresent();
    passage.check(tx, tolls);
    passage.admit(tx, Posting.chosen(tx, passage.mail(), passage.now()));
    return waits ? Would.QUEUE : Would.SEND;
  }

  private static Use use(Toll toll, Counters counters) {
    Limit limit =
        switch (toll.kind()) {
          case NEW_RECIPIENTS -> Limit.DAILY_NEW_RECIPIENTS;
          case SENT_MINUTE -> Limit.MINUTE_SENT;
          case RECEIVED -> Limit.DAILY_RECEIVED;
          case SENT -> Limit.DAILY_SENT;
        };
    return new Use(limit, toll.limit(), toll.used(counters), toll.more());
  }
}
