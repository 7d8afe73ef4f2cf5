package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern workspace …`: groups of accounts that a policy and rules hold for.
@Command(
    name = "workspace",
    description = "Make, list, show, change and delete workspaces; put accounts into them.",
    footer = "Example: postern workspace list")
final class WorkspaceCommand {
  private static final String WHICH = "The workspace's id, name or domain, or: default.";

  private final Terminal terminal;

  WorkspaceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List the workspaces.",
      footer = "Example: postern workspace list")
  void list(@Mixin ServerOptions server, @Mixin Format format) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      List<JsonBody> all = Resource.WORKSPACE.all(client);
      output.all(all, () -> table(all));
    }
  }

  private static Table table(List<JsonBody> all) {
    Table table = new Table("NAME", "DOMAIN", "AUTO-GROUP", "POLICY", "RULES", "ID");
    for (JsonBody each : all) {
      boolean standard = each.flag("default").orElse(false);
      table.row(
          Shown.text(each, "name") + (standard ? " (default)" : ""),
          each.text("domain").map(Shown::line).filter(text -> !text.isEmpty()).orElse("-"),
          each.flag("auto_group").orElse(false) ? "yes" : "no",
          each.text("policy_id").orElse("-"),
          Integer.toString(AttachedRules.rules(each).size()),
          Output.id(each));
    }
    return table;
  }

  @Command(
      name = "get",
      description = "Show a workspace.",
      footer = "Example: postern workspace get default")
  void get(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "WORKSPACE", description = WHICH) String workspace) {
    try (ApiClient client = server.client()) {
      show(format, Resource.WORKSPACE.find(client, workspace));
    }
  }

  private void show(Format format, JsonBody workspace) {
    var output = new Output(terminal, format);
    output.one(
        workspace,
        () ->
            output.strong(Shown.text(workspace, "name"))
                + (workspace.flag("default").orElse(false) ? "  (default)" : "")
                + "\n"
                + Output.labelled(
                    "   ",
                    "ID",
                    Output.id(workspace),
                    "Domain",
                    Shown.text(workspace, "domain"),
                    "Auto-group",
                    workspace.flag("auto_group").orElse(false) ? "yes" : "no",
                    "Approval",
                    workspace.flag("require_approval").orElse(false) ? "of every send" : "",
                    "Policy",
                    workspace.text("policy_id").orElse("none"),
                    "Rules",
                    String.join(", ", AttachedRules.rules(workspace)),
                    "Created",
                    output.age(workspace, "created_at")));
  }

  @Command(
      name = "create",
      description = "Make a workspace.",
      footer = "Example: postern workspace create --name Support --domain agents.localhost")
  void create(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin WorkspaceOptions options,
      @Option(names = "--name", required = true, paramLabel = "NAME", description = "Its name.")
          String name,
      @Option(
              names = "--domain",
              paramLabel = "DOMAIN",
              description = "New accounts of this domain belong to it, with --auto-group.")
          @Nullable String domain) {
    try (ApiClient client = server.client()) {
      JsonObject request = options.request(client).put("name", name);
      request.put("domain", Optional.ofNullable(domain));
      if (domain == null && !options.groups()) {
        request.put("auto_group", false);
      }
      show(format, ApiClient.data(client.post(Resource.WORKSPACE.path(), request)));
    }
  }

  @Command(
      name = "update",
      description = "Change a workspace; what is not named stays.",
      footer = "Example: postern workspace update default --policy-id Standard")
  void update(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin WorkspaceOptions options,
      @Parameters(paramLabel = "WORKSPACE", description = WHICH) String workspace,
      @Option(names = "--name", paramLabel = "NAME", description = "Its new name.")
          @Nullable String name) {
    try (ApiClient client = server.client()) {
      String id = Output.id(Resource.WORKSPACE.find(client, workspace));
      JsonObject request = options.request(client).put("name", Optional.ofNullable(name));
      show(format, ApiClient.data(client.patch(Resource.WORKSPACE.path(id), request)));
    }
  }

  @Command(
      name = "assign",
      description = "Put accounts into a workspace, or take them out.",
      footer = "Example: postern workspace assign Support support@agents.localhost")
  void assign(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(index = "0", paramLabel = "WORKSPACE", description = WHICH) String workspace,
      @Parameters(
              index = "1..*",
              arity = "1..*",
              paramLabel = "ACCOUNT",
              description = "An account's address or id.")
          List<String> accounts,
      @Option(names = "--remove", description = "Take them out of it.") boolean remove) {
    try (ApiClient client = server.client()) {
      JsonBody found = Resource.WORKSPACE.find(client, workspace);
      List<Agent> agents = accounts.stream().map(each -> Accounts.find(client, each)).toList();
      JsonObject request =
          new JsonObject()
              .putTexts(
                  remove ? "remove_grants" : "assign_grants",
                  agents.stream().map(Agent::id).toList());
      String path = Resource.WORKSPACE.path(Output.id(found)) + "/manual-assign";
      JsonBody answer = ApiClient.data(client.post(path, request));
      String done = remove ? " is no longer in " : " is in ";
      String name = Shown.text(found, "name");
      new Output(terminal, format)
          .one(
              answer,
              () ->
                  String.join(
                      "\n", agents.stream().map(each -> each.email() + done + name).toList()));
    }
  }

  @Command(
      name = "delete",
      description = "Delete a workspace; its accounts go to the default workspace.",
      footer = "Example: postern workspace delete Support --yes")
  void delete(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin Consent consent,
      @Parameters(paramLabel = "WORKSPACE", description = WHICH) String workspace) {
    try (ApiClient client = server.client()) {
      JsonBody found = Resource.WORKSPACE.find(client, workspace);
      String name = Shown.text(found, "name");
      consent.ask(terminal, "Delete the workspace " + name + "?");
      client.delete(Resource.WORKSPACE.path(Output.id(found)));
      new Output(terminal, format).one(found, () -> "deleted " + name);
    }
  }
}
