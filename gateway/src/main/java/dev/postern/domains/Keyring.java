package dev.postern.domains;

import dev.postern.mailauth.dkim.Algorithm;
import dev.postern.mailauth.dkim.SigningKey;
import dev.postern.mailauth.dkim.SigningKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// The keys that sign the mail of each domain: made, seen in the DNS, in use, replaced.
///
/// A new pair (RSA and Ed25519) waits until its records are in the DNS. Then it signs, and the pair
/// before it signs no longer; its records stay for a week, for mail that is still on its way.
public final class Keyring implements SigningKeys {
  /// How long the records of a replaced key are needed.
  public static final Duration KEEP = Duration.ofDays(7);

  // Whoever never cleans the zone shall not fill the table.
  private static final Duration FORGOTTEN = Duration.ofDays(90);
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("'p'yyyyMM").withZone(ZoneOffset.UTC);

  private final DomainStore store;
  private final InstantSource clock;
  private final Optional<Duration> rotation;
  private final ReentrantLock making = new ReentrantLock();
  private final Map<String, List<SigningKey>> active = new ConcurrentHashMap<>();

  /// Keeps keys in `store`.
  ///
  /// @param rotation how old keys become; empty: as old as they like
  public Keyring(DomainStore store, Optional<Duration> rotation, InstantSource clock) {
    this.store = store;
    this.rotation = rotation;
    this.clock = clock;
  }

  /// The keys whose records were seen in the DNS.
  @Override
  public List<SigningKey> active(String domain) {
    return active.getOrDefault(domain, List.of());
  }

  /// Returns the keys of a domain, oldest first, and makes the first pair; none for one that the
  /// DNS does not know.
  public List<DkimKey> of(HostedDomain domain) {
    if (domain.isOffline()) {
      return List.of();
    }
    List<DkimKey> keys = store.keys(domain.id());
    if (!keys.isEmpty()) {
      return keys;
    }
    making.lock();
    try {
      keys = store.keys(domain.id());
      return keys.isEmpty() ? add(domain, keys) : keys;
    } finally {
      making.unlock();
    }
  }

  /// Makes a new pair, unless there is one already whose records are not published yet.
  ///
  /// @return all keys, oldest first
  public List<DkimKey> rotate(HostedDomain domain) {
    making.lock();
    try {
      List<DkimKey> keys = of(domain);
      boolean waiting = domain.isOffline() || keys.stream().anyMatch(DkimKey::isPending);
      return waiting ? keys : add(domain, keys);
    } finally {
      making.unlock();
    }
  }

  /// Makes a new pair if the one that signs is old enough.
  void rotateIfDue(HostedDomain domain) {
    Instant now = clock.instant();
    Optional<Instant> newest =
        store.keys(domain.id()).stream()
            .filter(DkimKey::isActive)
            .map(DkimKey::createdAt)
            .max(Comparator.naturalOrder());
    if (newest.isPresent()
        && rotation.filter(age -> !now.isBefore(newest.get().plus(age))).isPresent()) {
      rotate(domain);
    }
  }

  /// Notes whose records the DNS has.
  ///
  /// @param there selectors whose record is right
  /// @param missing selectors whose record is surely not
  /// @param asked when the DNS was: what was seen since then is there
  List<DkimKey> seen(HostedDomain domain, Set<String> there, Set<String> missing, Instant asked) {
    Instant now = clock.instant();
    return store.editKeys(
        domain.id(),
        keys -> {
          List<DkimKey> kept = new ArrayList<>();
          for (DkimKey key : keys) {
            if (!isForgotten(key, missing, now)) {
              kept.add(noted(key, there, missing, asked, now));
            }
          }
          return replaced(kept, now);
        });
  }

  private static boolean isForgotten(DkimKey key, Set<String> missing, Instant now) {
    Optional<Instant> retired = key.retiredAt();
    Duration after = missing.contains(key.selector()) ? KEEP : FORGOTTEN;
    return retired.filter(at -> !now.isBefore(at.plus(after))).isPresent();
  }

  private static DkimKey noted(
      DkimKey key, Set<String> there, Set<String> missing, Instant asked, Instant now) {
    if (there.contains(key.selector()) && key.seenAt().isEmpty()) {
      return key.seen(Optional.of(now));
    }
    boolean gone =
        missing.contains(key.selector())
            && key.isActive()
            && key.seenAt().filter(at -> at.isAfter(asked)).isEmpty();
    return gone ? key.seen(Optional.empty()) : key;
  }

  // Each algorithm for itself: some publish RSA only.
  private static List<DkimKey> replaced(List<DkimKey> keys, Instant now) {
    List<DkimKey> all = new ArrayList<>(keys);
    for (Algorithm algorithm : Algorithm.values()) {
      Optional<DkimKey> newest =
          keys.stream()
              .filter(key -> key.algorithm() == algorithm && key.isActive())
              .max(Comparator.comparing(DkimKey::createdAt));
      all.replaceAll(key ->
          key.algorithm() == algorithm
                  && key.retiredAt().isEmpty()
                  && newest.filter(by -> key.createdAt().isBefore(by.createdAt())).isPresent()
              ? key.retired(now)
              : key);
    }
    return all;
  }

  /// Shows the keys of a domain to whoever signs. For one thread at a time.
  ///
  /// @param shown empty: its mail is not signed
  void show(String address, Optional<HostedDomain> shown) {
    List<SigningKey> keys =
        shown.map(domain -> store.keys(domain.id())).orElse(List.of()).stream()
            .filter(DkimKey::isActive)
            .map(DkimKey::key)
            .toList();
    if (keys.isEmpty()) {
      active.remove(address);
    } else {
      active.put(address, keys);
    }
  }

  private List<DkimKey> add(HostedDomain domain, List<DkimKey> before) {
    Instant now = clock.instant();
    List<DkimKey> made = new ArrayList<>();
    for (Algorithm algorithm : Algorithm.values()) {
      SigningKey key =
          SigningKey.generate(domain.address(), selector(algorithm, before, now), algorithm);
      made.add(new DkimKey(key, now, Optional.empty(), Optional.empty()));
    }
    return store.editKeys(
        domain.id(),
        keys -> {
          List<DkimKey> all = new ArrayList<>(keys);
          all.addAll(made);
          return all;
        });
  }

  private static String selector(Algorithm algorithm, List<DkimKey> before, Instant now) {
    String name = MONTH.format(now) + algorithm.keyType().charAt(0);
    String selector = name;
    for (int i = 2; isTaken(selector, before); i++) {
      selector = name + i;
    }
    return selector;
  }

  private static boolean isTaken(String selector, List<DkimKey> keys) {
    return keys.stream().anyMatch(key -> key.selector().equals(selector));
  }
}
