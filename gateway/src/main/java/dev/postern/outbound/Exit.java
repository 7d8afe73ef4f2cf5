package dev.postern.outbound;

import dev.postern.mailbox.MailTx;

/// What is left to be done with a mail that passed the [Gate]: to take it, in a transaction that
/// may do more. Close it when that is over.
@FunctionalInterface
public interface Exit extends AutoCloseable {
  /// Takes the mail.
  ///
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if [Submission#replacesDraft] is
  ///   gone, THROTTLED or SENDING_PAUSED if the account may not send more, OVER_QUOTA if too much
  ///   waits for consent already
  Departure take(MailTx tx);

  @Override
  default void close() {}
}
