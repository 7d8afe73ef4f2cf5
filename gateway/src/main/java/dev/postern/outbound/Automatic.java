package dev.postern.outbound;

import dev.postern.mail.HeaderBlock;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Recognises mail that no person wrote: whoever answers it may be answered by a program again (RFC
/// 3834 section 2).
final class Automatic {
  private static final int MOST = 5;
  private static final Set<String> PRECEDENCES = Set.of("bulk", "junk", "auto_reply");

  private Automatic() {}

  /// Returns the message that a mail answers, if that lies in the mailbox and no person wrote it.
  static Optional<MessageId> answered(MailStore store, Submission mail) {
    if (mail.replyTo().isEmpty() && mail.digest().inReplyTo().isEmpty()) {
      return Optional.empty();
    }
    AccountId account = mail.sender().account();
    return store.glance(account, read -> originals(read, mail)).stream()
        .filter(message -> isAutomatic(store, account, message))
        .map(StoredMessage::id)
        .findFirst();
  }

  private static List<StoredMessage> originals(MailRead read, Submission mail) {
    List<StoredMessage> found = new ArrayList<>();
    mail.replyTo().flatMap(read::message).ifPresent(found::add);
    mail.digest().inReplyTo().stream()
        .limit(MOST)
        .flatMap(id -> read.named(id).stream())
        .forEach(found::add);
    return found.stream()
        .filter(message -> !message.folders().contains(FolderId.DRAFTS))
        .limit(MOST)
        .toList();
  }

  private static boolean isAutomatic(MailStore store, AccountId account, StoredMessage message) {
    Optional<Content> content = store.content(account, message.id(), message.revision());
    if (content.isEmpty()) {
      return false;
    }
    try (Content open = content.get()) {
      return isAutomatic(HeaderBlock.of(open.bytes(), 0, message.digest().wire().headerLength()));
    }
  }

  /// Says whether a header is that of such mail.
  static boolean isAutomatic(HeaderBlock header) {
    return header
            .unfoldedRaw("Auto-Submitted")
            .map(Automatic::word)
            .filter(word -> !word.isEmpty() && !word.equals("no"))
            .isPresent()
        || header
            .unfoldedRaw("Precedence")
            .map(Automatic::word)
            .filter(PRECEDENCES::contains)
            .isPresent()
        || header.unfoldedRaw("Return-Path").filter(path -> path.strip().equals("<>")).isPresent();
  }

  // What stands before parameters and comments.
  private static String word(String value) {
    String text = value.strip();
    int end = 0;
    while (end < text.length() && ";( \t".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(0, end).toLowerCase(Locale.ROOT);
  }
}
