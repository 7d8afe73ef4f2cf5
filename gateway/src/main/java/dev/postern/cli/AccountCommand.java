package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern agent account …`: makes, lists, shows, changes, moves, stops and deletes agents'
/// accounts through the API.
@Command(
    name = "account",
    description = "Make, list, show, change, move, block and delete accounts.",
    footer = "Example: postern agent account list")
final class AccountCommand {
  private static final String WHICH = "The account's address or id.";
  private static final String PASSWORD =
      "Let mail clients sign in; without a value one is made and printed, with - it is asked for,"
          + " or read from the input.";

  private final Terminal terminal;

  AccountCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "create",
      description = "Make an account.",
      footer = "Example: postern agent account create support@agents.localhost --app-password")
  void create(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "EMAIL", description = "Its address, in a domain of the server.")
          String email,
      @Option(names = "--name", paramLabel = "NAME", description = "Its name in From.")
          @Nullable String name,
      @Option(
              names = "--app-password",
              arity = "0..1",
              fallbackValue = "",
              paramLabel = "PASSWORD",
              description = PASSWORD)
          @Nullable String appPassword,
      @Option(
              names = "--workspace",
              paramLabel = "WORKSPACE",
              description = "Its workspace's id or name; default: the server chooses.")
          @Nullable String workspace) {
    Optional<String> password = Optional.ofNullable(appPassword).map(this::password);
    var settings = new JsonObject().put("email", email).put("app_password", password);
    var request = new JsonObject().put("provider", "nylas").put("settings", settings);
    request.put("name", Optional.ofNullable(name));
    try (ApiClient client = server.client()) {
      if (workspace != null) {
        request.put("workspace_id", Output.id(Resource.WORKSPACE.find(client, workspace)));
      }
      JsonBody made = ApiClient.data(client.post("/v3/connect/custom", request));
      show(format, new Agent(made), password.filter(_ -> "".equals(appPassword)));
    }
  }

  private String password(String given) {
    return switch (given) {
      case "" -> AppPassword.generate();
      case "-" -> terminal.secret("App password");
      default -> given;
    };
  }

  // A password that was made here is told this once.
  private void show(Format format, Agent agent, Optional<String> made) {
    var output = new Output(terminal, format);
    if (made.isEmpty()) {
      output.one(agent.json(), () -> new AccountText(output, Map.of()).of(agent));
      return;
    }
    String password = made.get();
    JsonObject told = JsonObject.copyOf(agent.json()).put("app_password", password);
    output.one(JsonBody.parse(told.bytes()), () -> new AccountText(output, Map.of()).of(agent));
    if (!format.json()) {
      (output.isText() ? terminal.out() : terminal.err()).println("app password: " + password);
    }
  }

  @Command(
      name = "list",
      description = "List the accounts, newest first.",
      footer = "Example: postern agent account list --json")
  void list(@Mixin ServerOptions server, @Mixin Format format) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      List<Agent> agents = Accounts.all(client);
      output.all(
          agents.stream().map(Agent::json).toList(),
          () -> new AccountText(output, AccountText.policies(client)).list(agents));
    }
  }

  @Command(
      name = "get",
      description = "Show an account.",
      footer = "Example: postern agent account get support@agents.localhost")
  void get(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ACCOUNT", arity = "0..1", description = WHICH)
          @Nullable String account) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      Agent agent = Accounts.chosen(client, account);
      output.one(
          agent.json(), () -> new AccountText(output, AccountText.policies(client)).of(agent));
    }
  }

  @Command(
      name = "update",
      description = "Change an account; what is not named stays.",
      footer = "Example: postern agent account update support@agents.localhost --app-password -")
  void update(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ACCOUNT", description = WHICH) String account,
      @Option(names = "--name", paramLabel = "NAME", description = "Its name in From.")
          @Nullable String name,
      @Option(
              names = "--app-password",
              arity = "0..1",
              fallbackValue = "",
              paramLabel = "PASSWORD",
              description = PASSWORD)
          @Nullable String appPassword,
      @Option(
              names = "--imap-profile",
              paramLabel = "PROFILE",
              description =
                  "What IMAP announces to it: safe, full, legacy, greenmail or outlook-classic;"
                      + " \"\" for what the server is configured to.")
          @Nullable String profile,
      @Option(
              names = "--disable-capability",
              paramLabel = "NAME",
              description =
                  "An IMAP capability that is switched off for it; may be repeated, replaces the"
                      + " earlier ones, \"\" for none.")
          @Nullable List<String> disabled) {
    if (name == null && appPassword == null && profile == null && disabled == null) {
      throw new WrongUse("name what to change, such as --name or --app-password");
    }
    Optional<String> password = Optional.ofNullable(appPassword).map(this::password);
    try (ApiClient client = server.client()) {
      Agent agent = Accounts.find(client, account);
      // The official service clears a name that is left out beside settings.
      String kept = agent.json().text("name").orElse("");
      String wanted = Optional.ofNullable(name).orElse(kept);
      var settings = new JsonObject().put("email", agent.json().text("email"));
      settings.put("app_password", password).put("imap_profile", Optional.ofNullable(profile));
      if (disabled != null) {
        List<String> named = disabled.stream().filter(given -> !given.isEmpty()).toList();
        settings.putTexts("imap_disabled_capabilities", named);
      }
      var request = new JsonObject().put("settings", settings);
      request.put("name", Optional.of(wanted).filter(text -> name != null || !text.isEmpty()));
      Agent updated = new Agent(ApiClient.data(client.patch(agent.path(), request)));
      show(format, updated, password.filter(_ -> "".equals(appPassword)));
    }
  }

  @Command(
      name = "move",
      description = "Put an account into another workspace.",
      footer = "Example: postern agent account move support@agents.localhost --workspace Support")
  void move(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ACCOUNT", description = WHICH) String account,
      @Option(
              names = "--workspace",
              required = true,
              paramLabel = "WORKSPACE",
              description = "The workspace's id or name.")
          String workspace) {
    try (ApiClient client = server.client()) {
      Agent agent = Accounts.find(client, account);
      JsonBody target = Resource.WORKSPACE.find(client, workspace);
      var request = new JsonObject().putTexts("assign_grants", List.of(agent.id()));
      client.post(Resource.WORKSPACE.path(Output.id(target)) + "/manual-assign", request);
      Agent moved = Accounts.find(client, agent.id());
      new Output(terminal, format)
          .one(moved.json(), () -> agent.email() + " is in " + Shown.text(target, "name"));
    }
  }

  @Command(
      name = "block",
      description = "Stop an account at once: it sends nothing and nobody signs in to it.",
      footer = "Example: postern agent account block support@agents.localhost")
  void block(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ACCOUNT", description = WHICH) String account) {
    setBlocked(server, format, account, true);
  }

  @Command(
      name = "unblock",
      description = "Let an account work again.",
      footer = "Example: postern agent account unblock support@agents.localhost")
  void unblock(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ACCOUNT", description = WHICH) String account) {
    setBlocked(server, format, account, false);
  }

  private void setBlocked(ServerOptions server, Format format, String account, boolean blocked) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      Agent agent = Accounts.find(client, account);
      var request = new JsonObject().put("blocked", blocked);
      Agent now = new Agent(ApiClient.data(client.patch(agent.path(), request)));
      output.one(now.json(), () -> now.email() + " is " + now.status(output));
    }
  }

  @Command(
      name = "delete",
      description = "Delete an account and its mail, for good.",
      footer = "Example: postern agent account delete support@agents.localhost --yes")
  void delete(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin Consent consent,
      @Parameters(paramLabel = "ACCOUNT", description = WHICH) String account) {
    try (ApiClient client = server.client()) {
      Agent agent = Accounts.find(client, account);
      consent.ask(terminal, "Delete " + agent.email() + " and its mail, for good?");
      client.delete(agent.path());
      new Output(terminal, format).one(agent.json(), () -> "deleted " + agent.email());
    }
  }
}
