package dev.postern.domains;

import java.time.Instant;
import java.util.UUID;

/// A further address of an agent.
///
/// @param domain whose address it is
/// @param address in canonical form ([dev.postern.mail.MailAddress#canonical])
/// @param grant who gets the mail and may send with it
public record Alias(UUID id, UUID domain, String address, UUID grant, Instant createdAt) {}
