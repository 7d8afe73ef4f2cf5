package dev.postern.rules;

import java.util.Optional;

/// How mail is told from junk, as a policy's owner wrote it; what is not written is the server's.
///
/// @param dnsbl whether lists of bad addresses count
/// @param headerAnomalies whether oddities of the header count
/// @param sensitivity 0.1 to 5.0; the score from which mail is junk is divided by it
public record SpamDetection(
    Optional<Boolean> dnsbl, Optional<Boolean> headerAnomalies, Optional<Double> sensitivity) {
  /// Nothing written.
  public static final SpamDetection NONE =
      new SpamDetection(Optional.empty(), Optional.empty(), Optional.empty());
}
