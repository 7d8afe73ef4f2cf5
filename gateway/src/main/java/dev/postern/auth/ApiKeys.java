package dev.postern.auth;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// The application's API keys: stored hashed, compared in constant time.
public final class ApiKeys {
  // A key replaced by another process on the same store stops working after this time.
  private static final Duration FRESH = Duration.ofSeconds(1);

  private record Known(List<byte[]> hashes, Instant readAt) {}

  private final GrantStore store;
  private final InstantSource clock;
  private volatile Known known = new Known(List.of(), Instant.MIN);

  /// Makes the keys of this store's application.
  public ApiKeys(GrantStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Says whether a bearer token is a valid key.
  public boolean valid(String bearer) {
    byte[] hash = RandomKey.hash(bearer);
    boolean found = false;
    for (byte[] valid : hashes()) {
      found |= MessageDigest.isEqual(valid, hash);
    }
    return found;
  }

  /// Says whether a key was ever made.
  public boolean exist() {
    return !store.apiKeyHashes().isEmpty();
  }

  /// Makes a new key the only valid one.
  ///
  /// @return its plaintext, which is not kept anywhere: `nyl_` and 40 letters and digits
  public String rotate() {
    String plaintext = RandomKey.make("nyl_");
    byte[] hash = RandomKey.hash(plaintext);
    store.replaceApiKeys(hash, clock.instant());
    known = new Known(List.of(hash), clock.instant());
    return plaintext;
  }

  private List<byte[]> hashes() {
    Known now = known;
    if (now.readAt().isBefore(clock.instant().minus(FRESH))) {
      now = new Known(List.copyOf(store.apiKeyHashes()), clock.instant());
      known = now;
    }
    return now.hashes();
  }
}
