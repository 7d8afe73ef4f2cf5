package dev.postern.api;

import dev.postern.auth.AccountOptions;
import dev.postern.auth.AccountSetting;
import dev.postern.v3.JsonBody;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a PATCH of a grant changes of [AccountOptions]: members of `settings` that the v3 API does
/// not have. An empty text or list unsets one.
final class SettingsPatch {
  private SettingsPatch() {}

  /// Returns what is to be stored, checked.
  ///
  /// @throws dev.postern.fault.GatewayException with INVALID or SYNTAX
  static Map<String, String> of(Optional<JsonBody> settings, AccountOptions options) {
    Map<String, String> stored = new HashMap<>();
    settings.ifPresent(body -> {
      for (AccountSetting setting : options.known()) {
        values(body, setting)
            .ifPresent(values -> stored.put(setting.name(), setting.stored(values)));
      }
    });
    return stored;
  }

  private static Optional<List<String>> values(JsonBody body, AccountSetting setting) {
    return setting.list()
        ? body.texts(setting.name())
        : body.text(setting.name()).map(text -> text.isEmpty() ? List.of() : List.of(text));
  }
}
