package dev.postern.rules;

import java.time.Instant;
import java.util.UUID;

/// Up to where somebody has read a listing that is in order of age, then of id. What stood there
/// may be gone since.
public record Seen(Instant createdAt, UUID id) {}
