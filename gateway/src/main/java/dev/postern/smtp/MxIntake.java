package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.delivery.Delivery;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.Recipients.Resolution;
import dev.postern.delivery.Trace;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.outbound.Sending;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Takes mail from other servers for agents here, and nothing for anybody else.
///
/// Mail for one recipient is delivered while the client waits; mail for several is queued in one
/// transaction, so that the answer is true for all of them, and delivered from the queue.
final class MxIntake implements Intake {
  private final String host;
  private final Recipients recipients;
  private final Delivery delivery;
  private final Sending sending;
  private final InstantSource clock;

  MxIntake(
      String host, Recipients recipients, Delivery delivery, Sending sending, InstantSource clock) {
    this.host = host;
    this.recipients = recipients;
    this.delivery = delivery;
    this.sending = sending;
    this.clock = clock;
  }

  @Override
  public boolean signsIn() {
    return false;
  }

  @Override
  public void checkSender(Optional<Grant> agent, Optional<MailAddress> sender) {
    // Anybody may send to agents here; who it really is, is for SPF and DKIM to say.
  }

  @Override
  public void checkRecipient(Optional<Grant> agent, MailAddress recipient) {
    Grant _ = resolve(recipient);
  }

  private Grant resolve(MailAddress recipient) {
    return switch (recipients.resolve(recipient)) {
      case Resolution.Local local -> local.grant();
      case Resolution.Unknown _ -> throw new GatewayException(Fault.NOT_FOUND, "no such user");
      case Resolution.Remote _ -> throw new GatewayException(Fault.FORBIDDEN, "relaying denied");
    };
  }

  @Override
  public List<String> trace(Envelope envelope) {
    boolean single = envelope.recipients().size() == 1;
    String only = single ? envelope.recipients().getFirst().toString() : "";
    String received =
        Trace.received(
            envelope.peer().shown(),
            host,
            envelope.transmission(),
            envelope.id(),
            only,
            clock.instant());
    return single
        ? List.of(Trace.returnPath(envelope.senderText()), Trace.deliveredTo(only), received)
        : List.of(received);
  }

  @Override
  public void accept(Envelope envelope, Blob mail) {
    if (envelope.recipients().size() == 1) {
      delivery.deliver(resolve(envelope.recipients().getFirst()), mail, envelope, Optional.empty());
    } else {
      AccountId holder = present(envelope.recipients()).account();
      sending.queue(
          holder,
          envelope.senderText(),
          envelope.recipientTexts(),
          mail,
          envelope.wishes(),
          Optional.empty(),
          envelope);
    }
  }

  // An agent that was deleted since its RCPT must not cost the others their mail.
  private Grant present(List<MailAddress> to) {
    return to.stream()
        .map(recipients::resolve)
        .flatMap(found -> found instanceof Resolution.Local local ? Stream.of(local) : Stream.of())
        .map(Resolution.Local::grant)
        .findFirst()
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such user"));
  }
}
