package dev.postern.delivery;

/// What a sender wants to hear of a message (spec/api-data.md section 2.1).
///
/// @param opens when its image is fetched
/// @param links when its links are followed
/// @param threadReplies when somebody answers it
/// @param label what the sender calls it; empty if nothing
/// @param domainName the host that counts; empty: the server's
public record TrackingOptions(
    boolean opens, boolean links, boolean threadReplies, String label, String domainName) {
  /// Nothing.
  public static final TrackingOptions NONE = new TrackingOptions(false, false, false, "", "");

  /// Returns these options, given anew: without a host that of those before stays, and there is
  /// none where neither image nor links are counted.
  public TrackingOptions after(TrackingOptions before) {
    String host = domainName.isEmpty() ? before.domainName : domainName;
    return new TrackingOptions(opens, links, threadReplies, label, opens || links ? host : "");
  }
}
