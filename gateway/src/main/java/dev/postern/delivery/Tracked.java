package dev.postern.delivery;

import java.util.List;

/// What is kept of a tracked message.
///
/// @param token by which its image and its links are known; nobody can guess it; empty: they are
///   not counted
/// @param targets where its links lead, by their number
public record Tracked(TrackingOptions options, String token, List<String> targets) {
  /// What is kept of a message whose image and links are not counted.
  public static Tracked of(TrackingOptions options) {
    return new Tracked(options, "", List.of());
  }
}
