package dev.postern.cli;

import dev.postern.config.Environment;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `postern migrate`: brings accounts over from another server.
@Command(
    name = "migrate",
    description = {
      "Bring accounts, mail, lists, rules, policies and workspaces over from a v3 server.",
      "Nothing is changed there. What is here already is left as it is, so the same command can be"
          + " given again: it brings what is new, and no message twice."
    },
    footer =
        "Example: postern migrate --from https://mail.example.com --agent ann@agents.localhost")
final class MigrateCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Format format = new Format();

  @Option(names = "--from", required = true, paramLabel = "URL", description = "The other server.")
  private String from = "";

  @Option(
      names = "--api-key-stdin",
      description = "Read its API key from the input; else it is POSTERN_SOURCE_KEY.")
  private boolean keyOnInput;

  @Option(
      names = "--agent",
      paramLabel = "ADDRESS",
      description =
          "Only this account; may be repeated. Without it also lists, rules, policies and"
              + " workspaces come.")
  private List<String> agents = List.of();

  @Option(names = "--dry-run", description = "Tell what would come; change nothing.")
  private boolean dryRun;

  MigrateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String key =
        keyOnInput
            ? terminal.secret("API key of " + from).strip()
            : Environment.variable("POSTERN_SOURCE_KEY").orElse("");
    if (key.isEmpty()) {
      throw new WrongUse("the other server's API key is missing: POSTERN_SOURCE_KEY");
    }
    Migration done = new Migration(dryRun);
    try (ApiClient source = new ApiClient(from, key);
        ApiClient target = server.client()) {
      MovedRules rules = new MovedRules(source, target, done);
      if (agents.isEmpty()) {
        rules.move();
      }
      for (Agent agent : new Patience().with(() -> Accounts.all(source))) {
        if (agents.isEmpty() || agents.stream().anyMatch(agent.email()::equalsIgnoreCase)) {
          account(source, target, agent, rules, done);
        }
      }
    }
    new Output(terminal, format).one(done.json(), done::text);
    return done.failed() ? Cli.FAILED : 0;
  }

  private void account(
      ApiClient source, ApiClient target, Agent agent, MovedRules rules, Migration done) {
    Optional<Agent> there = there(target, agent);
    if (there.isEmpty() && dryRun) {
      done.made("account", agent.email());
      return;
    }
    try {
      Agent into = there.isPresent() ? there.get() : make(target, agent, rules, done);
      new MovedMail(source, target, agent, into, terminal, done).move();
    } catch (Refused refused) {
      done.failed("account " + agent.email() + ": " + refused.getMessage());
    }
  }

  private static Optional<Agent> there(ApiClient target, Agent agent) {
    return target
        .get("/v3/grants?email=" + ApiClient.encode(agent.email()))
        .objects("data")
        .orElse(List.of())
        .stream()
        .map(Agent::new)
        .findFirst();
  }

  private static Agent make(ApiClient target, Agent agent, MovedRules rules, Migration done) {
    JsonObject settings = new JsonObject().put("email", agent.email());
    JsonObject request = new JsonObject().put("provider", "nylas").put("settings", settings);
    if (!agent.name().isEmpty()) {
      request.put("name", agent.name());
    }
    rules.workspace(agent.workspace()).ifPresent(id -> request.put("workspace_id", id));
    JsonBody made = ApiClient.data(target.post("/v3/connect/custom", request));
    done.made("account", agent.email());
    done.toDo("give " + agent.email() + " an app password if mail clients use it");
    return new Agent(made);
  }
}
