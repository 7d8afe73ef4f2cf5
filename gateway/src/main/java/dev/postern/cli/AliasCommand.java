package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern alias …`: further addresses of accounts, and who gets the rest of a domain's mail.
@Command(name = "alias", description = "Give accounts further addresses, list and remove them.")
final class AliasCommand {
  private static final String ADDRESS = "The further address, in a domain of the server.";
  private static final String ACCOUNT = "The account's address or id.";

  private final PrintWriter out;

  AliasCommand(PrintWriter out) {
    this.out = out;
  }

  @Command(name = "add", description = "Give an account a further address.")
  void add(
      @Mixin ServerOptions server,
      @Parameters(index = "0", paramLabel = "ADDRESS", description = ADDRESS) String address,
      @Parameters(index = "1", paramLabel = "ACCOUNT", description = ACCOUNT) String account) {
    try (ApiClient client = server.client()) {
      Agent agent = AccountCommand.find(client, account);
      client.post(
          aliases(address), new JsonObject().put("address", address).put("grant_id", agent.id()));
      out.println(address + " is " + agent.email());
    }
  }

  @Command(name = "list", description = "List the further addresses in a domain.")
  void list(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "DOMAIN", description = "The domain's name or id.") String domain,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (ApiClient client = server.client()) {
      List<JsonBody> all =
          client.get(DomainCommand.path(domain) + "/aliases").objects("data").orElse(List.of());
      if (json) {
        out.println("[" + String.join(",", all.stream().map(JsonBody::canonical).toList()) + "]");
        return;
      }
      Table table = new Table("ADDRESS", "ACCOUNT");
      for (JsonBody alias : all) {
        String grant = alias.text("grant_id").orElse("");
        table.row(alias.text("address").orElse(""), AccountCommand.find(client, grant).email());
      }
      out.println(table);
    }
  }

  @Command(name = "remove", description = "Take a further address away.")
  void remove(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "ADDRESS", description = ADDRESS) String address) {
    try (ApiClient client = server.client()) {
      client.delete(aliases(address) + "/" + URLEncoder.encode(address, StandardCharsets.UTF_8));
      out.println("removed " + address);
    }
  }

  @Command(
      name = "catch-all",
      description = "Say who gets the mail to addresses of a domain that nobody has.")
  void catchAll(
      @Mixin ServerOptions server,
      @Parameters(index = "0", paramLabel = "DOMAIN", description = "The domain's name or id.")
          String domain,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "ACCOUNT",
              description = "The account's address or id; without it, such mail is refused.")
          @Nullable String account) {
    try (ApiClient client = server.client()) {
      Optional<Agent> agent =
          Optional.ofNullable(account).map(name -> AccountCommand.find(client, name));
      client.put(
          DomainCommand.path(domain),
          new JsonObject().put("catch_all", agent.map(Agent::id).orElse("")));
      out.println(
          agent
              .map(one -> one.email() + " gets the rest of the mail to " + domain)
              .orElse("mail to other addresses of " + domain + " is refused"));
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
