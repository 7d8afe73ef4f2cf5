package dev.postern.mail;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [Digest] without its [Wire], as bytes for an engine's column; [WireCodec] has the other part.
public final class DigestCodec {
  private static final int VERSION = 1;

  private DigestCodec() {}

  /// Returns a form of everything but the wire part that [#decode] reads.
  public static byte[] encode(Digest digest) {
    BinaryOut out = new BinaryOut();
    out.number(VERSION);
    PartTable.write(out, digest.parts());
    out.optional(digest.messageId());
    out.list(digest.inReplyTo(), out::text);
    out.list(digest.references(), out::text);
    out.text(digest.subject());
    mailboxes(out, digest.from());
    mailboxes(out, digest.sender());
    mailboxes(out, digest.to());
    mailboxes(out, digest.cc());
    mailboxes(out, digest.bcc());
    mailboxes(out, digest.replyTo());
    Instant date = digest.date();
    out.number(date == null ? 0 : 1);
    out.number(date == null ? 0 : date.getEpochSecond());
    out.number(digest.dateDay());
    out.text(digest.snippet());
    out.number(digest.hasAttachment() ? 1 : 0);
    return out.toBytes();
  }

  /// Reads what [#encode] wrote and joins it with its wire part.
  ///
  /// @throws IllegalArgumentException if the bytes are anything else
  public static Digest decode(byte[] rest, Wire wire) {
    BinaryIn in = new BinaryIn(rest);
    in.version(VERSION);
    Digest digest =
        new Digest(
            wire,
            PartTable.read(in),
            in.optional(),
            in.list(in::text),
            in.list(in::text),
            in.text(),
            mailboxes(in),
            mailboxes(in),
            mailboxes(in),
            mailboxes(in),
            mailboxes(in),
            mailboxes(in),
            instant(in),
            in.number(),
            in.text(),
            in.number() != 0);
    in.end();
    return digest;
  }

  /// Reads only what messages are sorted and threaded by from what [#encode] wrote.
  ///
  /// @throws IllegalArgumentException if the bytes are anything else
  public static Heading heading(byte[] rest) {
    BinaryIn in = new BinaryIn(rest);
    in.version(VERSION);
    PartTable.read(in);
    String messageId = in.optional();
    List<String> inReplyTo = in.list(in::text);
    List<String> references = in.list(in::text);
    String subject = in.text();
    List<Mailbox> from = mailboxes(in);
    mailboxes(in);
    List<Mailbox> to = mailboxes(in);
    List<Mailbox> cc = mailboxes(in);
    mailboxes(in);
    mailboxes(in);
    return new Heading(messageId, inReplyTo, references, subject, from, to, cc, instant(in));
  }

  private static void mailboxes(BinaryOut out, List<Mailbox> mailboxes) {
    out.list(
        mailboxes,
        mailbox -> {
          out.text(mailbox.name());
          out.text(mailbox.email());
        });
  }

  private static List<Mailbox> mailboxes(BinaryIn in) {
    return in.list(() -> new Mailbox(in.text(), in.text()));
  }

  private static @Nullable Instant instant(BinaryIn in) {
    boolean present = in.number() != 0;
    long second = in.number();
    try {
      return present ? Instant.ofEpochSecond(second) : null;
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("no instant", e);
    }
  }
}
