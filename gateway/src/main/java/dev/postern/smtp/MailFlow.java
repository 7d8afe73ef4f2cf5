package dev.postern.smtp;

import dev.postern.delivery.Trace;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.HeaderBlock;
import dev.postern.mailbox.Blob;
import dev.postern.smtp.Step.Then;
import dev.postern.smtp.wire.Reply;
import dev.postern.smtp.wire.SmtpCommand;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The mails of one session, one after the other: MAIL, RCPT, DATA and what follows them (RFC 5321
/// section 3.3).
final class MailFlow {
  private static final Logger log = LoggerFactory.getLogger(MailFlow.class);
  // Alpine shows people this answer to its RCPT, not the one before to its MAIL.
  private static final Reply NO_SENDER =
      Reply.of(Fault.WRONG_STATE, "no sender was accepted; MAIL FROM comes first");

  private final Client client;
  private final SmtpServices services;
  private final Intake intake;
  private Optional<Transaction> transaction = Optional.empty();
  private Optional<Reception> reception = Optional.empty();

  MailFlow(Client client, SmtpServices services) {
    this.client = client;
    this.services = services;
    this.intake = services.intake();
  }

  /// Says whether MAIL was accepted and its mail has not ended.
  boolean begun() {
    return transaction.isPresent();
  }

  /// Drops what was not finished.
  void reset() {
    reception.ifPresent(Reception::close);
    reception = Optional.empty();
    transaction = Optional.empty();
  }

  Reply mail(SmtpCommand.Mail mail) {
    Transaction opened = Transaction.begin(mail, services);
    intake.checkSender(client.agent(), opened.sender());
    transaction = Optional.of(opened);
    return Reply.of(250, "2.1.0", "OK");
  }

  Reply rcpt(SmtpCommand.Rcpt rcpt) {
    if (transaction.isEmpty()) {
      return NO_SENDER;
    }
    transaction.get().add(rcpt, client.agent(), services);
    return Reply.of(250, "2.1.5", "OK");
  }

  Step data() {
    if (transaction.isEmpty()) {
      return Step.next(NO_SENDER);
    }
    if (transaction.get().recipients().isEmpty()) {
      return Step.next(Reply.of(554, "5.5.1", "no valid recipients"));
    }
    reception =
        Optional.of(
            new Reception(
                services.store().sink(),
                services.options().maxMessage(),
                intake.trace(envelope(transaction.get()))));
    return new Step(Reply.plain(354, "end with <CR><LF>.<CR><LF>"), Then.READ_MAIL);
  }

  private Envelope envelope(Transaction begun) {
    SmtpCommand.Hello said = client.hello().orElseThrow();
    String protocol =
        (begun.utf8() ? "UTF8SMTP" : said.extended() ? "ESMTP" : "SMTP")
            + (client.connection().secure() ? "S" : "")
            + (client.agent().isPresent() ? "A" : "");
    String from = Trace.token(said.name()) + " (" + client.literal() + ")";
    return new Envelope(
        begun.id(),
        client.agent(),
        from,
        protocol,
        begun.sender(),
        begun.recipients(),
        begun.release());
  }

  /// Takes a part of the mail.
  Taken take(byte[] octets) {
    Reception receiving = reception.orElseThrow();
    int taken = receiving.take(octets);
    if (receiving.ended()) {
      return new Taken(taken, Optional.of(Step.next(accept(receiving))));
    }
    return new Taken(
        taken,
        receiving.runaway()
            ? Optional.of(Step.close(Reply.of(421, "4.3.0", "far too large")))
            : Optional.empty());
  }

  private Reply accept(Reception received) {
    Envelope envelope = envelope(transaction.orElseThrow());
    try (received;
        Blob mail = received.finish()) {
      if (hops(mail) > services.options().maxHops()) {
        return Reply.of(554, "5.4.6", "mail goes in circles");
      }
      intake.accept(envelope, mail);
      services.commands().add("accepted");
      return Reply.of(250, "2.0.0", "accepted as " + envelope.id());
    } catch (GatewayException e) {
      log.debug("mail {} refused: {}", envelope.id(), e.text());
      services.commands().add("refused");
      return Reply.of(e);
    } finally {
      reception = Optional.empty();
      transaction = Optional.empty();
    }
  }

  private static int hops(Blob mail) {
    return HeaderBlock.of(mail.bytes(), 0, mail.size()).all("Received").size() - 1;
  }

  /// What became of a part of a mail.
  ///
  /// @param octets how many belonged to the mail; what follows are commands
  /// @param answer present when the mail has ended
  record Taken(int octets, Optional<Step> answer) {}
}
