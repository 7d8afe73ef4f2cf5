package dev.postern.v3;

import dev.postern.auth.Application;
import dev.postern.auth.RedirectUri;
import java.util.List;

/// The application and its connector as the wire shows them (spec/api-admin.md sections 3.1, 3.2).
public final class ServerJson {
  private ServerJson() {}

  /// Writes an application.
  public static JsonObject application(Application application, List<RedirectUri> redirectUris) {
    return new JsonObject()
        .put("application_id", application.id().toString())
        .put("organization_id", application.id().toString())
        .put("region", "us")
        .put("environment", "production")
        .put("branding", new JsonObject().put("name", application.name()))
        .put("hosted_authentication", new JsonObject())
        .putObjects("callback_uris", redirectUris.stream().map(RedirectUriJson::of).toList())
        .put("default_workspace_id", application.defaultWorkspaceId().toString())
        .put("created_at", application.createdAt().getEpochSecond())
        .put("updated_at", application.createdAt().getEpochSecond());
  }

  /// Writes the connector of agent accounts.
  public static JsonObject connector(Application application) {
    return new JsonObject()
        .put("provider", "nylas")
        .put("name", "nylas")
        .put("settings", new JsonObject())
        .putTexts("scope", List.of())
        .put("default_workspace_id", application.defaultWorkspaceId().toString())
        .put("created_at", application.createdAt().getEpochSecond());
  }
}
