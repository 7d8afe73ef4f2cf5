package dev.postern.outbound;

import dev.postern.auth.Grant;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.BlobSink;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.ThreadId;
import dev.postern.support.MemorySink;
import dev.postern.support.Unsupported;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// Mailboxes of `ann` and `bob` at `here.test` that keep delivered mail as text.
final class FakeMail {
  final List<String> delivered = new ArrayList<>();
  private final Set<String> keys = new HashSet<>();

  MailStore store() {
    return Unsupported.except(MailStore.class, this);
  }

  @SuppressWarnings("unused") // called through the port
  BlobSink sink() {
    return new MemorySink(1 << 20);
  }

  @SuppressWarnings("unused") // called through the port
  synchronized <T> T commit(AccountId account, Object origin, Function<MailTx, T> work) {
    return work.apply(Unsupported.except(MailTx.class, this));
  }

  @SuppressWarnings("unused") // called through the port
  boolean takeDeliveryKey(String key) {
    return keys.add(key);
  }

  @SuppressWarnings("unused") // called through the port
  Set<ThreadId> threadsOf(Collection<String> ids) {
    return Set.of();
  }

  @SuppressWarnings("unused") // called through the port
  MailTx.Added add(NewMessage message) {
    byte[] bytes = message.blob().bytes().toArray(ValueLayout.JAVA_BYTE);
    delivered.add(new String(bytes, StandardCharsets.US_ASCII));
    return new MailTx.Added(new MessageId(1), new ThreadId(1), message.folders(), List.of());
  }

  @SuppressWarnings("unused") // called through the port
  Optional<Grant> grantOf(String canonical) {
    if (!Set.of("ann@here.test", "bob@here.test").contains(canonical)) {
      return Optional.empty();
    }
    UUID id = new UUID(0, 1);
    Instant now = Instant.EPOCH;
    return Optional.of(
        new Grant(id, new AccountId(1), id, id, canonical, "", true, false, now, now));
  }
}
