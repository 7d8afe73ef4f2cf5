package dev.postern.delivery;

import dev.postern.mail.Digest;
import dev.postern.mail.Mailbox;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Recognises the copy of a sent mail that its client files itself: within a quarter of an hour, by
/// the Message-ID; or, as some clients file their copy under another id or none, by a body, an
/// author, recipients, a subject and a date that are the same.
///
/// It is never asked whether a mail may be sent: two submissions of one mail are two mails.
public final class SentCopies {
  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final Duration DATES_APART = Duration.ofMinutes(2);

  private final String byId;
  private final String byBody;
  private final Digest digest;

  private SentCopies(String byId, String byBody, Digest digest) {
    this.byId = byId;
    this.byBody = byBody;
    this.digest = digest;
  }

  /// Reads a message; do so before the transaction.
  public static SentCopies of(MemorySegment message, Digest digest) {
    String id = digest.messageId();
    return new SentCopies(
        id == null ? "" : "sent id " + Fingerprint.of(id),
        "sent body " + Fingerprint.ofBody(message, digest.wire().headerLength()),
        digest);
  }

  /// Notes that this message was sent, and lies in Sent or where rules put it.
  public void sent(MailTx tx, MessageId filed, FolderId folder) {
    if (!folder.equals(FolderId.SENT)) {
      tx.note(elsewhere(filed), filed, false);
    }
    if (!byId.isEmpty()) {
      tx.note(byId, filed, false);
    }
    tx.note(byBody, filed, false);
  }

  private static String elsewhere(MessageId filed) {
    return "sent elsewhere " + filed;
  }

  /// Returns the mail sent not long before `now` that this is a copy of, if it lies in Sent or
  /// where rules put it.
  Optional<StoredMessage> original(MailRead read, Instant now) {
    Optional<StoredMessage> named =
        byId.isEmpty() ? Optional.empty() : newest(read, byId, now, _ -> true);
    return named.or(() -> newest(read, byBody, now, this::isAlike));
  }

  private static Optional<StoredMessage> newest(
      MailRead read, String name, Instant now, Function<Digest, Boolean> alike) {
    return read.noted(name).stream()
        .filter(noted -> !noted.gone() && noted.at().isAfter(now.minus(WINDOW)))
        .flatMap(noted -> read.message(noted.message()).stream())
        .filter(message ->
            message.folders().contains(FolderId.SENT)
                || !read.noted(elsewhere(message.id())).isEmpty())
        .filter(message -> alike.apply(message.digest()))
        .findFirst();
  }

  private boolean isAlike(Digest sent) {
    return addresses(sent.from()).equals(addresses(digest.from()))
        && addresses(sent.to()).equals(addresses(digest.to()))
        && sent.subject().equals(digest.subject())
        && near(sent.date(), digest.date());
  }

  private static List<String> addresses(List<Mailbox> mailboxes) {
    return mailboxes.stream().map(each -> each.email().toLowerCase(Locale.ROOT)).toList();
  }

  private static boolean near(@Nullable Instant one, @Nullable Instant other) {
    return one != null
        && other != null
        && Duration.between(one, other).abs().compareTo(DATES_APART) <= 0;
  }
}
