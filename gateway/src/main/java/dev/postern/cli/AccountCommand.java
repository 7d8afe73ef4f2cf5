package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern agent account …`: makes, lists, shows, changes and deletes agents' accounts through the
/// API.
@Command(name = "account", description = "Make, list, show, change and delete accounts.")
final class AccountCommand {
  private static final int PAGE = 200;
  private static final String JSON = "Print JSON.";
  private static final String WHICH = "The account's address or id.";

  private final PrintWriter out;

  AccountCommand(PrintWriter out) {
    this.out = out;
  }

  @Command(name = "create", description = "Make an account.")
  void create(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "EMAIL", description = "Its address, in a domain of the server.")
          String email,
      @Option(names = "--name", paramLabel = "NAME", description = "Its name in From.")
          @Nullable String name,
      @Option(
              names = "--app-password",
              arity = "0..1",
              fallbackValue = "",
              paramLabel = "PASSWORD",
              description = "Let mail clients sign in; without a value one is made and printed.")
          @Nullable String appPassword,
      @Option(names = "--json", description = JSON) boolean json) {
    var settings = new JsonObject().put("email", email);
    var request = new JsonObject().put("provider", "nylas").put("settings", settings);
    boolean made = appPassword != null && appPassword.isEmpty();
    String password = made ? AppPassword.generate() : appPassword;
    if (password != null) {
      settings.put("app_password", password);
    }
    if (name != null) {
      request.put("name", name);
    }
    try (ApiClient client = server.client()) {
      Agent agent = Agent.of(data(client.post("/v3/connect/custom", request)));
      JsonObject shown = agent.json();
      if (made && password != null) {
        shown.put("app_password", password);
      }
      out.println(json ? shown.toString() : agent.line());
      if (made && !json) {
        out.println("app password: " + password);
      }
    }
  }

  @Command(name = "list", description = "List the accounts, newest first.")
  void list(
      @Mixin ServerOptions server, @Option(names = "--json", description = JSON) boolean json) {
    var agents = new ArrayList<Agent>();
    try (ApiClient client = server.client()) {
      List<JsonBody> page;
      do {
        String path = "/v3/grants?limit=" + PAGE + "&offset=" + agents.size();
        page = client.get(path).objects("data").orElse(List.of());
        page.forEach(grant -> agents.add(Agent.of(grant)));
      } while (page.size() == PAGE);
    }
    if (json) {
      out.println(
          agents.stream()
              .map(agent -> agent.json().toString())
              .collect(Collectors.joining(",\n ", "[", "]")));
    } else {
      agents.forEach(agent -> out.println(agent.line()));
    }
  }

  @Command(name = "get", description = "Show an account.")
  void get(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "ACCOUNT", description = WHICH) String account,
      @Option(names = "--json", description = JSON) boolean json) {
    try (ApiClient client = server.client()) {
      Agent agent = find(client, account);
      out.println(json ? agent.json().toString() : agent.line());
    }
  }

  @Command(name = "update", description = "Change an account; what is not named stays.")
  void update(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "ACCOUNT", description = WHICH) String account,
      @Option(names = "--name", paramLabel = "NAME", description = "Its name in From.")
          @Nullable String name,
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
          @Nullable List<String> disabled,
      @Option(names = "--json", description = JSON) boolean json) {
    try (ApiClient client = server.client()) {
      Agent agent = find(client, account);
      var settings = new JsonObject().put("email", agent.email());
      var request = new JsonObject().put("settings", settings);
      Optional.ofNullable(name).ifPresent(given -> request.put("name", given));
      Optional.ofNullable(profile).ifPresent(given -> settings.put("imap_profile", given));
      if (disabled != null) {
        List<String> named = disabled.stream().filter(given -> !given.isEmpty()).toList();
        settings.putTexts("imap_disabled_capabilities", named);
      }
      Agent updated = Agent.of(data(client.patch("/v3/grants/" + encode(agent.id()), request)));
      out.println(json ? updated.json().toString() : updated.line());
    }
  }

  @Command(name = "delete", description = "Delete an account and its mail, for good.")
  void delete(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "ACCOUNT", description = WHICH) String account,
      @Option(names = "--json", description = JSON) boolean json) {
    try (ApiClient client = server.client()) {
      Agent agent = find(client, account);
      client.delete("/v3/grants/" + encode(agent.id()));
      out.println(json ? agent.json().toString() : "deleted " + agent.line());
    }
  }

  static Agent find(ApiClient client, String account) {
    if (!account.contains("@")) {
      return Agent.of(data(client.get("/v3/grants/" + encode(account))));
    }
    return client
        .get("/v3/grants?email=" + encode(account))
        .objects("data")
        .orElse(List.of())
        .stream()
        .map(Agent::of)
        .findFirst()
        .orElseThrow(() -> new CommandFailure("there is no account " + account));
  }

  private static JsonBody data(JsonBody answer) {
    return answer
        .object("data")
        .orElseThrow(() -> new CommandFailure("the answer is not of a v3 API"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
