package dev.postern.v3;

import dev.postern.auth.Grant;
import java.util.List;

/// A grant as the wire shows it (spec/api-admin.md section 2.1).
public final class GrantJson {
  private GrantJson() {}

  /// Writes a grant. No password or hash is ever part of it.
  public static JsonObject of(Grant grant) {
    JsonObject settings =
        new JsonObject()
            .put("email", grant.email())
            .put("has_app_password", grant.hasAppPassword());
    return new JsonObject()
        .put("id", grant.id().toString())
        .put("provider", "nylas")
        .put("grant_status", "valid")
        .put("email", grant.email())
        .put("name", grant.name())
        .putTexts("scope", List.of())
        .put("settings", settings)
        .put("workspace_id", grant.workspaceId().toString())
        .put("created_at", grant.createdAt().getEpochSecond())
        .put("updated_at", grant.updatedAt().getEpochSecond());
  }
}
