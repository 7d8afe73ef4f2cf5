package dev.postern.v3;

import dev.postern.auth.Grant;
import dev.postern.mailbox.MessageId;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Applied;
import dev.postern.rules.Evaluation.Stage;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Records of evaluations on the wire (spec/api-admin.md section 5.7).
public final class EvaluationJson {
  private EvaluationJson() {}

  /// Writes a record of an account.
  public static JsonObject of(Grant grant, Evaluation evaluation) {
    long at = evaluation.at().getEpochSecond();
    return new JsonObject()
        .put("id", evaluation.id().toString())
        .put("grant_id", grant.id().toString())
        .put("message_id", evaluation.message().map(MessageId::toString))
        .put("evaluated_at", at)
        .put("evaluation_stage", RuleJson.wire(evaluation.stage()))
        .put("evaluation_input", input(evaluation))
        .put("applied_actions", applied(evaluation.applied()))
        .putTexts("matched_rule_ids", evaluation.matched().stream().map(UUID::toString).toList())
        .put("application_id", grant.applicationId().toString())
        .put("organization_id", grant.applicationId().toString())
        .put("created_at", at)
        .put("updated_at", at);
  }

  private static JsonObject input(Evaluation evaluation) {
    Evaluation.Input input = evaluation.input();
    String domain = domain(input.from());
    JsonObject json =
        new JsonObject()
            .put("from_address", input.from())
            .put("from_domain", domain)
            .put("from_tld", tld(domain));
    if (evaluation.stage() != Stage.OUTBOUND_SEND) {
      return json;
    }
    List<String> domains = each(input.recipients(), EvaluationJson::domain);
    return json.putTexts("recipient_addresses", input.recipients())
        .putTexts("recipient_domains", domains)
        .putTexts("recipient_tlds", each(domains, EvaluationJson::tld))
        .put("outbound_type", input.outboundType());
  }

  private static List<String> each(List<String> texts, UnaryOperator<String> part) {
    return texts.stream().map(part).filter(found -> !found.isEmpty()).distinct().toList();
  }

  private static String domain(String address) {
    int at = address.lastIndexOf('@');
    return at < 0 ? "" : address.substring(at + 1);
  }

  private static String tld(String domain) {
    return domain.startsWith("[") ? "" : domain.substring(domain.lastIndexOf('.') + 1);
  }

  // What was not done is not there.
  private static JsonObject applied(Applied applied) {
    JsonObject json = new JsonObject();
    say(json, "blocked", applied.blocked());
    say(json, "blocked_by_evaluation_error", applied.failed());
    say(json, "marked_as_spam", applied.spam());
    say(json, "marked_as_read", applied.read());
    say(json, "marked_starred", applied.starred());
    say(json, "archived", applied.archived());
    say(json, "trashed", applied.trashed());
    return applied.folders().isEmpty() ? json : json.putTexts("folder_ids", applied.folders());
  }

  private static void say(JsonObject json, String name, boolean done) {
    if (done) {
      json.put(name, true);
    }
  }
}
