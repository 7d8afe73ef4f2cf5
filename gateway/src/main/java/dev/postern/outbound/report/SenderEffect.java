package dev.postern.outbound.report;

import dev.postern.mail.MailAddresses;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.outbound.Endings;
import dev.postern.outbound.QueueTx;
import dev.postern.outbound.Reputation;
import dev.postern.outbound.ReputationTx;
import dev.postern.outbound.Suppression;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What follows for the agent who sent a mail, besides a report: events, the suppression list and
/// the numbers of its reputation.
///
/// @param message the copy in Sent, if it is known
/// @param messageId by which it is looked up else; empty: it has none
record SenderEffect(Happened happened, Optional<MessageId> message, String messageId, Instant now)
    implements Endings.Effect {
  /// What became of some recipients.
  ///
  /// @param relayed how many of those who were reached are on other servers
  record Happened(List<String> reached, int relayed, List<Lost> lost) {
    static final Happened NOTHING = new Happened(List.of(), 0, List.of());

    boolean isNothing() {
      return reached.isEmpty() && lost.isEmpty();
    }
  }

  /// A recipient who was not reached.
  record Lost(String recipient, Diagnosis diagnosis, boolean local) {
    boolean isHard() {
      return !local && diagnosis.isHard();
    }

    boolean isSuppressed() {
      return diagnosis.text().equals(Diagnosis.SUPPRESSED);
    }
  }

  @Override
  public void apply(QueueTx queue, Optional<MailTx> sender) {
    if (!happened.isNothing()) {
      sender.ifPresent(this::apply);
    }
  }

  private void apply(MailTx tx) {
    Events events = new Events(tx, message.or(() -> named(tx)), now);
    if (!happened.reached().isEmpty()) {
      events.delivered(happened.reached());
    }
    List<Lost> lost =
        happened.lost().stream()
            .filter(each -> events.takeBounce(each.recipient(), messageId))
            .toList();
    if (!lost.isEmpty()) {
      events.bounced(
          lost.stream()
              .map(each -> new Events.Bounced(each.recipient(), each.diagnosis()))
              .toList());
    }
    lost.stream()
        .filter(Lost::isHard)
        .forEach(each ->
            MailAddresses.parse(each.recipient())
                .map(Suppression::key)
                .ifPresent(key ->
                    events.suppress(key, Suppression.Reason.HARD_BOUNCE, each.diagnosis().text())));
    long tried = lost.stream().filter(each -> !each.local() && !each.isSuppressed()).count();
    if (happened.relayed() + tried > 0) {
      long hard = lost.stream().filter(Lost::isHard).count();
      tx.join(ReputationTx.class).count(new Reputation(happened.relayed() + tried, hard, 0));
    }
  }

  // Whose mail program files its own copy has it in Sent by now, or not at all.
  private Optional<MessageId> named(MailTx tx) {
    if (messageId.isEmpty()) {
      return Optional.empty();
    }
    return tx.named(messageId).stream()
        .filter(found -> found.folders().contains(FolderId.SENT))
        .map(found -> found.id())
        .findFirst();
  }
}
