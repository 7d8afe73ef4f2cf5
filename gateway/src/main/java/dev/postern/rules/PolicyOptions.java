package dev.postern.rules;

import java.util.List;
import java.util.Optional;

/// What policies had before they had limits (spec/api-admin.md section 4.3): kept and shown, never
/// looked at.
public record PolicyOptions(
    Optional<List<String>> additionalFolders, Optional<Boolean> useCidrAliasing) {
  /// Nothing written.
  public static final PolicyOptions NONE = new PolicyOptions(Optional.empty(), Optional.empty());

  /// Keeps a copy.
  public PolicyOptions {
    additionalFolders = additionalFolders.map(List::copyOf);
  }
}
