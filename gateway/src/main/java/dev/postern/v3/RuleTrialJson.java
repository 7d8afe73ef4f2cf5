package dev.postern.v3;

import dev.postern.guard.RuleChange;
import dev.postern.rules.Decision;
import dev.postern.rules.Evaluation.Stage;
import dev.postern.rules.Explanation;
import dev.postern.rules.Trigger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A trial of rules on the wire: what is asked, and how they came to a decision.
public final class RuleTrialJson {
  private static final int MOST_VALUES = 1000;

  /// So many conditions are told of a stage; an answer must not be endless.
  private static final int MOST_CONDITIONS = 2000;

  private RuleTrialJson() {}

  /// Reads rules to be tried; one without a name is called by its number.
  ///
  /// @param trigger what a rule is for that does not say it
  public static Optional<List<RuleChange>> rules(JsonBody body, Trigger trigger) {
    return body.objects("rules")
        .map(all -> {
          List<RuleChange> changes = new ArrayList<>();
          for (JsonBody each : all) {
            RuleChange written = RuleJson.change(each);
            changes.add(
                new RuleChange(
                    written.name().or(() -> Optional.of("rules[" + changes.size() + "]")),
                    written.description(),
                    written.priority(),
                    written.enabled(),
                    written.trigger().or(() -> Optional.of(trigger)),
                    written.operator(),
                    written.conditions(),
                    written.actions()));
          }
          return changes;
        });
  }

  /// Reads the description of a mail: values by field, as [dev.postern.rules.ToldFacts] takes them.
  ///
  /// @param message the member `message`
  public static Map<String, List<String>> told(JsonBody message, Trigger trigger) {
    Map<String, List<String>> told = new HashMap<>();
    told.put("from.address", addresses(message, "from"));
    List<String> to = new ArrayList<>();
    for (String field : List.of("to", "cc", "bcc")) {
      to.addAll(addresses(message, field));
    }
    Map<String, List<String>> headers = headers(message);
    if (trigger == Trigger.OUTBOUND) {
      told.put("recipient.address", to);
      boolean answers =
          headers.containsKey("header.in-reply-to") || headers.containsKey("header.references");
      told.put(
          "outbound.type", List.of(message.flag("reply").orElse(answers) ? "reply" : "compose"));
    } else {
      told.put("delivered_to.address", to.stream().limit(1).toList());
      results(message, told);
    }
    message
        .text("subject")
        .ifPresent(subject -> {
          told.put("subject", List.of(subject));
          headers.putIfAbsent("header.subject", List.of(subject));
        });
    message
        .number("size")
        .filter(size -> {
          if (size < 0) {
            throw message.refusal("size", "must not be negative");
          }
          return true;
        })
        .ifPresent(size -> told.put("message.size", List.of(Long.toString(size))));
    attachments(message, told);
    told.putAll(headers);
    return told;
  }

  private static List<String> addresses(JsonBody message, String name) {
    List<JsonBody> all = message.objects(name).orElse(List.of());
    List<String> addresses = new ArrayList<>();
    for (JsonBody each : all) {
      addresses.add(each.text("email").orElseThrow(() -> each.refusal("email", "is required")));
    }
    return bounded(message, name, addresses);
  }

  private static <T> List<T> bounded(JsonBody message, String name, List<T> all) {
    if (all.size() > MOST_VALUES) {
      throw message.refusal(name, "must have at most " + MOST_VALUES + " elements");
    }
    return all;
  }

  private static Map<String, List<String>> headers(JsonBody message) {
    Map<String, List<String>> headers = new HashMap<>();
    for (JsonBody each :
        bounded(message, "headers", message.objects("headers").orElse(List.of()))) {
      String name = each.text("name").orElseThrow(() -> each.refusal("name", "is required"));
      String value = each.text("value").orElse("");
      headers
          .computeIfAbsent("header." + name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(value);
    }
    return headers;
  }

  private static void attachments(JsonBody message, Map<String, List<String>> told) {
    List<JsonBody> all =
        bounded(message, "attachments", message.objects("attachments").orElse(List.of()));
    told.put("attachment.count", List.of(Integer.toString(all.size())));
    told.put(
        "attachment.name", all.stream().flatMap(each -> each.text("filename").stream()).toList());
    told.put(
        "attachment.type",
        all.stream().flatMap(each -> each.text("content_type").stream()).toList());
  }

  private static void results(JsonBody message, Map<String, List<String>> told) {
    message
        .object("auth")
        .ifPresent(auth -> {
          for (String method : List.of("spf", "dkim", "dmarc", "arc")) {
            auth.text(method).ifPresent(result -> told.put("auth." + method, List.of(result)));
          }
        });
    message
        .decimal("spam_score")
        .ifPresent(score -> told.put("spam.score", List.of(Double.toString(score))));
  }

  /// Writes what was found out.
  ///
  /// @param stages one after the other; what one of them blocks does not come to the next
  public static JsonObject of(Trigger trigger, List<Explanation> stages) {
    Decision decision =
        stages.stream()
            .map(Explanation::decision)
            .filter(Decision::isBlocked)
            .findFirst()
            .orElse(stages.getLast().decision());
    return of(decision, new JsonObject().put("trigger", RuleJson.wire(trigger)))
        .putObjects("stages", stages.stream().map(RuleTrialJson::of).toList());
  }

  private static JsonObject of(Decision decision, JsonObject json) {
    return json.put("blocked", decision.isBlocked())
        .putObjects("actions", RuleJson.actions(decision.actions()))
        .putTexts("matched_rule_ids", decision.matched().stream().map(UUID::toString).toList());
  }

  private static JsonObject of(Explanation explanation) {
    Stage stage = explanation.stage();
    List<JsonObject> rules = new ArrayList<>();
    int conditions = 0;
    for (Explanation.Looked looked : explanation.rules()) {
      conditions += 1 + looked.conditions().size();
      if (conditions <= MOST_CONDITIONS) {
        rules.add(of(looked));
      }
    }
    return of(explanation.decision(), new JsonObject().put("stage", RuleJson.wire(stage)))
        .putObjects("rules", rules)
        .put("truncated", conditions > MOST_CONDITIONS);
  }

  private static JsonObject of(Explanation.Looked looked) {
    return new JsonObject()
        .put("id", looked.rule().toString())
        .put("name", looked.name())
        .put("reached", looked.reached())
        .put("matched", RuleJson.wire(looked.outcome()))
        .putObjects(
            "conditions",
            looked.conditions().stream()
                .map(each ->
                    RuleJson.of(each.condition())
                        .put("holds", RuleJson.wire(each.outcome()))
                        .putTexts("found", each.found()))
                .toList());
  }
}
