package dev.postern.auth;

import dev.postern.auth.ApplicationStore.StoredKey;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The applications' API keys: stored hashed, compared in constant time.
public final class ApiKeys {
  // A key replaced by another process on the same store stops working after this time.
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final int MOST = 100;
  private static final int MOST_GRANTS = 100;
  private static final int MOST_DAYS = 3650;
  private static final int MOST_CHARACTERS = 256;

  private record Known(List<StoredKey> keys, Instant readAt) {}

  private final ApplicationStore store;
  private final InstantSource clock;
  private volatile Known known = new Known(List.of(), Instant.MIN);

  /// What a key is to be.
  ///
  /// @param name up to 256 characters without control characters
  /// @param days how long it is valid, 1 to 3650; empty: for ever
  /// @param reach up to 100 grants
  public record NewKey(String name, Optional<Long> days, Reach reach) {}

  /// A new key.
  ///
  /// @param secret its plaintext, which is not kept anywhere: `nyl_` and 40 letters and digits
  public record Made(ApiKey key, String secret) {
    /// Leaves the secret out.
    @Override
    public String toString() {
      return "Made[key=" + key + "]";
    }
  }

  /// Makes the keys of this store's applications.
  public ApiKeys(ApplicationStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Returns the application of which a bearer token is a valid key that opens everything.
  public Optional<UUID> owner(String bearer) {
    return key(bearer)
        .filter(found -> found.reach().equals(Reach.ALL))
        .map(found -> found.application().id());
  }

  /// Returns the valid key that a bearer token is.
  public Optional<ApiKey> key(String bearer) {
    byte[] hash = RandomKey.hash(bearer);
    Instant now = clock.instant();
    Optional<ApiKey> found = Optional.empty();
    for (StoredKey stored : fresh(now)) {
      if (MessageDigest.isEqual(stored.hash(), hash) && !stored.key().isExpired(now)) {
        found = Optional.of(stored.key());
      }
    }
    return found;
  }

  /// Says whether the first application has a key.
  public boolean exist() {
    UUID first = store.first().id();
    return store.keys().stream().anyMatch(stored -> isOf(first, stored.key()));
  }

  /// Makes a new key the only valid one of the first application.
  ///
  /// @return its plaintext
  public String rotate() {
    String secret = RandomKey.make("nyl_");
    ApiKey key =
        new ApiKey(UUID.randomUUID(), store.first(), "", clock.instant(), Optional.empty());
    store.replaceKeys(new StoredKey(key, RandomKey.hash(secret)));
    read();
    return secret;
  }

  /// Makes a further key of an application that opens everything.
  public Made makeFor(Optional<String> application, String name, Optional<Long> days) {
    return makeFor(application, new NewKey(name, days, Reach.ALL));
  }

  /// Makes a further key of an application.
  ///
  /// @param application its name; it is made if there is none of that name. Empty: the first
  /// @throws GatewayException with INVALID if the name does not have 1 to 256 characters or has a
  ///   control character, else as [#make]
  public Made makeFor(Optional<String> application, NewKey wanted) {
    if (application.filter(String::isBlank).isPresent()) {
      throw new GatewayException(Fault.INVALID, "application must have a name");
    }
    application.ifPresent(text -> checkText("application", text));
    check(wanted);
    return make(application.map(this::named).orElseGet(store::first), wanted);
  }

  /// Makes a further key of an application.
  ///
  /// @throws GatewayException with INVALID if a value breaks its rule or a grant is none of the
  ///   application's, NOT_FOUND if there is no such application, LIMIT if it has 100 keys
  public Made make(Application application, NewKey wanted) {
    check(wanted);
    Instant now = clock.instant();
    String secret = RandomKey.make("nyl_");
    Optional<Instant> expires = wanted.days().map(count -> now.plus(Duration.ofDays(count)));
    ApiKey key =
        new ApiKey(UUID.randomUUID(), application, wanted.name(), now, expires, wanted.reach());
    store.addKey(new StoredKey(key, RandomKey.hash(secret)), MOST);
    read();
    return new Made(key, secret);
  }

  /// Returns what is known of every key of every application, oldest first; also of those that have
  /// expired.
  public List<ApiKey> all() {
    return store.keys().stream().map(StoredKey::key).toList();
  }

  /// Returns what is known of an application's keys, oldest first.
  public List<ApiKey> of(UUID application) {
    return all().stream().filter(key -> isOf(application, key)).toList();
  }

  private static boolean isOf(UUID application, ApiKey key) {
    return key.application().id().equals(application);
  }

  /// Makes a key void.
  ///
  /// @return false if there is no such key
  public boolean revoke(UUID id) {
    boolean removed = store.removeKey(id);
    read();
    return removed;
  }

  private Application named(String name) {
    return store.named(name).orElseGet(() -> store.create(name, clock.instant()));
  }

  private static void check(NewKey wanted) {
    checkText("name", wanted.name());
    if (wanted.reach().grants().size() > MOST_GRANTS) {
      throw new GatewayException(
          Fault.INVALID, "grant_ids must have at most %d entries".formatted(MOST_GRANTS));
    }
    if (wanted.days().filter(count -> count < 1 || count > MOST_DAYS).isPresent()) {
      throw new GatewayException(Fault.INVALID, "expires_in must be 1 to " + MOST_DAYS + " days");
    }
  }

  private static void checkText(String field, String text) {
    if (text.codePointCount(0, text.length()) > MOST_CHARACTERS
        || text.codePoints().anyMatch(Character::isISOControl)) {
      throw new GatewayException(
          Fault.INVALID,
          field
              + " must have up to "
              + MOST_CHARACTERS
              + " characters, none of them a control character");
    }
  }

  private List<StoredKey> fresh(Instant now) {
    Known last = known;
    if (!isOld(last, now)) {
      return last.keys();
    }
    synchronized (this) {
      return isOld(known, now) ? read() : known.keys();
    }
  }

  private static boolean isOld(Known read, Instant now) {
    return read.readAt().isBefore(now.minus(FRESH));
  }

  // One after the other, so that what was read before a change does not replace what came after.
  private synchronized List<StoredKey> read() {
    List<StoredKey> keys = List.copyOf(store.keys());
    known = new Known(keys, clock.instant());
    return keys;
  }
}
