package dev.postern.auth;

import java.time.Instant;
import java.util.UUID;

/// A tenant of this server: it sees its own grants, keys and webhooks and no other's.
///
/// @param name unique, whatever the case of its letters; who runs the server knows it by that
/// @param defaultWorkspaceId where its grants are
/// @param updatedAt when its branding was changed last, or when it was made
public record Application(
    UUID id,
    String name,
    UUID defaultWorkspaceId,
    Instant createdAt,
    Branding branding,
    Instant updatedAt) {

  /// How an application shows itself to people; each is empty if it was not told.
  ///
  /// @param name need not be unique
  public record Branding(String name, String iconUrl, String websiteUrl, String description) {
    /// Nothing told.
    public static final Branding NONE = new Branding("", "", "", "");
  }

  /// Returns the name that people see.
  public String title() {
    return branding.name().isEmpty() ? name : branding.name();
  }

  /// Returns the application with another branding.
  public Application shownAs(Branding other, Instant now) {
    return new Application(id, name, defaultWorkspaceId, createdAt, other, now);
  }
}
