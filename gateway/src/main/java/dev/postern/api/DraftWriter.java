package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.delivery.DraftLinks;
import dev.postern.delivery.Tracked;
import dev.postern.delivery.TrackingOptions;
import dev.postern.delivery.TrackingTx;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.ContentLimits;
import dev.postern.mail.Attachment;
import dev.postern.mail.Attachments;
import dev.postern.mail.Digest;
import dev.postern.mail.MessageReader;
import dev.postern.mail.Outgoing;
import dev.postern.mail.PartDecoder;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.SystemFlag;
import dev.postern.rules.Allowance;
import dev.postern.v3.DraftBase;
import dev.postern.v3.JsonBody;
import dev.postern.v3.MessageJson;
import dev.postern.v3.Metadata;
import dev.postern.v3.SendRequest;
import dev.postern.v3.TrackingJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Makes and changes drafts. A change merges into what is there now, be it saved by the API or by a
/// mail client: a draft that was saved anew meanwhile is read again.
final class DraftWriter {
  private static final int TRIES = 3;
  private static final List<String> CONTENT =
      List.of(
          "from",
          "to",
          "cc",
          "bcc",
          "reply_to",
          "subject",
          "body",
          "is_plaintext",
          "reply_to_message_id",
          "attachments",
          "custom_headers",
          "send_at",
          "template",
          "signature_id");

  private final ApiServices services;
  private final ApiOptions options;
  private final Composer composer;
  private final Tracking tracking;

  DraftWriter(ApiServices services, ApiOptions options, Composer composer, Tracking tracking) {
    this.tracking = tracking;
    this.services = services;
    this.options = options;
    this.composer = composer;
  }

  StoredMessage create(Request request, Grant grant, JsonBody json, List<Outgoing.Attached> files) {
    SendRequest wanted = DraftBase.kept(SendRequest.read(json).with(files));
    check(wanted, SendRequest.sendAt(json));
    Optional<TrackingOptions> tracked = tracked(json);
    Optional<StoredMessage> answered = composer.answered(grant, wanted);
    Composer.Answers answers = answered.map(Composer.Answers::to).orElse(Composer.Answers.NOTHING);
    Flags flags = flags(json);
    try (Blob blob = composer.write(grant, wanted, answers, composer.newId(grant))) {
      Digest digest = allowed(grant, blob);
      DraftLinks links = DraftLinks.of(blob.bytes(), digest, request);
      Instant now = services.clock().instant();
      NewMessage draft =
          new NewMessage(
              blob,
              digest,
              answered.map(StoredMessage::thread),
              List.of(FolderId.DRAFTS),
              flags,
              now,
              now.getEpochSecond(),
              0,
              answered.map(StoredMessage::id),
              wanted.metadata());
      return mail()
          .commit(
              grant.account(),
              request,
              tx -> {
                MessageId id = tx.add(draft).message();
                links.note(tx, id);
                keep(tx, id, tracked);
                return tx.message(id).orElseThrow(DraftState::notFound);
              });
    }
  }

  private Optional<TrackingOptions> tracked(JsonBody json) {
    return TrackingJson.read(json).map(tracking::checked);
  }

  private static void keep(MailTx tx, MessageId draft, Optional<TrackingOptions> given) {
    if (given.isPresent()) {
      TrackingTx kept = tx.join(TrackingTx.class);
      TrackingOptions before = kept.options(draft).orElse(TrackingOptions.NONE);
      kept.keep(draft, Tracked.of(given.get().after(before)));
    }
  }

  private static Flags flags(JsonBody json) {
    Set<SystemFlag> flags = EnumSet.of(SystemFlag.DRAFT);
    if (!json.flag("unread").orElse(false)) {
      flags.add(SystemFlag.SEEN);
    }
    if (json.flag("starred").orElse(false)) {
      flags.add(SystemFlag.FLAGGED);
    }
    return new Flags(flags, Set.of());
  }

  private void check(SendRequest wanted, Optional<Long> sendAt) {
    Instant now = services.clock().instant();
    Optional<Instant> _ = sendAt.map(time -> Dispatch.due(time, now));
    long named = Stream.of(wanted.to(), wanted.cc(), wanted.bcc()).mapToLong(List::size).sum();
    if (named > options.maxRecipients()) {
      throw new GatewayException(
          Fault.INVALID,
          "to, cc and bcc must name at most " + options.maxRecipients() + " recipients");
    }
  }

  StoredMessage update(
      Request request, Grant grant, MessageId id, JsonBody json, List<Outgoing.Attached> files) {
    boolean content = !files.isEmpty() || CONTENT.stream().anyMatch(json::gives);
    MailTx.MessageEdit edit =
        new MailTx.MessageEdit(
            json.flag("unread"),
            json.flag("starred"),
            Optional.empty(),
            Optional.empty(),
            Metadata.read(json));
    Optional<TrackingOptions> tracked = tracked(json);
    for (int tries = 0; tries < TRIES; tries++) {
      StoredMessage draft = draft(grant, id);
      Optional<StoredMessage> updated =
          content
              ? rewrite(request, grant, draft, edit, json, files, tracked)
              : edit(request, grant, draft, edit, tracked);
      if (updated.isPresent()) {
        return updated.get();
      }
    }
    throw new GatewayException(Fault.ALREADY_EXISTS, "the draft is being changed by others");
  }

  private StoredMessage draft(Grant grant, MessageId id) {
    return mail()
        .read(grant.account(), read -> read.message(id))
        .filter(MessageJson::isDraft)
        .orElseThrow(DraftState::notFound);
  }

  private Optional<StoredMessage> edit(
      Request request,
      Grant grant,
      StoredMessage draft,
      MailTx.MessageEdit edit,
      Optional<TrackingOptions> tracked) {
    return mail()
        .commit(
            grant.account(),
            request,
            tx -> {
              if (tx.message(draft.id()).filter(MessageJson::isDraft).isEmpty()) {
                throw DraftState.notFound();
              }
              tx.edit(draft.id(), edit);
              keep(tx, draft.id(), tracked);
              return tx.message(draft.id());
            });
  }

  // Empty: the draft was saved anew since it was read.
  private Optional<StoredMessage> rewrite(
      Request request,
      Grant grant,
      StoredMessage draft,
      MailTx.MessageEdit edit,
      JsonBody json,
      List<Outgoing.Attached> files,
      Optional<TrackingOptions> tracked) {
    boolean keeps = files.isEmpty() && !json.gives("attachments");
    Optional<Content> content = mail().content(grant.account(), draft.id(), draft.revision());
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try (Content open = content.get();
        Spool spool = new Spool(mail())) {
      MemorySegment bytes = open.bytes();
      List<MemorySegment> kept = keeps ? decoded(draft, bytes, spool) : List.of();
      SendRequest wanted =
          DraftBase.kept(
              DraftBase.of(draft, bytes, kept, composer.author(grant, draft))
                  .changed(json)
                  .with(files));
      check(wanted, SendRequest.sendAt(json));
      return rewrite(
          request, grant, draft, edit, wanted, json.gives("reply_to_message_id"), tracked);
    }
  }

  /// Returns what is attached to a draft, decoded.
  static List<MemorySegment> decoded(StoredMessage draft, MemorySegment bytes, Spool spool) {
    for (Attachment attachment : Attachments.of(draft.digest())) {
      try (InputStream in = PartDecoder.open(bytes, attachment.part())) {
        in.transferTo(spool.next());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return spool.files();
  }

  private Optional<StoredMessage> rewrite(
      Request request,
      Grant grant,
      StoredMessage draft,
      MailTx.MessageEdit edit,
      SendRequest wanted,
      boolean answersAnew,
      Optional<TrackingOptions> tracked) {
    Optional<StoredMessage> answered =
        answersAnew ? composer.answered(grant, wanted) : Optional.empty();
    Composer.Answers answers =
        answersAnew
            ? answered.map(Composer.Answers::to).orElse(Composer.Answers.NOTHING)
            : Composer.Answers.of(draft.digest());
    String known = draft.digest().messageId();
    try (Blob blob =
        composer.write(grant, wanted, answers, known == null ? composer.newId(grant) : known)) {
      Digest digest = allowed(grant, blob);
      DraftLinks links = DraftLinks.of(blob.bytes(), digest, request);
      return mail()
          .commit(
              grant.account(),
              request,
              tx -> {
                if (!DraftState.isAsRead(tx, draft)) {
                  return Optional.empty();
                }
                DraftState.refuseWaiting(tx, draft.id());
                tx.replaceContent(draft.id(), blob, digest);
                tx.edit(draft.id(), edit);
                if (answersAnew) {
                  tx.setReplyTo(draft.id(), answered.map(StoredMessage::id));
                }
                links.note(tx, draft.id());
                keep(tx, draft.id(), tracked);
                return tx.message(draft.id());
              });
    }
  }

  // A draft that could never be sent is not kept.
  private Digest allowed(Grant grant, Blob blob) {
    Digest digest = MessageReader.read(blob.bytes());
    Allowance allowance = services.guarded().guards().apply(grant).allowance();
    ContentLimits.check(allowance, digest, blob.bytes(), blob.size());
    return digest;
  }

  private MailStore mail() {
    return services.mail();
  }
}
