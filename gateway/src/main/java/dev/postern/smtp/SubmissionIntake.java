package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.delivery.Blobs;
import dev.postern.delivery.Trace;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Dates;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.mail.MessageIds;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailStore;
import dev.postern.outbound.Sending;
import dev.postern.outbound.Submission;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Takes mail from agents' mail programs (RFC 6409): they send as themselves, their mail is
/// completed, filed in Sent and queued.
///
/// The null sender is allowed: read receipts are sent with it (RFC 8098 section 3.1). Their header
/// From must be the agent all the same.
final class SubmissionIntake implements Intake {
  private final String host;
  private final MailStore store;
  private final Sending sending;
  private final InstantSource clock;
  private final RandomGenerator random;

  SubmissionIntake(
      String host, MailStore store, Sending sending, InstantSource clock, RandomGenerator random) {
    this.host = host;
    this.store = store;
    this.sending = sending;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public boolean signsIn() {
    return true;
  }

  @Override
  public void checkSender(Optional<Grant> agent, Optional<MailAddress> sender) {
    Grant grant = signedIn(agent);
    if (sender.isPresent() && !isOwn(grant, sender.get())) {
      throw new GatewayException(Fault.FORBIDDEN, "sender is not " + grant.email());
    }
  }

  @Override
  public void checkRecipient(Optional<Grant> agent, MailAddress recipient) {
    sending.checkRecipient(signedIn(agent).account(), recipient);
  }

  /// The client's own address stays out of the mail: recipients have no business to know it.
  @Override
  public List<String> trace(Envelope envelope) {
    return List.of(
        Trace.received("", host, envelope.transmission(), envelope.id(), "", clock.instant()));
  }

  @Override
  public void accept(Envelope envelope, Blob mail) {
    Grant agent = signedIn(envelope.agent());
    MemorySegment bytes = mail.bytes();
    Digest digest = MessageReader.read(bytes);
    HeaderBlock header = HeaderBlock.of(bytes, 0, digest.wire().headerLength());
    checkFrom(agent, header, digest);
    List<String> missing = missing(agent, header);
    if (missing.isEmpty()) {
      send(agent, envelope, mail, digest);
      return;
    }
    try (Blob complete = Blobs.of(store, completed(missing, header, bytes))) {
      send(agent, envelope, complete, MessageReader.read(complete.bytes()));
    }
  }

  private static Grant signedIn(Optional<Grant> agent) {
    return agent.orElseThrow(() -> new GatewayException(Fault.WRONG_STATE, "sign in first"));
  }

  // RFC 5322 section 3.6 allows one From; with two, programs disagree about who wrote the mail.
  private static void checkFrom(Grant agent, HeaderBlock header, Digest digest) {
    int fields = header.all("From").size();
    boolean own =
        digest.from().stream()
            .allMatch(from ->
                MailAddresses.parse(from.email())
                    .filter(address -> isOwn(agent, address))
                    .isPresent());
    if (fields > 1 || !own || (fields == 1 && digest.from().isEmpty())) {
      throw new GatewayException(Fault.FORBIDDEN, "header From is not " + agent.email());
    }
  }

  private static boolean isOwn(Grant agent, MailAddress address) {
    return MailAddresses.parse(agent.email())
        .map(MailAddress::canonical)
        .filter(address.canonical()::equals)
        .isPresent();
  }

  // RFC 6409 sections 8.2 and 8.3; a mail without From is completed with the only right one.
  private List<String> missing(Grant agent, HeaderBlock header) {
    List<String> fields = new ArrayList<>();
    Instant now = clock.instant();
    if (header.all("From").isEmpty()) {
      fields.add("From: " + agent.email());
    }
    if (header.all("Date").isEmpty()) {
      fields.add("Date: " + Dates.format(now, ZoneOffset.UTC));
    }
    if (header.all("Message-ID").isEmpty()) {
      String domain = agent.email().substring(agent.email().lastIndexOf('@') + 1);
      fields.add("Message-ID: <" + MessageIds.next(clock, random, domain) + ">");
    }
    return fields;
  }

  // Some devices send text without any header. Behind our Received field it must not be taken for
  // a header that happens to have no fields.
  private static List<MemorySegment> completed(
      List<String> missing, HeaderBlock header, MemorySegment bytes) {
    boolean headerless = header.fields().size() == 1;
    long end = headerless ? header.fields().getFirst().end() : bytes.byteSize();
    HeaderEdit edit = HeaderEdit.of(bytes.asSlice(0, end));
    missing.forEach(edit::append);
    List<MemorySegment> slices = new ArrayList<>(edit.slices());
    if (headerless) {
      MemorySegment rest = bytes.asSlice(end);
      boolean blank = rest.byteSize() == 0 || rest.get(ValueLayout.JAVA_BYTE, 0) == '\r';
      slices.add(blank ? rest.asSlice(0, 0) : MemorySegment.ofArray(new byte[] {'\r', '\n'}));
      slices.add(rest);
    }
    return slices;
  }

  private void send(Grant agent, Envelope envelope, Blob mail, Digest digest) {
    Submission submission =
        new Submission(
            agent,
            envelope.senderText(),
            envelope.recipientTexts(),
            mail,
            digest,
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            envelope.wishes(),
            envelope);
    envelope
        .release()
        .ifPresentOrElse(due -> sending.hold(submission, due), () -> sending.submit(submission));
  }
}
