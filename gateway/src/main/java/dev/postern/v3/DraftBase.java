package dev.postern.v3;

import dev.postern.mail.Attachment;
import dev.postern.mail.Attachments;
import dev.postern.mail.BodyText;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.MailAddresses;
import dev.postern.mail.Mailbox;
import dev.postern.mail.Outgoing;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Petition;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What stands in a stored draft, as a request that would make it: an update merges into this.
///
/// Fields that name the draft to a mail client stay among the custom headers, so that client and
/// API go on speaking of the same draft.
public final class DraftBase {
  /// Where a draft says when it is to be sent.
  public static final String SEND_AT = "X-Postern-Send-At";

  private DraftBase() {}

  /// Reads a draft. Addresses that are none are left out: a client may save half of one.
  ///
  /// @param contents those of its attachments, decoded, in their order; empty if they are not
  ///   wanted
  /// @param from its author, if that is the grant
  public static SendRequest of(
      StoredMessage draft,
      MemorySegment bytes,
      List<MemorySegment> contents,
      Optional<Mailbox> from) {
    BodyText text = BodyText.of(bytes, draft.digest().parts());
    return new SendRequest(
        from,
        whole(draft.digest().to()),
        whole(draft.digest().cc()),
        whole(draft.digest().bcc()),
        whole(draft.digest().replyTo()),
        draft.digest().subject(),
        text.shown(),
        text.html().isEmpty() && text.plain().isPresent(),
        draft.replyTo().map(MessageId::toString),
        contents.isEmpty() ? List.of() : attachments(draft, contents),
        headers(draft, bytes),
        draft.metadata(),
        sendAt(draft, bytes));
  }

  /// Returns when a draft is to be sent, in seconds, if it says so.
  public static Optional<Long> sendAt(StoredMessage draft, MemorySegment bytes) {
    return HeaderBlock.of(bytes, 0, draft.digest().wire().headerLength())
        .decoded(SEND_AT)
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1,15}"))
        .map(Long::parseLong);
  }

  /// Returns what a draft is written of: a request, with the time it names among its headers.
  public static SendRequest kept(SendRequest request) {
    if (request.sendAt().isEmpty()) {
      return request;
    }
    String time = request.sendAt().get().toString();
    return request.withHeader(new Outgoing.CustomHeader(SEND_AT, time));
  }

  private static List<Mailbox> whole(List<Mailbox> mailboxes) {
    return mailboxes.stream()
        .filter(mailbox -> MailAddresses.parse(mailbox.email()).isPresent())
        .toList();
  }

  private static List<Outgoing.CustomHeader> headers(StoredMessage draft, MemorySegment bytes) {
    HeaderBlock header = HeaderBlock.of(bytes, 0, draft.digest().wire().headerLength());
    return header.fields().stream()
        .filter(field -> isCustom(field.name().toLowerCase(Locale.ROOT)))
        .map(field -> new Outgoing.CustomHeader(field.name(), field.decoded()))
        .toList();
  }

  private static boolean isCustom(String name) {
    return !Outgoing.CustomHeader.isStructural(name)
        && !name.equals(SEND_AT.toLowerCase(Locale.ROOT))
        && !name.equals(Petition.FIELD.toLowerCase(Locale.ROOT));
  }

  private static List<Outgoing.Attached> attachments(
      StoredMessage draft, List<MemorySegment> contents) {
    List<Outgoing.Attached> attached = new ArrayList<>();
    for (Attachment attachment : Attachments.of(draft.digest())) {
      attached.add(
          new Outgoing.Attached(
              attachment.filename(),
              attachment.contentType(),
              attachment.contentId(),
              attachment.inline() ? "inline" : "attachment",
              contents.get(attached.size())));
    }
    return attached;
  }
}
