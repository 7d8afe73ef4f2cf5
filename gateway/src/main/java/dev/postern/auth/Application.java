package dev.postern.auth;

import java.time.Instant;
import java.util.UUID;

/// A tenant of this server: it sees its own grants, keys and webhooks and no other's.
///
/// @param name unique, whatever the case of its letters
/// @param defaultWorkspaceId where its grants are
public record Application(UUID id, String name, UUID defaultWorkspaceId, Instant createdAt) {}
