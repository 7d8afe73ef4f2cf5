package dev.postern.auth;

import java.time.Instant;
import java.util.UUID;

/// Somebody who administers an application with signed requests in place of an API key
/// (spec/api-admin.md section 1.3).
///
/// @param id names its key in requests
/// @param application what it administers
/// @param name what it is for; may be empty
/// @param publicKey RSA, X.509 in base64; the private key is kept by its owner alone
public record ServiceAccount(
    UUID id, UUID application, String name, String publicKey, Instant createdAt) {}
