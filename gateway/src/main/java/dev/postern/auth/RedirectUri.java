package dev.postern.auth;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/// Where an application has people sent back to after they signed in (spec/api-admin.md section
/// 3.2).
///
/// @param platform such as `web`
/// @param settings what an app's platform needs besides, kept as it is
public record RedirectUri(
    UUID id,
    UUID application,
    String url,
    String platform,
    Map<String, String> settings,
    Instant createdAt) {}
