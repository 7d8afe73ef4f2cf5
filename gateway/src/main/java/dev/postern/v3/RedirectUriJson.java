package dev.postern.v3;

import dev.postern.auth.RedirectUri;

/// A redirect URI as the wire shows it (spec/api-admin.md section 3.2).
public final class RedirectUriJson {
  private RedirectUriJson() {}

  /// Writes one.
  public static JsonObject of(RedirectUri uri) {
    return new JsonObject()
        .put("id", uri.id().toString())
        .put("url", uri.url())
        .put("platform", uri.platform())
        .putTextMap("settings", uri.settings());
  }
}
