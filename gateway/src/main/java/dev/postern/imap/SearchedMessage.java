package dev.postern.imap;

import dev.postern.mail.Part;
import dev.postern.mail.Wire;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.StoredMessage;
import java.lang.foreign.MemorySegment;
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
  private @Nullable Content content;

  SearchedMessage(MailStore store, AccountId account, int seq, MailRead.ContentKey key, Wire wire) {
    this.store = store;
    this.account = account;
    this.seq = seq;
    this.key = key;
    this.wire = wire;
  }

  int seq() {
    return seq;
  }

  Wire wire() {
    return wire;
  }

  /// Returns the part table; empty if this content is gone.
  List<Part> parts() {
    List<StoredMessage> found = store.read(account, read -> read.messages(List.of(key.message())));
    return found.isEmpty() || found.getFirst().revision() != key.revision()
        ? List.of()
        : found.getFirst().digest().parts();
  }

  /// Returns the bytes; empty if they are gone. Valid until [#close].
  Optional<MemorySegment> bytes() {
    if (content == null) {
      content = store.content(account, key.message(), key.revision()).orElse(null);
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
