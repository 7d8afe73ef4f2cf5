package dev.postern.v3;

import dev.postern.auth.AccountSetting;
import dev.postern.auth.AccountSettings;
import dev.postern.auth.Grant;
import java.util.List;

/// A grant as the wire shows it (spec/api-admin.md section 2.1).
public final class GrantJson {
  private GrantJson() {}

  /// Writes a grant with what is set for it alone. No password or hash is ever part of it.
  public static JsonObject of(Grant grant, List<AccountSetting> known, AccountSettings set) {
    JsonObject settings =
        new JsonObject()
            .put("email", grant.email())
            .put("has_app_password", grant.hasAppPassword());
    for (AccountSetting setting : known) {
      if (setting.list() && set.text(setting).isPresent()) {
        settings.putTexts(setting.name(), set.words(setting));
      } else {
        settings.put(setting.name(), set.text(setting));
      }
    }
    return new JsonObject()
        .put("id", grant.id().toString())
        .put("provider", "nylas")
        .put("grant_status", "valid")
        .put("email", grant.email())
        .put("name", grant.name())
        .putTexts("scope", List.of())
        .put("settings", settings)
        .put("workspace_id", grant.workspaceId().toString())
        .put("blocked", grant.blocked())
        .put("created_at", grant.createdAt().getEpochSecond())
        .put("updated_at", grant.updatedAt().getEpochSecond());
  }
}
