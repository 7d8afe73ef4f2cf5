package dev.postern.delivery;

import dev.postern.mailbox.MessageId;
import java.util.Optional;

/// Tracked messages inside a mailbox transaction: `tx.join(TrackingTx.class)`.
public interface TrackingTx {
  /// Keeps what is wanted of a message, in the place of what was kept before.
  void keep(MessageId message, Tracked tracked);

  /// Returns what is wanted of a message.
  Optional<TrackingOptions> options(MessageId message);

  /// Says whether replies to any message of the account are waited for.
  boolean awaitsReplies();

  /// Counts that a message was opened, and keeps by whom.
  ///
  /// @return how often it was, this time included; 0 if it is not known
  int opened(MessageId message, Hit.Visit visit);

  /// Counts that a link was followed, and keeps by whom.
  Clicks clicked(MessageId message, int link, Hit.Visit visit);

  /// Counts a reply.
  ///
  /// @return as [#opened]
  int replied(MessageId message);

  /// How often links were followed.
  ///
  /// @param all those of the message
  /// @param ofLink this one; 0 if the message is not known
  record Clicks(int all, int ofLink) {}
}
