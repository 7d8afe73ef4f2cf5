package dev.postern.rules;

import java.time.Instant;
import java.util.UUID;

/// A list that rules look into (spec/api-admin.md section 6); its items are read apart.
///
/// @param application whose it is
/// @param name 1 to 256 characters
/// @param description may be empty
/// @param type never changes
public record ItemList(
    UUID id,
    UUID application,
    String name,
    String description,
    ListType type,
    long itemsCount,
    Instant createdAt,
    Instant updatedAt) {}
