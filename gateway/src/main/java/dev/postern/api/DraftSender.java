package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.delivery.Blobs;
import dev.postern.delivery.TrackingOptions;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.BodyText;
import dev.postern.mail.Dates;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Petition;
import dev.postern.outbound.Submission;
import dev.postern.v3.DraftBase;
import dev.postern.v3.MessageJson;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// Sends drafts: the very bytes that were saved, with today's date and without the fields by which
/// mail clients know a draft. What is sent is what the draft is at that moment; it leaves the
/// drafts in the same transaction.
final class DraftSender {
  private static final int TRIES = 3;

  // What only says that it is a draft, and where its client keeps it.
  private static final List<String> OF_DRAFTS =
      List.of(
          "Date",
          DraftBase.SEND_AT,
          Petition.FIELD,
          "X-Mozilla-Draft-Info",
          "X-Mozilla-Status",
          "X-Mozilla-Status2",
          "X-Mozilla-Keys",
          "X-Identity-Key",
          "X-Account-Key",
          "FCC",
          "X-Uniform-Type-Identifier",
          "X-Universally-Unique-Identifier",
          "X-Apple-Mail-Remote-Attachments",
          "X-Apple-Base-Url",
          "X-Apple-Windows-Friendly");

  private final ApiServices services;
  private final Composer composer;
  private final Dispatch dispatch;
  private final Tracking tracking;

  DraftSender(ApiServices services, Composer composer, Dispatch dispatch, Tracking tracking) {
    this.services = services;
    this.composer = composer;
    this.dispatch = dispatch;
    this.tracking = tracking;
  }

  /// Sends a draft.
  ///
  /// @param sendAt when, in seconds, 0 for now; empty: when the draft says, or now if it says
  ///   nothing or a time that has come
  /// @return the answer that says so
  /// @throws GatewayException with NOT_FOUND if there is no such draft, INVALID if it cannot be
  ///   sent as it is, or ALREADY_EXISTS if others keep changing it
  Response send(
      Request request, Grant grant, MessageId id, Optional<Long> sendAt, Idempotency.Use use) {
    for (int tries = 0; tries < TRIES; tries++) {
      StoredMessage draft =
          services
              .mail()
              .read(grant.account(), read -> read.message(id))
              .filter(MessageJson::isDraft)
              .orElseThrow(DraftState::notFound);
      Optional<Response> sent = send(request, grant, draft, sendAt, use);
      if (sent.isPresent()) {
        return sent.get();
      }
    }
    throw new GatewayException(Fault.ALREADY_EXISTS, "the draft is being changed by others");
  }

  // Empty: the draft was saved anew since it was read.
  private Optional<Response> send(
      Request request,
      Grant grant,
      StoredMessage draft,
      Optional<Long> sendAt,
      Idempotency.Use use) {
    List<String> recipients = recipients(grant, draft);
    Optional<Content> content =
        services.mail().content(grant.account(), draft.id(), draft.revision());
    if (content.isEmpty()) {
      return Optional.empty();
    }
    Optional<TrackingOptions> wanted = services.tracking().options(grant.account(), draft.id());
    try (Content open = content.get()) {
      checkAuthor(grant, draft.digest(), open.bytes());
      boolean anew = wanted.filter(tracking::rewrites).isPresent();
      Tracking.Plan plan =
          tracking.plan(
              wanted,
              anew ? BodyText.of(open.bytes(), draft.digest().parts()).html() : Optional.empty());
      try (Blob blob = blob(grant, draft, open.bytes(), plan)) {
        return send(
            request,
            grant,
            draft,
            recipients,
            blob,
            due(draft, open.bytes(), sendAt),
            plan.then(use::made));
      }
    }
  }

  // With counted links a draft is written anew, else it goes as it is.
  private Blob blob(Grant grant, StoredMessage draft, MemorySegment bytes, Tracking.Plan plan) {
    MailStore mail = services.mail();
    if (plan.html().isEmpty()) {
      return Blobs.of(mail, completed(grant, draft.digest(), bytes).slices());
    }
    String known = draft.digest().messageId();
    try (Spool spool = new Spool(mail);
        Blob written =
            composer.write(
                grant,
                DraftBase.of(
                    draft,
                    bytes,
                    DraftWriter.decoded(draft, bytes, spool),
                    composer.author(grant, draft)),
                plan.html(),
                Composer.Answers.of(draft.digest()),
                known == null ? composer.newId(grant) : known)) {
      Digest digest = MessageReader.read(written.bytes());
      return Blobs.of(mail, completed(grant, digest, written.bytes()).slices());
    }
  }

  private Optional<Response> send(
      Request request,
      Grant grant,
      StoredMessage draft,
      List<String> recipients,
      Blob blob,
      Optional<Instant> due,
      Dispatch.Made made) {
    Submission submission =
        new Submission(
            grant,
            grant.email(),
            recipients,
            blob,
            MessageReader.read(blob.bytes()),
            draft.replyTo(),
            Optional.of(draft.thread()),
            draft.metadata(),
            Optional.of(draft.id()),
            request);
    return dispatch.send(
        request,
        submission,
        due,
        tx -> {
          DraftState.refuseWaiting(tx, draft.id());
          return DraftState.isAsRead(tx, draft);
        },
        made);
  }

  private Optional<Instant> due(StoredMessage draft, MemorySegment bytes, Optional<Long> sendAt) {
    Instant now = services.clock().instant();
    return sendAt.isPresent()
        ? sendAt.filter(time -> time != 0).map(time -> Dispatch.due(time, now))
        : DraftBase.sendAt(draft, bytes)
            .map(Instant::ofEpochSecond)
            .filter(time -> !time.isBefore(now.plus(Dispatch.SOONEST)))
            .map(time -> Dispatch.due(time.getEpochSecond(), now));
  }

  private List<String> recipients(Grant grant, StoredMessage draft) {
    Digest digest = draft.digest();
    List<String> recipients = composer.recipients(grant, digest.to(), digest.cc(), digest.bcc());
    if (recipients.isEmpty()) {
      throw new GatewayException(Fault.INVALID, "to must name at least one recipient");
    }
    return recipients;
  }

  // Mail clients write drafts as they like. Of two fields readers would choose differently.
  private void checkAuthor(Grant grant, Digest digest, MemorySegment bytes) {
    HeaderBlock header = HeaderBlock.of(bytes, 0, digest.wire().headerLength());
    for (String name : List.of("From", "Sender")) {
      if (header.all(name).size() > 1) {
        throw new GatewayException(Fault.INVALID, name + " must occur once");
      }
    }
    if (!digest.from().stream().allMatch(from -> composer.isOwn(grant, from))) {
      throw new GatewayException(Fault.INVALID, "from must be the address of the grant");
    }
    if (!digest.sender().stream().allMatch(sender -> composer.isOwn(grant, sender))) {
      throw new GatewayException(Fault.INVALID, "Sender must be the address of the grant");
    }
  }

  private HeaderEdit completed(Grant grant, Digest digest, MemorySegment bytes) {
    HeaderEdit edit = HeaderEdit.of(bytes);
    OF_DRAFTS.forEach(edit::remove);
    edit.append("Date: " + Dates.format(services.clock().instant(), ZoneOffset.UTC));
    if (digest.from().isEmpty()) {
      edit.remove("From").append("From: " + grant.email());
    }
    if (digest.messageId() == null) {
      edit.remove("Message-ID").append("Message-ID: <" + composer.newId(grant) + ">");
    }
    return edit;
  }
}
