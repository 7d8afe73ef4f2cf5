package dev.postern.delivery;

import dev.postern.mail.Digest;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.Mailbox;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tells that an APPEND to Drafts is a draft that was there before, saved anew: each client has
/// another way to say so. The first of these that fits decides:
///
/// - the Message-ID,
/// - `X-Universally-Unique-Identifier` (Apple Mail), `Thread-Index` (Outlook),
/// - `X-Mozilla-Draft-Info` (Thunderbird) with the same author, subject and answered mail, saved in
///   the last ten minutes,
/// - the same answered mail in the same session, saved in the last five minutes.
public final class DraftLinks {
  private static final Duration MOZILLA = Duration.ofMinutes(10);
  private static final Duration ANSWER = Duration.ofMinutes(5);
  private static final Duration REMOVED = Duration.ofMinutes(2);

  /// More placements of one draft than this are not kept together.
  private static final int MOST = 32;

  private final List<Link> links;

  /// @param within how long ago it may have been saved; zero: at any time
  private record Link(String name, Duration within) {}

  private DraftLinks(List<Link> links) {
    this.links = links;
  }

  /// Reads a message; do so before the transaction.
  ///
  /// @param session the connection that saves it, compared by identity
  public static DraftLinks of(MemorySegment message, Digest digest, Object session) {
    HeaderBlock header = HeaderBlock.of(message, 0, digest.wire().headerLength());
    List<Link> links = new ArrayList<>();
    String id = digest.messageId();
    if (id != null) {
      links.add(new Link("draft id " + Fingerprint.of(id), Duration.ZERO));
    }
    for (String field : List.of("X-Universally-Unique-Identifier", "Thread-Index")) {
      header
          .unfoldedRaw(field)
          .filter(value -> !value.isBlank())
          .ifPresent(value ->
              links.add(
                  new Link(
                      "draft " + field.toLowerCase(Locale.ROOT) + " " + Fingerprint.of(value),
                      Duration.ZERO)));
    }
    String answered = String.join(" ", digest.inReplyTo());
    if (header.unfoldedRaw("X-Mozilla-Draft-Info").isPresent() && !digest.subject().isBlank()) {
      String from = digest.from().stream().map(Mailbox::email).toList().toString();
      String seen = from + "\n" + digest.subject() + "\n" + answered;
      links.add(new Link("draft mozilla " + Fingerprint.of(seen), MOZILLA));
    }
    if (!answered.isEmpty()) {
      String where = System.identityHashCode(session) + "\n" + answered;
      links.add(new Link("draft answer " + Fingerprint.of(where), ANSWER));
    }
    return new DraftLinks(links);
  }

  /// Returns the draft that is saved anew, or that was expunged only moments ago to be saved anew.
  Optional<MailRead.Noted> draft(MailRead read, Instant now) {
    for (Link link : links) {
      Optional<MailRead.Noted> found =
          read.noted(link.name()).stream()
              .filter(noted -> fits(read, link, noted, now))
              .findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static boolean fits(MailRead read, Link link, MailRead.Noted noted, Instant now) {
    if (noted.gone()) {
      return noted.at().isAfter(now.minus(REMOVED));
    }
    int placements = read.placementsOf(noted.message(), FolderId.DRAFTS).size();
    return placements > 0
        && placements < MOST
        && (link.within().isZero() || noted.at().isAfter(now.minus(link.within())));
  }

  /// Notes under what names the draft is known.
  public void note(MailTx tx, MessageId draft) {
    links.forEach(link -> tx.note(link.name(), draft, true));
  }
}
