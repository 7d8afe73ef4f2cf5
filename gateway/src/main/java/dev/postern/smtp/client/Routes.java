package dev.postern.smtp.client;

import dev.postern.config.Config;
import dev.postern.mailbox.AccountId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Chooses the way out of a mail: the account's own route, else the route with the closest domain,
/// else the smarthost, else the domain's own servers if that is switched on.
public final class Routes {
  private final Map<String, Relay> byName = new TreeMap<>();
  private final List<ForDomain> byDomain;
  private final Optional<Relay> smarthost;
  private final boolean direct;
  private final Function<AccountId, Optional<String>> chosen;

  private record ForDomain(String pattern, Relay relay) {
    boolean matches(String domain) {
      return pattern.startsWith("*.")
          ? domain.endsWith(pattern.substring(1))
          : domain.equals(pattern);
    }
  }

  /// Where one mail goes.
  sealed interface Way {
    /// To a server that relays for us.
    record Via(Relay relay) implements Way {}

    /// To the servers of its domain.
    record Direct(String domain) implements Way {}

    /// Nowhere.
    record None() implements Way {}
  }

  /// Reads the routes of a configuration.
  ///
  /// @param chosen the name of the route that an account has set for itself; must be quick
  public Routes(Config config, Function<AccountId, Optional<String>> chosen) {
    config.routes().forEach((name, route) -> byName.put(name, Relay.of(route.hop())));
    // An exact name before patterns, a longer pattern before a shorter one.
    this.byDomain =
        config.routes().values().stream()
            .flatMap(route ->
                route.domains().stream()
                    .map(pattern -> new ForDomain(pattern, Relay.of(route.hop()))))
            .sorted(
                Comparator.<ForDomain, Boolean>comparing(each -> each.pattern().startsWith("*."))
                    .thenComparingInt(each -> -each.pattern().length()))
            .toList();
    this.smarthost = config.smarthost().map(Relay::of);
    this.direct = config.outbound().direct();
    this.chosen = chosen;
  }

  /// Says whether a route of that name is configured.
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /// Chooses for mail of `account` to `domain`.
  Way of(AccountId account, String domain) {
    Optional<Relay> own =
        byName.isEmpty()
            ? Optional.empty()
            : chosen.apply(account).flatMap(name -> Optional.ofNullable(byName.get(name)));
    Optional<String> name = Paths.domain(domain);
    Optional<Relay> relay = own.or(() -> name.flatMap(this::forDomain)).or(() -> smarthost);
    if (relay.isPresent()) {
      return new Way.Via(relay.get());
    }
    return direct && name.isPresent() ? new Way.Direct(name.get()) : new Way.None();
  }

  private Optional<Relay> forDomain(String domain) {
    return byDomain.stream().filter(each -> each.matches(domain)).map(ForDomain::relay).findFirst();
  }
}
