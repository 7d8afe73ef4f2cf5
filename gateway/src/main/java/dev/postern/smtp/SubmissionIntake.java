package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.delivery.Blobs;
import dev.postern.delivery.Trace;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailStore;
import dev.postern.outbound.Approval;
import dev.postern.outbound.Departure;
import dev.postern.outbound.Sending;
import dev.postern.outbound.Submission;
import java.lang.foreign.MemorySegment;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes mail from agents' mail programs (RFC 6409): they send as themselves, their mail is
/// completed, filed in Sent and queued.
///
/// The null sender is allowed: read receipts are sent with it (RFC 8098 section 3.1). Their header
/// From must be the agent all the same.
final class SubmissionIntake implements Intake {
  private final String host;
  private final MailStore store;
  private final Sending sending;
  private final SenderRights rights;
  private final FixUps fixUps;
  private final InstantSource clock;

  SubmissionIntake(
      String host,
      MailStore store,
      Sending sending,
      SenderRights rights,
      FixUps fixUps,
      InstantSource clock) {
    this.host = host;
    this.store = store;
    this.sending = sending;
    this.rights = rights;
    this.fixUps = fixUps;
    this.clock = clock;
  }

  @Override
  public boolean signsIn() {
    return true;
  }

  @Override
  public void checkSender(Optional<Grant> agent, Optional<MailAddress> sender) {
    Optional<MailAddress> _ = rights.reversePath(signedIn(agent), sender);
  }

  @Override
  public void checkRecipient(Optional<Grant> agent, Announced mail, MailAddress recipient) {
    sending.checkRecipient(signedIn(agent).account(), recipient);
  }

  /// The client's own address stays out of the mail: recipients have no business to know it.
  @Override
  public List<String> trace(Envelope envelope) {
    return List.of(
        Trace.received("", host, envelope.transmission(), envelope.id(), "", clock.instant()));
  }

  @Override
  public Optional<String> accept(Envelope envelope, Blob mail, long own) {
    Grant agent = signedIn(envelope.agent());
    MemorySegment bytes = mail.bytes();
    Digest digest = MessageReader.read(bytes);
    HeaderBlock header = HeaderBlock.of(bytes, 0, digest.wire().headerLength());
    SenderRights.Found found = rights.author(agent, header, digest);
    List<MemorySegment> completed =
        fixUps.complete(agent, bytes, header, digest, found, envelope.remarks());
    if (completed.isEmpty()) {
      return send(agent, envelope, mail, digest);
    }
    try (Blob complete = Blobs.of(store, completed)) {
      return send(agent, envelope, complete, MessageReader.read(complete.bytes()));
    }
  }

  private static Grant signedIn(Optional<Grant> agent) {
    return agent.orElseThrow(() -> new GatewayException(Fault.WRONG_STATE, "sign in first"));
  }

  private Optional<String> send(Grant agent, Envelope envelope, Blob mail, Digest digest) {
    Submission submission =
        new Submission(
            agent,
            rights.reversePath(agent, envelope.sender()).map(MailAddress::toString).orElse(""),
            envelope.recipientTexts(),
            mail,
            digest,
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            envelope.wishes(),
            envelope);
    return sending.submit(submission, envelope.release()) instanceof Departure.Held(Approval held)
        ? Optional.of("held for approval " + held.id())
        : Optional.empty();
  }
}
