package dev.postern.v3;

import dev.postern.guard.RuleChange;
import dev.postern.rules.Action;
import dev.postern.rules.Comparison;
import dev.postern.rules.Condition;
import dev.postern.rules.Fields;
import dev.postern.rules.Kind;
import dev.postern.rules.Match;
import dev.postern.rules.Rule;
import dev.postern.rules.Trigger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Rules on the wire (spec/api-admin.md section 5).
public final class RuleJson {
  private static final String ACTIONS =
      "must be block, mark_as_spam, assign_to_folder, mark_as_read, mark_as_starred, archive or"
          + " trash";

  private RuleJson() {}

  /// Reads what is to be written into a rule; unknown members are ignored.
  public static RuleChange change(JsonBody body) {
    Optional<JsonBody> match = body.object("match");
    return new RuleChange(
        body.text("name"),
        body.text("description"),
        body.number("priority"),
        body.flag("enabled"),
        trigger(body),
        match.flatMap(found -> choice(found, "operator", Match.Operator.values())),
        match
            .flatMap(found -> found.objects("conditions"))
            .map(all -> all.stream().map(RuleJson::condition).toList()),
        body.objects("actions").map(all -> all.stream().map(RuleJson::action).toList()));
  }

  /// Reads the member `trigger`.
  public static Optional<Trigger> trigger(JsonBody body) {
    return choice(body, "trigger", Trigger.values());
  }

  private static <E extends Enum<E>> Optional<E> choice(JsonBody body, String name, E[] all) {
    return body.text(name)
        .map(text ->
            Arrays.stream(all)
                .filter(each -> wire(each).equals(text))
                .findFirst()
                .orElseThrow(() ->
                    body.refusal(
                        name,
                        "must be one of "
                            + Arrays.stream(all)
                                .map(RuleJson::wire)
                                .collect(Collectors.joining(", ")))));
  }

  static String wire(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Condition condition(JsonBody body) {
    String field = body.text("field").orElseThrow(() -> body.refusal("field", "is required"));
    Comparison comparison =
        choice(body, "operator", Comparison.values())
            .orElseThrow(() -> body.refusal("operator", "is required"));
    return new Condition(
        field,
        comparison,
        values(body, field, comparison).orElseThrow(() -> body.refusal("value", "is required")));
  }

  private static Optional<List<String>> values(JsonBody body, String field, Comparison comparison) {
    if (isOfLists(comparison)) {
      return body.textOrTexts("value");
    }
    boolean number = Fields.of(field).filter(known -> known.kind() == Kind.NUMBER).isPresent();
    return (number ? body.textOrNumber("value") : body.text("value")).map(List::of);
  }

  private static boolean isOfLists(Comparison comparison) {
    return comparison == Comparison.IN_LIST || comparison == Comparison.NOT_IN_LIST;
  }

  private static Action action(JsonBody body) {
    String type = body.text("type").orElseThrow(() -> body.refusal("type", "is required"));
    Optional<String> value = body.text("value").filter(text -> !text.isEmpty());
    Action action =
        Action.of(type, value.orElse("")).orElseThrow(() -> body.refusal("type", ACTIONS));
    boolean takes = action.value().isPresent();
    if (takes && value.isEmpty()) {
      throw body.refusal("value", "is required: the folder");
    }
    if (!takes && value.isPresent()) {
      throw body.refusal("value", "must not be given: " + type + " takes none");
    }
    return action;
  }

  /// Writes a rule.
  public static JsonObject of(Rule rule) {
    return new JsonObject()
        .put("id", rule.id().toString())
        .put("name", rule.name())
        .put("description", rule.description())
        .put("priority", rule.priority())
        .put("enabled", rule.enabled())
        .put("trigger", wire(rule.trigger()))
        .put("match", of(rule.match()))
        .putObjects("actions", actions(rule.actions()))
        .put("application_id", rule.application().toString())
        .put("organization_id", rule.application().toString())
        .put("created_at", rule.createdAt().getEpochSecond())
        .put("updated_at", rule.updatedAt().getEpochSecond());
  }

  private static JsonObject of(Match match) {
    return new JsonObject()
        .put("operator", wire(match.operator()))
        .putObjects("conditions", match.conditions().stream().map(RuleJson::of).toList());
  }

  /// Writes a condition.
  static JsonObject of(Condition condition) {
    JsonObject json =
        new JsonObject()
            .put("field", condition.field())
            .put("operator", condition.comparison().wire());
    return isOfLists(condition.comparison())
        ? json.putTexts("value", condition.values())
        : json.put("value", condition.values().getFirst());
  }

  /// Writes actions.
  static List<JsonObject> actions(List<Action> actions) {
    List<JsonObject> written = new ArrayList<>();
    for (Action action : actions) {
      written.add(new JsonObject().put("type", action.wire()).put("value", action.value()));
    }
    return written;
  }

  /// Writes a page of rules as the official clients expect it: nested, with the cursor in two
  /// places.
  public static JsonObject page(Envelope envelope, List<Rule> rules, Optional<String> next) {
    JsonObject data =
        new JsonObject()
            .putObjects("items", rules.stream().map(RuleJson::of).toList())
            .put("next_cursor", next);
    return envelope.single(data).put("next_cursor", next);
  }
}
