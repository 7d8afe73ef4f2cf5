package dev.postern.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The keys of one entry of `routes`, whose name the operator chooses.
record RouteKeys(
    String name,
    Key<List<String>> domains,
    Key<Optional<String>> host,
    Key<Integer> port,
    Key<String> tls,
    Key<Optional<String>> username,
    Key<Optional<Secret>> password) {
  static final String SECTION = "routes";

  /// What stands behind the name.
  static final List<String> MEMBERS =
      List.of("domains", "host", "port", "tls", "username", "password");

  private static final Pattern NAME =
      Pattern.compile("routes\\.([a-z0-9][a-z0-9-]{0,30})\\.(" + String.join("|", MEMBERS) + ")");

  /// Returns the keys of the entry `name`.
  static RouteKeys of(String name) {
    String prefix = SECTION + "." + name + ".";
    return new RouteKeys(
        name,
        new Key<>(prefix + "domains", "", true, text -> Values.some(text, Values::domainPattern)),
        optional(prefix + "host", Values::domain),
        new Key<>(prefix + "port", "587", false, text -> Values.number(text, 1, 65_535)),
        new Key<>(prefix + "tls", "starttls", false, Values.oneOf("implicit", "starttls", "none")),
        optional(prefix + "username", Function.identity()),
        optional(prefix + "password", Secret::new));
  }

  private static <T> Key<Optional<T>> optional(String name, Function<String, T> reader) {
    return new Key<>(
        name,
        "",
        false,
        text -> text.isEmpty() ? Optional.empty() : Optional.of(reader.apply(text)));
  }

  List<Key<?>> all() {
    return List.of(domains, host, port, tls, username, password);
  }

  /// Returns the entry that a key belongs to; empty if it is the key of none.
  static Optional<String> nameIn(String key) {
    Matcher matcher = NAME.matcher(key);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /// Says whether `name` is `routes` or one entry of it.
  static boolean isSection(String name) {
    return name.equals(SECTION) || nameIn(name + ".host").isPresent();
  }

  /// Returns the keys of every entry that has a setting.
  static SortedMap<String, RouteKeys> in(Map<String, Setting> settings) {
    SortedMap<String, RouteKeys> entries = new TreeMap<>();
    for (String key : settings.keySet()) {
      nameIn(key).ifPresent(name -> entries.computeIfAbsent(name, RouteKeys::of));
    }
    return entries;
  }

  /// Returns the key that a variable such as `POSTERN_ROUTES_OFFICE_HOST` sets.
  static Optional<Key<?>> ofVariable(String variable) {
    String prefix = Environment.PREFIX + "ROUTES_";
    int end = variable.lastIndexOf('_');
    if (!variable.startsWith(prefix) || end <= prefix.length()) {
      return Optional.empty();
    }
    String name =
        variable.substring(prefix.length(), end).replace('_', '-').toLowerCase(Locale.ROOT);
    return nameIn(SECTION + "." + name + ".host")
        .flatMap(known ->
            of(known).all().stream().filter(key -> key.variable().equals(variable)).findFirst());
  }
}
