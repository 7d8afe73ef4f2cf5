package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.mail.MailAddress;
import dev.postern.mailbox.Blob;
import java.util.List;
import java.util.Optional;

/// What a door does with mail: its rules for senders and recipients, and where mail goes. Refusals
/// are [dev.postern.fault.GatewayException]s.
interface Intake {
  /// Says whether clients must sign in before they hand mail over.
  boolean signsIn();

  /// Refuses a sender that this client may not use.
  ///
  /// @param sender empty for the null sender
  void checkSender(Optional<Grant> agent, Optional<MailAddress> sender);

  /// Refuses a recipient that mail cannot be taken for.
  void checkRecipient(Optional<Grant> agent, Announced mail, MailAddress recipient);

  /// What MAIL said of a mail that is to come.
  ///
  /// @param sender empty for the null sender
  /// @param size octets; 0 if that was not said
  record Announced(Optional<MailAddress> sender, long size) {
    /// Returns the sender as the envelope has it.
    String senderText() {
      return sender.map(MailAddress::toString).orElse("");
    }
  }

  /// Returns the header fields that go on top of the mail, topmost first, without line ends.
  List<String> trace(Envelope envelope);

  /// Takes the mail, its trace fields on top; durable when this returns.
  ///
  /// @param mail closed by the caller
  /// @param own octets of our trace fields; what the client gave stands behind them
  /// @return what the client is told, if it is more than that the mail was accepted
  Optional<String> accept(Envelope envelope, Blob mail, long own);
}
