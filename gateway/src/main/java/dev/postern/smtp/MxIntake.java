package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.delivery.Blobs;
import dev.postern.delivery.Delivery;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.Recipients.Resolution;
import dev.postern.delivery.Trace;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.MailAddress;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.Verdict;
import dev.postern.outbound.Sending;
import dev.postern.screening.Arrival;
import dev.postern.screening.Inspector;
import dev.postern.screening.Screened;
import java.lang.foreign.MemorySegment;
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
  private final Inspector inspector;
  private final MailStore store;
  private final Recipients recipients;
  private final Delivery delivery;
  private final Sending sending;
  private final InstantSource clock;

  MxIntake(
      String host,
      Inspector inspector,
      MailStore store,
      Recipients recipients,
      Delivery delivery,
      Sending sending,
      InstantSource clock) {
    this.host = host;
    this.inspector = inspector;
    this.store = store;
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
    Screened screened = inspector.inspect(arrival(envelope), original(envelope, mail));
    if (screened.refusal().isPresent()) {
      throw screened.refusal().get();
    }
    Optional<HeaderEdit> edit = screened.edit(mail.bytes());
    if (edit.isEmpty()) {
      take(envelope, mail, screened.verdict());
      return;
    }
    try (Blob marked = Blobs.of(store, edit.get().slices())) {
      take(envelope, marked, screened.verdict());
    }
  }

  private static Arrival arrival(Envelope envelope) {
    // RFC 6531 section 4.3: the protocol says whether SMTPUTF8 was asked for.
    boolean utf8 = envelope.protocol().startsWith("UTF8");
    Peer peer = envelope.peer();
    return new Arrival(peer.address(), peer.name(), envelope.senderText(), utf8);
  }

  /// Returns the mail without what [#trace] put on top of it.
  private MemorySegment original(Envelope envelope, Blob mail) {
    MemorySegment all = mail.bytes();
    HeaderBlock header = HeaderBlock.of(all, 0, all.byteSize());
    return all.asSlice(header.fields().get(trace(envelope).size() - 1).end());
  }

  private void take(Envelope envelope, Blob mail, Optional<Verdict> verdict) {
    if (envelope.recipients().size() == 1) {
      delivery.deliver(resolve(envelope.recipients().getFirst()), mail, envelope, verdict);
    } else {
      AccountId holder = present(envelope.recipients()).account();
      sending.queue(
          holder,
          envelope.senderText(),
          envelope.recipientTexts(),
          mail,
          envelope.wishes(),
          verdict,
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
