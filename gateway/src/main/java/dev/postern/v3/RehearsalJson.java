package dev.postern.v3;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.outbound.Rehearsal;
import dev.postern.outbound.Rehearsal.Use;
import dev.postern.outbound.Rehearsal.Would;
import dev.postern.rules.Decision;
import java.util.OptionalLong;
import java.util.UUID;

/// What would become of a mail, as the API shows it.
public final class RehearsalJson {
  private static final int DONE = 200;
  private static final int KEPT = 202;

  private RehearsalJson() {}

  /// Writes it.
  public static JsonObject of(Rehearsal rehearsal) {
    JsonObject json =
        new JsonObject()
            .put("would", RuleJson.wire(rehearsal.would()))
            .putInt("status", status(rehearsal));
    rehearsal.refusal().ifPresent(refusal -> json.put("error", error(refusal)));
    Decision rules = rehearsal.rules();
    return json.putTexts("matched_rule_ids", rules.matched().stream().map(UUID::toString).toList())
        .putObjects("actions", RuleJson.actions(rules.actions()))
        .putObjects("limits", rehearsal.uses().stream().map(RehearsalJson::of).toList());
  }

  private static int status(Rehearsal rehearsal) {
    return rehearsal
        .refusal()
        .map(GatewayException::fault)
        .map(Fault::httpStatus)
        .orElse(rehearsal.would() == Would.SEND ? DONE : KEPT);
  }

  private static JsonObject error(GatewayException refusal) {
    JsonObject json =
        new JsonObject().put("type", refusal.fault().apiType()).put("message", refusal.text());
    refusal.retryAfter().ifPresent(seconds -> json.put("retry_after", seconds));
    return json;
  }

  private static JsonObject of(Use use) {
    JsonObject json = new JsonObject().put("limit", use.limit().wire()).put("used", use.used());
    OptionalLong most = use.most();
    return json.put("adds", use.more())
        .put("most", most.orElse(-1))
        .put("left", most.isPresent() ? Math.max(0, most.getAsLong() - use.used()) : -1);
  }
}
