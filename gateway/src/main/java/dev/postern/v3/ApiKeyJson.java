package dev.postern.v3;

import dev.postern.auth.ApiKey;
import dev.postern.auth.ApiKeys;
import dev.postern.auth.Permission;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// An API key as the wire shows it (spec/api-admin.md section 3.3), with its application's name.
public final class ApiKeyJson {
  private ApiKeyJson() {}

  /// Writes what is known of a key.
  public static JsonObject of(ApiKey key, Instant now) {
    JsonObject json =
        new JsonObject()
            .put("id", key.id().toString())
            .put("name", key.name())
            .put("application_id", key.application().id().toString())
            .put("application_name", key.application().name())
            .put("status", key.isExpired(now) ? "expired" : "active")
            .putTexts("permissions", permissions(key));
    if (!key.reach().isWide()) {
      json.putTexts("grant_ids", key.reach().grants().stream().map(UUID::toString).toList());
    }
    key.expires().ifPresent(end -> json.put("expires_at", end.getEpochSecond()));
    return json.put("created_at", key.createdAt().getEpochSecond())
        .put("updated_at", key.createdAt().getEpochSecond());
  }

  // None means all.
  private static List<String> permissions(ApiKey key) {
    return key.reach().permissions().stream().sorted().map(Permission::wire).toList();
  }

  /// Writes a key that was just made, with its secret.
  public static JsonObject of(ApiKeys.Made made) {
    return of(made.key(), made.key().createdAt()).put("api_key", made.secret());
  }
}
