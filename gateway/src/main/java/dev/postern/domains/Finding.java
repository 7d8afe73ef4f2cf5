package dev.postern.domains;

import java.time.Instant;

/// What was found when a proof was looked for.
///
/// @param verified whether the record was as it must be when the DNS answered last
/// @param message what is wrong, or what could not be asked; empty if nothing is
/// @param checkedAt when it was asked last
public record Finding(boolean verified, String message, Instant checkedAt) {}
