package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.delivery.Blobs;
import dev.postern.delivery.Delivery.Direct;
import dev.postern.delivery.Recipients.Resolution;
import dev.postern.delivery.Trace;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.HeaderField;
import dev.postern.mail.MailAddress;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.Quota;
import dev.postern.mailbox.Verdict;
import dev.postern.outbound.Wishes.Notify;
import dev.postern.screening.Arrival;
import dev.postern.screening.Inspector;
import dev.postern.screening.Screened;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Takes mail from other servers for agents here, and nothing for anybody else.
///
/// Mail for one recipient is delivered while the client waits; mail for several, or of whose
/// arrival the sender wants to hear, is queued in one transaction, so that the answer is true for
/// all of them, and delivered from the queue.
final class MxIntake implements Intake {
  private final SmtpDoor.Parts parts;
  private final Optional<Inspector> inspector;
  private final Function<AccountId, Quota> quotas;

  MxIntake(SmtpDoor.Parts parts, Optional<Inspector> inspector, Function<AccountId, Quota> quotas) {
    this.parts = parts;
    this.inspector = inspector;
    this.quotas = quotas;
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
  public void checkRecipient(Optional<Grant> agent, Announced mail, MailAddress recipient) {
    Grant to = resolve(recipient);
    parts
        .delivery()
        .admission()
        .checkRecipient(to, mail.senderText(), recipient.toString(), mail.size());
    AccountId account = to.account();
    Quota quota = quotas.apply(account);
    if (quota.isLimited()) {
      quota.requireRoom(parts.store().read(account, read -> read.folders()), 1, 1);
    }
  }

  private Grant resolve(MailAddress recipient) {
    return switch (parts.recipients().resolve(recipient)) {
      case Resolution.Local local -> local.grant();
      case Resolution.Unknown _ -> throw new GatewayException(Fault.NOT_FOUND, "no such user");
      case Resolution.Remote _ -> throw new GatewayException(Fault.FORBIDDEN, "relaying denied");
    };
  }

  private static boolean isDirect(Envelope envelope) {
    return envelope.recipients().size() == 1
        && !envelope.wishes().of(envelope.recipientTexts().getFirst()).wants(Notify.SUCCESS);
  }

  @Override
  public List<String> trace(Envelope envelope) {
    boolean single = envelope.recipients().size() == 1;
    String only = single ? envelope.recipients().getFirst().toString() : "";
    String received =
        Trace.received(
            envelope.peer().shown(),
            parts.options().host(),
            envelope.transmission(),
            envelope.id(),
            only,
            parts.clock().instant());
    return isDirect(envelope)
        ? List.of(Trace.returnPath(envelope.senderText()), Trace.deliveredTo(only), received)
        : List.of(received);
  }

  @Override
  public Optional<String> accept(Envelope envelope, Blob mail, long own) {
    MemorySegment bytes = mail.bytes();
    long size = mail.size() - own;
    HeaderBlock given = HeaderBlock.of(bytes, own, mail.size());
    checkLoop(envelope, given);
    Screened screened = screen(envelope, bytes.asSlice(own));
    if (screened.refusal().isPresent()) {
      throw screened.refusal().get();
    }
    // RFC 5321 section 4.4: there is one, and final delivery makes it.
    List<HeaderField> paths = given.all("Return-Path");
    if (screened.results().isEmpty() && paths.isEmpty()) {
      take(envelope, mail, size, screened.verdict());
      return Optional.empty();
    }
    HeaderEdit edit = screened.edit(bytes).orElseGet(() -> HeaderEdit.of(bytes));
    paths.forEach(edit::remove);
    try (Blob edited = Blobs.of(parts.store(), edit.slices())) {
      take(envelope, edited, size, screened.verdict());
    }
    return Optional.empty();
  }

  // A recipient whose mail comes back to it would get it for ever (RFC 5321 section 6.3).
  private static void checkLoop(Envelope envelope, HeaderBlock given) {
    List<HeaderField> before = given.all("Delivered-To");
    boolean again =
        !before.isEmpty()
            && envelope.recipientTexts().stream()
                .anyMatch(to ->
                    before.stream().anyMatch(f -> f.unfoldedRaw().strip().equalsIgnoreCase(to)));
    if (again) {
      throw new GatewayException(Fault.LOOP, "mail goes in circles");
    }
  }

  private Screened screen(Envelope envelope, MemorySegment given) {
    Peer peer = envelope.peer();
    if (peer.trusted() || inspector.isEmpty()) {
      return Screened.UNSEEN;
    }
    Arrival arrival =
        new Arrival(
            peer.address(),
            peer.name(),
            envelope.senderText(),
            envelope.protocol().startsWith("UTF8"));
    return inspector.get().inspect(arrival, given);
  }

  private void take(Envelope envelope, Blob mail, long size, Optional<Verdict> verdict) {
    String sender = envelope.senderText();
    MailAddress first = envelope.recipients().getFirst();
    Direct direct = new Direct(sender, first.toString(), mail, size, verdict);
    if (isDirect(envelope)) {
      MailTx.Added _ = parts.delivery().deliver(resolve(first), direct, envelope);
      return;
    }
    Map<String, Grant> present = present(envelope.recipients());
    parts.delivery().checkAny(present, direct);
    parts
        .sending()
        .queue(
            present.values().iterator().next().account(),
            sender,
            envelope.recipientTexts(),
            mail,
            envelope.wishes(),
            verdict,
            envelope);
  }

  // An agent that was deleted since its RCPT must not cost the others their mail.
  private Map<String, Grant> present(List<MailAddress> to) {
    Map<String, Grant> present = new LinkedHashMap<>();
    for (MailAddress address : to) {
      if (parts.recipients().resolve(address) instanceof Resolution.Local(Grant grant)) {
        present.put(address.toString(), grant);
      }
    }
    if (present.isEmpty()) {
      throw new GatewayException(Fault.NOT_FOUND, "no such user");
    }
    return present;
  }
}
