package dev.postern.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.v3.JsonObject;
import java.util.Optional;

/// The written JSON of what never changes in messages that were shown lately. A revision's content
/// stays what it is, so nothing is ever taken out but for room.
final class ContentTexts {
  private static final long ROOM = 16 << 20;

  /// A larger one would crowd out too many others.
  private static final int LARGEST = 64 << 10;

  private final Cache<Key, JsonObject> known =
      Caffeine.newBuilder()
          .executor(Runnable::run)
          .maximumWeight(ROOM)
          .weigher((Key _, JsonObject json) -> json.weight())
          .build();

  private record Key(AccountId account, MessageId message, int revision) {}

  private static Key key(AccountId account, StoredMessage message) {
    return new Key(account, message.id(), message.revision());
  }

  Optional<JsonObject> of(AccountId account, StoredMessage message) {
    return Optional.ofNullable(known.getIfPresent(key(account, message)));
  }

  /// Keeps what was written.
  ///
  /// @return the same, rendered
  JsonObject keep(AccountId account, StoredMessage message, JsonObject content) {
    JsonObject rendered = content.rendered();
    if (rendered.weight() <= LARGEST) {
      known.put(key(account, message), rendered);
    }
    return rendered;
  }
}
