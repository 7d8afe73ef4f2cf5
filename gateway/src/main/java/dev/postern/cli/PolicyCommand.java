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

/// `postern agent policy …`: the limits that workspaces hold their accounts to.
@Command(
    name = "policy",
    description = "Make, list, show, change and delete policies: limits of accounts.",
    footer = "Example: postern agent policy list")
final class PolicyCommand {
  private static final String WHICH = "The policy's id or name.";

  private final Terminal terminal;

  PolicyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List the policies and where they hold.",
      footer = "Example: postern agent policy list")
  void list(@Mixin ServerOptions server, @Mixin Format format) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      List<JsonBody> policies = Resource.POLICY.all(client);
      output.all(policies, () -> text(client, output, policies));
    }
  }

  private static String text(ApiClient client, Output output, List<JsonBody> policies) {
    List<JsonBody> workspaces = Resource.WORKSPACE.all(client);
    List<Agent> agents = Accounts.all(client);
    StringBuilder text = new StringBuilder("Policies (" + policies.size() + ")");
    for (int i = 0; i < policies.size(); i++) {
      JsonBody policy = policies.get(i);
      text.append("\n\n").append(i + 1).append(". ").append(Shown.text(policy, "name"));
      text.append("  ").append(output.age(policy, "created_at")).append('\n');
      List<String> places =
          holders(workspaces, policy).stream().map(each -> place(each, agents)).toList();
      text.append(
          Output.labelled(
              "   ",
              "ID",
              Output.id(policy),
              "Workspaces",
              places.isEmpty() ? output.fair("none") : String.join(", ", places)));
    }
    return text.toString();
  }

  private static String place(JsonBody workspace, List<Agent> agents) {
    String id = Output.id(workspace);
    long members = agents.stream().filter(agent -> agent.workspace().equals(id)).count();
    return "%s (%d %s)"
        .formatted(Shown.text(workspace, "name"), members, members == 1 ? "account" : "accounts");
  }

  private static List<JsonBody> holders(List<JsonBody> workspaces, JsonBody policy) {
    Optional<String> id = policy.text("id");
    return workspaces.stream().filter(each -> each.text("policy_id").equals(id)).toList();
  }

  @Command(
      name = "get",
      description = "Show a policy in short.",
      footer = "Example: postern agent policy get Standard")
  void get(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "POLICY", description = WHICH) String policy) {
    try (ApiClient client = server.client()) {
      show(format, Resource.POLICY.find(client, policy));
    }
  }

  private void show(Format format, JsonBody policy) {
    var output = new Output(terminal, format);
    output.one(
        policy,
        () ->
            output.strong(Shown.text(policy, "name"))
                + "\n"
                + Output.labelled(
                    "   ",
                    "ID",
                    Output.id(policy),
                    "Created",
                    output.age(policy, "created_at"),
                    "Updated",
                    output.age(policy, "updated_at")));
  }

  @Command(
      name = "read",
      description = "Show a policy with all its limits, as they take effect.",
      footer = "Example: postern agent policy read Standard")
  void read(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "POLICY", description = WHICH) String policy) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      JsonBody found = Resource.POLICY.find(client, policy);
      output.one(found, () -> PolicyText.of(found, output));
    }
  }

  @Command(
      name = "create",
      description = "Make a policy; a workspace puts it into effect.",
      footer =
          "Example: postern agent policy create --name Standard --data"
              + " '{\"limits\":{\"limit_count_daily_email_sent\":100}}'")
  void create(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin DataOptions data,
      @Option(names = "--name", paramLabel = "NAME", description = "Its name.")
          @Nullable String name) {
    JsonObject request = data.read(server).put("name", Optional.ofNullable(name));
    try (ApiClient client = server.client()) {
      show(format, ApiClient.data(client.post(Resource.POLICY.path(), request)));
    }
  }

  @Command(
      name = "update",
      description = "Change a policy; what is not named stays.",
      footer = "Example: postern agent policy update Standard --data-file policy.json")
  void update(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin DataOptions data,
      @Parameters(paramLabel = "POLICY", description = WHICH) String policy,
      @Option(names = "--name", paramLabel = "NAME", description = "Its new name.")
          @Nullable String name) {
    JsonObject request = data.read(server).put("name", Optional.ofNullable(name));
    try (ApiClient client = server.client()) {
      String id = Output.id(Resource.POLICY.find(client, policy));
      show(format, ApiClient.data(client.put(Resource.POLICY.path(id), request)));
    }
  }

  @Command(
      name = "delete",
      description = "Delete a policy that no workspace has.",
      footer = "Example: postern agent policy delete Standard --yes")
  void delete(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin Consent consent,
      @Parameters(paramLabel = "POLICY", description = WHICH) String policy) {
    try (ApiClient client = server.client()) {
      JsonBody found = Resource.POLICY.find(client, policy);
      List<JsonBody> holders = holders(Resource.WORKSPACE.all(client), found);
      if (!holders.isEmpty()) {
        List<String> names = holders.stream().map(each -> Shown.text(each, "name")).toList();
        throw new CommandFailure(
            "policy is attached to agent workspaces: " + String.join(", ", names));
      }
      String name = Shown.text(found, "name");
      consent.ask(terminal, "Delete the policy " + name + "?");
      client.delete(Resource.POLICY.path(Output.id(found)));
      new Output(terminal, format).one(found, () -> "deleted " + name);
    }
  }
}
