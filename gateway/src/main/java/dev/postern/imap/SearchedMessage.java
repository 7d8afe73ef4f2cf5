package dev.postern.imap;

import dev.postern.mail.Digest;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.StoredMessage;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A message that is being judged; its bytes are opened when a condition needs them.
final class SearchedMessage implements AutoCloseable {
  private final MailStore store;
  private final AccountId account;
  private final int seq;
  private final int revision;
  private final StoredMessage message;
  private @Nullable Content content;

  SearchedMessage(
      MailStore store, AccountId account, int seq, int revision, StoredMessage message) {
    this.store = store;
    this.account = account;
    this.seq = seq;
    this.revision = revision;
    this.message = message;
  }

  int seq() {
    return seq;
  }

  Digest digest() {
    return message.digest();
  }

  /// Returns the bytes; empty if they are gone. Valid until [#close].
  Optional<MemorySegment> bytes() {
    if (content == null) {
      content = store.content(account, message.id(), revision).orElse(null);
    }
    return Optional.ofNullable(content).map(Content::bytes);
  }

  @Override
  public void close() {
    if (content != null) {
      content.close();
    }
  }
}
