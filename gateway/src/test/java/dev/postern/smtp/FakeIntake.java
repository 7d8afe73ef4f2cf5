package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mailbox.Blob;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Keeps what it is given; knows everybody but `nobody@…`, and lets nobody be `eve@…`.
final class FakeIntake implements Intake {
  final boolean signsIn;
  final List<String> mails = new ArrayList<>();
  final List<Envelope> envelopes = new ArrayList<>();
  Optional<GatewayException> refusal = Optional.empty();

  FakeIntake(boolean signsIn) {
    this.signsIn = signsIn;
  }

  @Override
  public boolean signsIn() {
    return signsIn;
  }

  @Override
  public void checkSender(Optional<Grant> agent, Optional<MailAddress> sender) {
    if (sender.isPresent() && sender.get().local().equals("eve")) {
      throw new GatewayException(Fault.FORBIDDEN, "not you");
    }
  }

  @Override
  public void checkRecipient(Optional<Grant> agent, Announced mail, MailAddress recipient) {
    if (recipient.local().equals("nobody")) {
      throw new GatewayException(Fault.NOT_FOUND, "no such user");
    }
  }

  @Override
  public List<String> trace(Envelope envelope) {
    return List.of("Received: here");
  }

  @Override
  public Optional<String> accept(Envelope envelope, Blob mail, long own) {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    envelopes.add(envelope);
    byte[] bytes = mail.bytes().toArray(ValueLayout.JAVA_BYTE);
    mails.add(new String(bytes, StandardCharsets.ISO_8859_1));
    return Optional.empty();
  }
}
