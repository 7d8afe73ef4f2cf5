package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `postern alias …`: further addresses of accounts, and who gets the rest of a domain's mail.
@Command(
    name = "alias",
    description = "Give accounts further addresses, list and remove them.",
    footer = "Example: postern alias list agents.localhost")
final class AliasCommand {
  private static final String ADDRESS = "The further address, in a domain of the server.";
  private static final String ACCOUNT = "The account's address or id.";

  private final Terminal terminal;

  AliasCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "add",
      description = "Give an account a further address.",
      footer = "Example: postern alias add sales@agents.localhost support@agents.localhost")
  void add(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(index = "0", paramLabel = "ADDRESS", description = ADDRESS) String address,
      @Parameters(index = "1", paramLabel = "ACCOUNT", description = ACCOUNT) String account) {
    try (ApiClient client = server.client()) {
      Agent agent = Accounts.find(client, account);
      client.post(
          aliases(address), new JsonObject().put("address", address).put("grant_id", agent.id()));
      new Output(terminal, format).done(address, address + " is " + agent.email());
    }
  }

  @Command(
      name = "list",
      description = "List the further addresses in a domain.",
      footer = "Example: postern alias list agents.localhost")
  void list(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "DOMAIN", description = "The domain's name or id.") String domain) {
    try (ApiClient client = server.client()) {
      List<JsonBody> all =
          client.get(DomainCommand.path(domain) + "/aliases").objects("data").orElse(List.of());
      new Output(terminal, format).all(all, () -> table(client, all));
    }
  }

  private static Table table(ApiClient client, List<JsonBody> all) {
    Table table = new Table("ADDRESS", "ACCOUNT");
    for (JsonBody alias : all) {
      String grant = alias.text("grant_id").orElse("");
      table.row(Shown.text(alias, "address"), Accounts.find(client, grant).email());
    }
    return table;
  }

  @Command(
      name = "remove",
      description = "Take a further address away.",
      footer = "Example: postern alias remove sales@agents.localhost")
  void remove(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ADDRESS", description = ADDRESS) String address) {
    try (ApiClient client = server.client()) {
      client.delete(aliases(address) + "/" + URLEncoder.encode(address, StandardCharsets.UTF_8));
      new Output(terminal, format).done(address, "removed " + address);
    }
  }

  @Command(
      name = "catch-all",
      description = "Say who gets the mail to addresses of a domain that nobody has.",
      footer = "Example: postern alias catch-all agents.localhost support@agents.localhost")
  void catchAll(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(index = "0", paramLabel = "DOMAIN", description = "The domain's name or id.")
          String domain,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "ACCOUNT",
              description = "The account's address or id; without it, such mail is refused.")
          @Nullable String account) {
    try (ApiClient client = server.client()) {
      Optional<Agent> agent = Optional.ofNullable(account).map(name -> Accounts.find(client, name));
      client.put(
          DomainCommand.path(domain),
          new JsonObject().put("catch_all", agent.map(Agent::id).orElse("")));
      String told =
          agent
              .map(one -> one.email() + " gets the rest of the mail to " + domain)
              .orElse("mail to other addresses of " + domain + " is refused");
      new Output(terminal, format).done(domain, told);
    }
  }

  private static String aliases(String address) {
    int at = address.lastIndexOf('@');
    if (at < 0) {
      throw new CommandFailure(address + " is no address");
    }
    return DomainCommand.path(address.substring(at + 1)) + "/aliases";
  }
}
