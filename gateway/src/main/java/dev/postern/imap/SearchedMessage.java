package dev.postern.imap;

import dev.postern.mail.Part;
import dev.postern.mail.Wire;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A message that is being judged; its bytes are opened when a condition needs them.
final class SearchedMessage implements AutoCloseable {
  private final MailStore store;
  private final AccountId account;
  private final int seq;
  private final MailRead.ContentKey key;
  private final Wire wire;
  private final List<Part> parts;
  private @Nullable Content content;

  SearchedMessage(
      MailStore store,
      AccountId account,
      int seq,
      MailRead.ContentKey key,
      Wire wire,
      List<Part> parts) {
    this.store = store;
    this.account = account;
    this.seq = seq;
    this.key = key;
    this.wire = wire;
    this.parts = parts;
  }

  int seq() {
    return seq;
  }

  Wire wire() {
    return wire;
  }

  /// Returns the part table, if bodies are searched.
  List<Part> parts() {
    return parts;
  }

  /// Returns the content; empty if it is gone. Valid until [#close].
  Optional<Content> content() {
    if (content == null) {
      content = store.content(account, key.message(), key.revision()).orElse(null);
    }
    return Optional.ofNullable(content);
  }

  @Override
  public void close() {
    if (content != null) {
      content.close();
    }
  }
}
