package dev.postern.store.sqlite;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postern.mail.Digest;
import dev.postern.mail.Wire;
import java.util.Optional;

/// Decoded contents of committed messages, bounded by their rough weight in octets. They never
/// change, so nothing is ever taken out but for room.
final class ContentCache {
  private static final int DIGEST_BASE = 800;
  private static final int PART = 300;

  private final Cache<Key, Wire> wires;
  private final Cache<Key, Digest> digests;

  ContentCache(long bytes) {
    wires =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(bytes / 2)
            .weigher((Key _, Wire wire) -> weight(wire))
            .build();
    digests =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(bytes / 2)
            .weigher((Key _, Digest digest) -> weight(digest))
            .build();
  }

  private static int weight(Wire wire) {
    return 150 + wire.envelope().length + wire.body().length + wire.bodyStructure().length;
  }

  private static int weight(Digest digest) {
    return DIGEST_BASE
        + weight(digest.wire())
        + PART * digest.parts().size()
        + 2 * (digest.subject().length() + digest.snippet().length());
  }

  Optional<Wire> wire(Key key) {
    return Optional.ofNullable(wires.getIfPresent(key));
  }

  Optional<Digest> digest(Key key) {
    return Optional.ofNullable(digests.getIfPresent(key));
  }

  void keep(Key key, Wire wire) {
    wires.put(key, wire);
  }

  void keep(Key key, Digest digest) {
    digests.put(key, digest);
  }

  /// One content.
  record Key(long account, long message, int revision) {}
}
