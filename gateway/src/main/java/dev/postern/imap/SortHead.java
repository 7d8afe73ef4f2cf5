package dev.postern.imap;

import dev.postern.mail.Heading;
import dev.postern.mail.Mailbox;
import dev.postern.threads.BaseSubject;
import java.time.Instant;
import java.util.List;

/// What one message is sorted and threaded by, ready to compare (RFC 5256, RFC 5957). Made once of
/// a content, which never changes.
///
/// @param subject the base subject
/// @param reply whether the subject is a reply's
/// @param from the local part of the first address; likewise `to` and `cc`
/// @param shownFrom the name, or else the address, of the first address; likewise `shownTo`
/// @param date seconds of the Date field; [Long#MIN_VALUE] if INTERNALDATE has to do
/// @param id of the message itself, 0 if it names none
/// @param references ids of the messages it answers, the nearest last
record SortHead(
    byte[] subject,
    boolean reply,
    byte[] from,
    byte[] to,
    byte[] cc,
    byte[] shownFrom,
    byte[] shownTo,
    long date,
    long id,
    long[] references) {
  private static final byte[] NOTHING = new byte[0];
  private static final long[] NONE = new long[0];
  private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
  private static final long FNV_PRIME = 0x100_0000_01b3L;

  /// Stands for a message that is gone.
  static final SortHead GONE =
      new SortHead(
          NOTHING, false, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, Long.MIN_VALUE, 0, NONE);

  /// Says whether this is [#GONE]; arrays are equal to themselves only, so nothing else is.
  boolean isGone() {
    return equals(GONE);
  }

  static SortHead of(Heading heading) {
    BaseSubject subject = BaseSubject.of(heading.subject());
    Instant date = heading.date();
    String id = heading.messageId();
    return new SortHead(
        SortText.key(subject.text()),
        subject.reply(),
        local(heading.from()),
        local(heading.to()),
        local(heading.cc()),
        shown(heading.from()),
        shown(heading.to()),
        date == null ? Long.MIN_VALUE : date.getEpochSecond(),
        id == null ? 0 : hash(id),
        references(heading));
  }

  private static byte[] local(List<Mailbox> mailboxes) {
    if (mailboxes.isEmpty()) {
      return NOTHING;
    }
    String email = mailboxes.getFirst().email();
    int at = email.lastIndexOf('@');
    return SortText.key(at < 0 ? email : email.substring(0, at));
  }

  private static byte[] shown(List<Mailbox> mailboxes) {
    if (mailboxes.isEmpty()) {
      return NOTHING;
    }
    Mailbox first = mailboxes.getFirst();
    return SortText.key(first.name().isEmpty() ? first.email() : first.name());
  }

  /// References, or else the first id of In-Reply-To (RFC 5256 section 3, step 1).
  private static long[] references(Heading heading) {
    List<String> ids = heading.references();
    if (ids.isEmpty()) {
      ids = heading.inReplyTo().stream().limit(1).toList();
    }
    return ids.isEmpty() ? NONE : ids.stream().mapToLong(SortHead::hash).toArray();
  }

  /// A message id as 64 bits: who makes two ids collide misplaces his own messages within a thread.
  private static long hash(String id) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * FNV_PRIME;
    }
    return hash == 0 ? 1 : hash;
  }
}
