package dev.postern.v3;

import dev.postern.outbound.Reputation;
import dev.postern.outbound.Suppression;
import java.util.UUID;

/// The suppression list, and an account's reputation, as the API shows them.
public final class SuppressionJson {
  private SuppressionJson() {}

  /// Writes an entry.
  public static JsonObject of(Suppression entry) {
    return new JsonObject()
        .put("address", entry.address())
        .put("reason", entry.reason().word())
        .put("detail", entry.detail())
        .put("created_at", entry.createdAt().getEpochSecond());
  }

  /// Writes how a grant's mail fared.
  public static JsonObject of(UUID grant, Reputation reputation) {
    return new JsonObject()
        .put("grant_id", grant.toString())
        .put("state", reputation.state().word())
        .put("days", Reputation.DAYS)
        .put("recipients", reputation.recipients())
        .put("hard_bounces", reputation.hardBounces())
        .put("complaints", reputation.complaints())
        .putDecimal("hard_bounce_rate", reputation.bounceRate())
        .putDecimal("complaint_rate", reputation.complaintRate());
  }
}
