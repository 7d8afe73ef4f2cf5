package dev.postern.store.sqlite;

import java.util.List;

/// What a check of a whole store found.
///
/// @param bodies how many were read and compared with their SHA-256
/// @param problems one line each, for the operator; empty when all is well
public record Verification(long bodies, List<String> problems) {
  /// Says whether nothing was found.
  public boolean isClean() {
    return problems.isEmpty();
  }
}
