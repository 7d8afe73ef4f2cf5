package dev.postern.delivery;

import dev.postern.mail.Digest;
import dev.postern.mail.Mailbox;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailRead.ContentKey;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.UidSet;
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

  /// Returns the copies that its client filed in Sent after it handed the mail in, while that
  /// waited; asked before the transaction.
  ///
  /// @param since the id that the mail got then
  public List<ContentKey> filedSince(MailStore store, AccountId account, MessageId since) {
    if (digest.messageId() == null) {
      return List.of();
    }
    String id = digest.messageId();
    return store
        .read(
            account,
            read ->
                read.named(id).stream()
                    .filter(message -> message.id().value() > since.value())
                    .filter(message -> message.folders().contains(FolderId.SENT))
                    .filter(message -> !isNoted(read, message.id()))
                    .toList())
        .stream()
        .filter(message -> hasBody(store, account, message))
        .map(message -> new ContentKey(message.id(), message.revision()))
        .toList();
  }

  private boolean isNoted(MailRead read, MessageId message) {
    return read.noted(byId).stream().anyMatch(noted -> noted.message().equals(message));
  }

  private boolean hasBody(MailStore store, AccountId account, StoredMessage message) {
    Optional<Content> content = store.content(account, message.id(), message.revision());
    if (content.isEmpty()) {
      return false;
    }
    try (Content open = content.get()) {
      return of(open.bytes(), message.digest()).byBody.equals(byBody);
    }
  }

  /// Takes such copies out of Sent, where the one that was sent takes their place.
  public static void remove(MailTx tx, List<ContentKey> copies) {
    for (ContentKey copy : copies) {
      boolean same =
          tx.message(copy.message()).filter(now -> now.revision() == copy.revision()).isPresent();
      List<Placement> sent =
          same ? tx.placementsOf(copy.message(), FolderId.SENT) : List.<Placement>of();
      for (Placement placement : sent) {
        List<Long> _ = tx.expunge(FolderId.SENT, UidSet.of(placement.uid()));
      }
    }
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
