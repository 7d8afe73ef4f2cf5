package dev.postern.delivery;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MessageId;
import java.util.Optional;

/// The port to what is kept of tracked messages; it changes through [TrackingTx].
public interface TrackingStore extends Hits {
  /// Returns what is wanted of a message.
  Optional<TrackingOptions> options(AccountId account, MessageId message);

  /// Finds the message that a token is of; empty too if its account is deleted.
  Optional<Found> find(String token);

  /// A tracked message.
  record Found(AccountId account, MessageId message, Tracked tracked) {}
}
