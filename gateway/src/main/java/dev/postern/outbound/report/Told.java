package dev.postern.outbound.report;

import java.time.Instant;
import java.util.Optional;

/// One recipient of a report.
///
/// @param recipient forward path
/// @param original decoded ORCPT such as `rfc822;a@example.org`; empty: none
/// @param remote the server that answered; empty: we did
/// @param at the last attempt
/// @param retryUntil when it is given up; empty: it is over
public record Told(
    String recipient,
    String original,
    Action action,
    String remote,
    Diagnosis diagnosis,
    Instant at,
    Optional<Instant> retryUntil) {}
