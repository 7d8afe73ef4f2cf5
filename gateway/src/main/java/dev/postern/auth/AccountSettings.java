package dev.postern.auth;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is set for one account and overrides the server's configuration.
///
/// @param values by name, in the form that [AccountSetting] made of them; what is not set is not
///   there
public record AccountSettings(Map<String, String> values) {
  /// Nothing is set.
  public static final AccountSettings NONE = new AccountSettings(Map.of());

  /// Keeps a copy of the map.
  public AccountSettings {
    values = Map.copyOf(values);
  }

  /// Returns a setting's value.
  public Optional<String> text(AccountSetting setting) {
    return Optional.ofNullable(values.get(setting.name()));
  }

  /// Returns the values of a list; empty if it is not set.
  public List<String> words(AccountSetting setting) {
    return text(setting).stream()
        .flatMap(text -> Arrays.stream(text.split(" ", -1)))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
