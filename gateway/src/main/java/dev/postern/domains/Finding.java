package dev.postern.domains;

import java.time.Instant;

/// What was found when a proof was looked for.
///
/// @param message what is wrong, or why nothing is known; empty if all is well
/// @param checkedAt when it was asked last
public record Finding(Status status, String message, Instant checkedAt) {
  /// How it stands with a record.
  public enum Status {
    /// There is none yet, as far as is known.
    PENDING,
    /// It is as it must be, or was when the DNS answered last.
    DONE,
    /// There is one that is wrong.
    FAILED
  }

  /// Says whether the record was right when the DNS answered last.
  public boolean verified() {
    return status == Status.DONE;
  }
}
