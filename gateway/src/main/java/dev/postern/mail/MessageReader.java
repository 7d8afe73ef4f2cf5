package dev.postern.mail;

import java.lang.foreign.MemorySegment;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a message once and says all that is kept of it.
public final class MessageReader {
  private MessageReader() {}

  /// Computes the digest of any bytes, well-formed or not; never throws on what they say.
  ///
  /// The segment may be a mapped file: nothing of a body is copied beyond the first 64 KB of its
  /// text. Time and memory are linear in the message; limits are those of [PartScanner],
  /// [HeaderScanner] and [AddressScanner].
  public static Digest read(MemorySegment message) {
    List<ScannedPart> scanned = new PartScanner(message).scan();
    List<Part> parts = scanned.stream().map(ScannedPart::toPart).toList();
    ScannedPart root = scanned.getFirst();
    KnownFields fields = root.fields;
    Optional<OffsetDateTime> date = Dates.parse(text(fields.value(KnownField.DATE)));
    List<String> ids = MessageIds.parseList(text(fields.value(KnownField.MESSAGE_ID)));
    return new Digest(
        wire(message, root),
        parts,
        ids.isEmpty() ? null : ids.getFirst(),
        MessageIds.parseList(text(fields.value(KnownField.IN_REPLY_TO))),
        MessageIds.parseList(text(fields.value(KnownField.REFERENCES))),
        EncodedWords.decodeRaw(text(fields.value(KnownField.SUBJECT))),
        authors(fields, KnownField.FROM),
        authors(fields, KnownField.SENDER),
        mailboxes(fields, KnownField.TO),
        mailboxes(fields, KnownField.CC),
        mailboxes(fields, KnownField.BCC),
        authors(fields, KnownField.REPLY_TO),
        date.map(OffsetDateTime::toInstant).orElse(null),
        date.map(when -> when.toLocalDate().toEpochDay()).orElse(Long.MIN_VALUE),
        Snippet.of(message, parts),
        Attachments.of(parts).stream().anyMatch(attachment -> !attachment.inline()));
  }

  private static Wire wire(MemorySegment message, ScannedPart root) {
    return new Wire(
        message.byteSize(),
        root.bodyStart,
        EnvelopeWriter.write(root.fields),
        StructureWriter.write(root, false),
        StructureWriter.write(root, true));
  }

  private static List<Mailbox> authors(KnownFields fields, KnownField field) {
    return MailAddresses.mailboxes(MailAddresses.withCommasInNames(fields.addresses(field)));
  }

  private static List<Mailbox> mailboxes(KnownFields fields, KnownField field) {
    return MailAddresses.mailboxes(fields.addresses(field));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
