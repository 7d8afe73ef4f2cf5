package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import dev.postern.outbound.QueueTx.Attempt;
import java.time.Instant;
import java.util.Optional;

/// One recipient that waits, with its mail.
///
/// @param recipient the forward path as the sender gave it
/// @param domain of it, as [Lane#domain]
/// @param due when it is tried next
/// @param attempts how often it was tried before
/// @param last the last try
/// @param wish what its sender wants to hear about it
public record Due(
    QueuedMail mail,
    long recipientId,
    String recipient,
    String domain,
    Instant due,
    int attempts,
    Optional<Attempt> last,
    Wishes.Recipient wish) {
  /// Returns the id of its mail.
  public long queueId() {
    return mail.id();
  }

  /// Returns the account that sent it; number 0 if none did.
  public AccountId account() {
    return mail.account();
  }

  /// Returns which lane it waits in.
  public Lane lane() {
    return new Lane(domain, mail.account());
  }
}
