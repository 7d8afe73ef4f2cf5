package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern agent rule …`: what becomes of mail that conditions hold for.
@Command(
    name = "rule",
    description = "Make, list, show, change, try and delete rules for mail.",
    footer = "Example: postern agent rule list")
final class RuleCommand {
  private static final String WHICH = "The rule's id or name.";

  private final Terminal terminal;

  RuleCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List the rules and where they hold.",
      footer = "Example: postern agent rule list --json")
  void list(@Mixin ServerOptions server, @Mixin Format format) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      List<JsonBody> rules = Resource.RULE.all(client);
      output.all(rules, () -> table(client, output, rules));
    }
  }

  private static Table table(ApiClient client, Output output, List<JsonBody> rules) {
    List<JsonBody> workspaces = Resource.WORKSPACE.all(client);
    Table table = new Table("PRIORITY", "NAME", "TRIGGER", "STATE", "WORKSPACES", "ID");
    for (JsonBody rule : rules) {
      List<String> holders =
          AttachedRules.holders(workspaces, Output.id(rule)).stream()
              .map(each -> Shown.text(each, "name"))
              .toList();
      table.row(
          Long.toString(rule.number("priority").orElse(0L)),
          Shown.text(rule, "name"),
          Shown.text(rule, "trigger"),
          RuleText.isEnabled(rule) ? output.good("enabled") : output.fair("disabled"),
          holders.isEmpty() ? "-" : String.join(", ", holders),
          Output.id(rule));
    }
    return table;
  }

  @Command(
      name = "get",
      description = "Show a rule in short.",
      footer = "Example: postern agent rule get 'Block spam'")
  void get(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "RULE", description = WHICH) String rule) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      JsonBody found = Resource.RULE.find(client, rule);
      output.one(found, () -> RuleText.brief(found, output));
    }
  }

  @Command(
      name = "read",
      description = "Show a rule with its conditions and actions.",
      footer = "Example: postern agent rule read 'Block spam'")
  void read(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "RULE", description = WHICH) String rule) {
    try (ApiClient client = server.client()) {
      show(format, Resource.RULE.find(client, rule));
    }
  }

  private void show(Format format, JsonBody rule) {
    var output = new Output(terminal, format);
    output.one(rule, () -> RuleText.whole(rule, output));
  }

  @Command(
      name = "create",
      description = "Make a rule and put it into effect in a workspace.",
      footer =
          "Example: postern agent rule create --name 'Block spam'"
              + " --condition from.domain,is,spam.example --action block")
  void create(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin RuleOptions rule,
      @Option(
              names = "--workspace",
              paramLabel = "WORKSPACE",
              description = "Where it holds: an id or a name; default: the default workspace.")
          @Nullable String workspace,
      @Option(
              names = "--agent",
              paramLabel = "ACCOUNT",
              description = "It holds in the workspace of this account.")
          @Nullable String agent) {
    if (workspace != null && agent != null) {
      throw new WrongUse("name either --workspace or --agent");
    }
    try (ApiClient client = server.client()) {
      JsonBody target = workspace(client, workspace, agent);
      JsonObject request = rule.request(server, client);
      JsonBody made = ApiClient.data(client.post(Resource.RULE.path(), request));
      AttachedRules.add(client, target, Output.id(made));
      show(format, made);
      if (new Output(terminal, format).isText()) {
        terminal.out().println("   Workspace: " + Shown.text(target, "name"));
      }
    }
  }

  private static JsonBody workspace(
      ApiClient client, @Nullable String workspace, @Nullable String agent) {
    if (agent != null) {
      return Resource.WORKSPACE.find(client, Accounts.find(client, agent).workspace());
    }
    return Resource.WORKSPACE.find(client, workspace == null ? "default" : workspace);
  }

  @Command(
      name = "update",
      description = "Change a rule; what is not named stays.",
      footer = "Example: postern agent rule update 'Block spam' --disabled")
  void update(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin RuleOptions changes,
      @Parameters(paramLabel = "RULE", description = WHICH) String rule) {
    try (ApiClient client = server.client()) {
      String id = Output.id(Resource.RULE.find(client, rule));
      JsonObject request = changes.request(server, client);
      show(format, ApiClient.data(client.put(Resource.RULE.path(id), request)));
    }
  }

  @Command(
      name = "delete",
      description = "Delete a rule, after taking it out of the workspaces that have it.",
      footer = "Example: postern agent rule delete 'Block spam' --yes")
  void delete(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin Consent consent,
      @Parameters(paramLabel = "RULE", description = WHICH) String rule) {
    try (ApiClient client = server.client()) {
      JsonBody found = Resource.RULE.find(client, rule);
      String name = Shown.text(found, "name");
      consent.ask(terminal, "Delete the rule " + name + "?");
      AttachedRules.delete(client, Output.id(found));
      new Output(terminal, format).one(found, () -> "deleted " + name);
    }
  }
}
