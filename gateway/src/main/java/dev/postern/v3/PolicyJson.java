package dev.postern.v3;

import dev.postern.guard.PolicyChange;
import dev.postern.rules.Limit;
import dev.postern.rules.Policy;
import dev.postern.rules.PolicyLimits;
import dev.postern.rules.PolicyOptions;
import dev.postern.rules.SpamDetection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Policies on the wire (spec/api-admin.md section 4).
public final class PolicyJson {
  private static final String TYPES = "limit_attachment_allowed_types";

  /// An old name of [Limit#DAILY_SENT].
  private static final String OLD_DAILY_SENT = "limit_count_daily_message_per_grant";

  private PolicyJson() {}

  /// Reads what is to be written into a policy; unknown members are ignored.
  public static PolicyChange change(JsonBody body) {
    return new PolicyChange(
        body.text("name"),
        body.object("limits").map(PolicyJson::limits).orElse(PolicyLimits.NONE),
        body.object("spam_detection").map(PolicyJson::spam).orElse(SpamDetection.NONE),
        body.texts("rules").map(ids -> rules(body, ids)),
        body.object("options").map(PolicyJson::options).orElse(PolicyOptions.NONE));
  }

  private static PolicyLimits limits(JsonBody body) {
    Map<Limit, Long> numbers = new EnumMap<>(Limit.class);
    body.number(OLD_DAILY_SENT).ifPresent(number -> numbers.put(Limit.DAILY_SENT, number));
    for (Limit limit : Limit.values()) {
      body.number(limit.wire()).ifPresent(number -> numbers.put(limit, number));
    }
    return new PolicyLimits(numbers, body.texts(TYPES));
  }

  private static SpamDetection spam(JsonBody body) {
    return new SpamDetection(
        body.flag("use_list_dnsbl"),
        body.flag("use_header_anomaly_detection"),
        body.decimal("spam_sensitivity"));
  }

  private static List<UUID> rules(JsonBody body, List<String> texts) {
    List<UUID> ids = new ArrayList<>();
    for (String text : texts) {
      ids.add(
          Ids.uuid(text)
              .orElseThrow(
                  () -> body.refusal("rules[" + ids.size() + "]", "must be the id of a rule")));
    }
    return ids;
  }

  private static PolicyOptions options(JsonBody body) {
    return new PolicyOptions(body.texts("additional_folders"), body.flag("use_cidr_aliasing"));
  }

  /// Writes a policy.
  ///
  /// @param policy with what really holds written out ([dev.postern.guard.PolicyBook#effective])
  public static JsonObject of(Policy policy) {
    JsonObject json =
        new JsonObject()
            .put("id", policy.id().toString())
            .put("name", policy.name())
            .put("application_id", policy.application().toString())
            .put("organization_id", policy.application().toString())
            .put("limits", of(policy.limits()))
            .putTexts("rules", policy.ruleIds().stream().map(UUID::toString).toList())
            .put("spam_detection", of(policy.spam()));
    if (!policy.options().equals(PolicyOptions.NONE)) {
      json.put("options", of(policy.options()));
    }
    return json.put("created_at", policy.createdAt().getEpochSecond())
        .put("updated_at", policy.updatedAt().getEpochSecond());
  }

  private static JsonObject of(PolicyLimits limits) {
    JsonObject json = new JsonObject();
    for (Limit limit : Limit.values()) {
      Optional.ofNullable(limits.numbers().get(limit))
          .ifPresent(number -> json.put(limit.wire(), number));
      if (limit == Limit.ATTACHMENT_COUNT) {
        limits.attachmentTypes().ifPresent(types -> json.putTexts(TYPES, types));
      }
    }
    return json;
  }

  private static JsonObject of(SpamDetection spam) {
    JsonObject json = new JsonObject();
    spam.dnsbl().ifPresent(flag -> json.put("use_list_dnsbl", flag));
    spam.headerAnomalies().ifPresent(flag -> json.put("use_header_anomaly_detection", flag));
    spam.sensitivity().ifPresent(number -> json.putDecimal("spam_sensitivity", number));
    return json;
  }

  private static JsonObject of(PolicyOptions options) {
    JsonObject json = new JsonObject();
    options.additionalFolders().ifPresent(folders -> json.putTexts("additional_folders", folders));
    options.useCidrAliasing().ifPresent(flag -> json.put("use_cidr_aliasing", flag));
    return json;
  }
}
