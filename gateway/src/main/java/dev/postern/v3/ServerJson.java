package dev.postern.v3;

import dev.postern.auth.Application;
import dev.postern.auth.Application.Branding;
import dev.postern.auth.RedirectUri;
import java.util.List;
import java.util.Optional;

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
        .put("branding", branding(application))
        .put("hosted_authentication", new JsonObject())
        .putObjects("callback_uris", redirectUris.stream().map(RedirectUriJson::of).toList())
        .put("default_workspace_id", application.defaultWorkspaceId().toString())
        .put("created_at", application.createdAt().getEpochSecond())
        .put("updated_at", application.updatedAt().getEpochSecond());
  }

  private static JsonObject branding(Application application) {
    Branding branding = application.branding();
    return new JsonObject()
        .put("name", application.title())
        .put("icon_url", told(branding.iconUrl()))
        .put("website_url", told(branding.websiteUrl()))
        .put("description", told(branding.description()));
  }

  private static Optional<String> told(String text) {
    return Optional.of(text).filter(t -> !t.isEmpty());
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
