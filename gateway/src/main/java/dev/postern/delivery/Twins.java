package dev.postern.delivery;

import dev.postern.mail.Digest;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailRead.ContentKey;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.StoredMessage;
import java.util.Optional;
import java.util.function.Predicate;

/// Finds the message that is the same as one that comes: byte for byte the same mail with the same
/// Message-ID is the same message in one more folder.
final class Twins {
  private final MailStore store;

  Twins(MailStore store) {
    this.store = store;
  }

  /// Returns what is identical and does not lie there yet.
  ///
  /// @param there says whether a folder is the one it comes into
  Optional<ContentKey> of(AccountId account, Digest digest, Blob blob, Predicate<FolderId> there) {
    String id = digest.messageId();
    if (id == null) {
      return Optional.empty();
    }
    return store.read(account, read -> read.named(id)).stream()
        .filter(message -> message.folders().stream().noneMatch(there))
        .filter(message -> !message.folders().contains(FolderId.DRAFTS))
        .map(Twins::content)
        .filter(key -> isIdentical(account, key, blob))
        .findFirst();
  }

  static ContentKey content(StoredMessage message) {
    return new ContentKey(message.id(), message.revision());
  }

  boolean isIdentical(AccountId account, ContentKey key, Blob blob) {
    Optional<Content> stored = store.content(account, key.message(), key.revision());
    if (stored.isEmpty()) {
      return false;
    }
    try (Content content = stored.get()) {
      return content.size() == blob.size() && content.bytes().mismatch(blob.bytes()) < 0;
    }
  }

  /// Says whether a twin still is one, and may be placed into `target`.
  static boolean stands(MailTx tx, MailRead.ContentKey key, FolderId target) {
    return tx.message(key.message())
        .filter(message -> message.revision() == key.revision())
        .filter(message -> !message.folders().contains(target))
        .isPresent();
  }
}
