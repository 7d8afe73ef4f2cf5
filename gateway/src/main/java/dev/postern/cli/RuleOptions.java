package dev.postern.cli;

import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options that say what a rule is.
final class RuleOptions {
  @Mixin private DataOptions data = new DataOptions();

  @Option(names = "--name", paramLabel = "NAME", description = "Its name.")
  private @Nullable String name;

  @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
  private @Nullable String description;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "0 to 1000; the lower runs first, and it is 10 unless named.")
  private @Nullable Long priority;

  @Option(names = "--enabled", description = "It works.")
  private boolean enabled;

  @Option(names = "--disabled", description = "It does nothing until it is enabled.")
  private boolean disabled;

  @Option(
      names = "--trigger",
      paramLabel = "inbound|outbound",
      description = "Whether it is about mail that comes (the default) or goes.")
  private @Nullable String trigger;

  @Option(
      names = "--match-operator",
      paramLabel = "all|any",
      description = "How many conditions must hold; default: all.")
  private @Nullable String operator;

  @Option(
      names = "--condition",
      paramLabel = "FIELD,OPERATOR,VALUE",
      description =
          "Such as from.domain,is,spam.example or from.address,in_list,LIST with the id or name of"
              + " a list; repeatable. An update replaces all of them.")
  private @Nullable List<String> conditions;

  @Option(
      names = "--action",
      paramLabel = "TYPE[=VALUE]",
      description =
          "Such as block, mark_as_spam or assign_to_folder=Clients/Acme; repeatable. An update"
              + " replaces all of them.")
  private @Nullable List<String> actions;

  /// Returns the request.
  ///
  /// @throws WrongUse if an option cannot be meant
  JsonObject request(ServerOptions server, ApiClient client) {
    if (enabled && disabled) {
      throw new WrongUse("name either --enabled or --disabled");
    }
    JsonObject request =
        data.read(server)
            .put("name", Optional.ofNullable(name))
            .put("description", Optional.ofNullable(description))
            .put("trigger", Optional.ofNullable(trigger));
    if (priority != null) {
      request.put("priority", priority);
    }
    if (enabled || disabled) {
      request.put("enabled", enabled);
    }
    if (conditions != null || operator != null) {
      request.put("match", match(client));
    }
    if (actions != null) {
      request.putObjects("actions", actions.stream().map(RuleOptions::action).toList());
    }
    return request;
  }

  private JsonObject match(ApiClient client) {
    if (conditions == null) {
      throw new WrongUse("--match-operator needs the --condition options it is about");
    }
    return new JsonObject()
        .put("operator", Optional.ofNullable(operator).orElse("all"))
        .putObjects(
            "conditions", conditions.stream().map(each -> condition(client, each)).toList());
  }

  // A value may hold commas; the ids of lists cannot.
  private static JsonObject condition(ApiClient client, String text) {
    String[] parts = text.split(",", 3);
    if (parts.length < 3 || parts[0].isBlank() || parts[2].isBlank()) {
      throw new WrongUse("--condition " + text + " is not FIELD,OPERATOR,VALUE");
    }
    String operator = parts[1].strip();
    var condition = new JsonObject().put("field", parts[0].strip()).put("operator", operator);
    if (!operator.endsWith("in_list")) {
      return condition.put("value", parts[2].strip());
    }
    List<String> lists = List.of(parts[2].split(",", -1));
    return condition.putTexts(
        "value",
        lists.stream().map(list -> Output.id(Resource.LIST.find(client, list.strip()))).toList());
  }

  private static JsonObject action(String text) {
    int equals = text.indexOf('=');
    String type = (equals < 0 ? text : text.substring(0, equals)).strip();
    var action = new JsonObject();
    // The official client's older name.
    action.put("type", type.equals("move_to_folder") ? "assign_to_folder" : type);
    return equals < 0 ? action : action.put("value", text.substring(equals + 1).strip());
  }
}
