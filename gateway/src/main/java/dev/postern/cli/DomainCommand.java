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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern domain …`: the domains whose addresses live here, through the API.
@Command(
    name = "domain",
    description = "Add, list, show, verify and remove domains; print their DNS records.",
    footer = "Example: postern domain list")
final class DomainCommand {
  static final String DOMAINS = "/v3/admin/domains";
  private static final String WHICH = "The domain's name or id.";
  private static final List<String> CHECKS =
      List.of("ownership", "mx", "spf", "dkim", "feedback", "dmarc", "arc");

  private final Terminal terminal;

  DomainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "add",
      description = "Add a domain, and print the records to publish.",
      footer = "Example: postern domain add shop.example.com")
  void add(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "DOMAIN", description = "Its name in the DNS.") String domain,
      @Option(names = "--name", paramLabel = "NAME", description = "What people call it.")
          @Nullable String name) {
    JsonObject request =
        new JsonObject().put("domain_address", domain).put("name", Optional.ofNullable(name));
    try (ApiClient client = server.client()) {
      JsonBody made = data(client.post(DOMAINS, request));
      new Output(terminal, format)
          .one(
              made,
              () ->
                  "added "
                      + text(made, "domain_address")
                      + "\n"
                      + table(data(client.get(path(domain) + "/records"))));
    }
  }

  @Command(
      name = "list",
      description = "List the domains and what is verified of them.",
      footer = "Example: postern domain list")
  void list(@Mixin ServerOptions server, @Mixin Format format) {
    try (ApiClient client = server.client()) {
      List<JsonBody> domains = Listing.all(client, DOMAINS);
      new Output(terminal, format).all(domains, () -> standing(domains));
    }
  }

  private static Table standing(List<JsonBody> domains) {
    Table table = new Table("DOMAIN", "KIND", "VERIFIED", "MISSING");
    domains.forEach(domain ->
        table.row(
            text(domain, "domain_address"),
            kind(domain),
            checks(domain, true),
            checks(domain, false)));
    return table;
  }

  private static String kind(JsonBody domain) {
    return domain.flag("configured").orElse(false)
        ? "configured"
        : domain.flag("branded").orElse(false) ? "trial" : "own";
  }

  private static String checks(JsonBody domain, boolean verified) {
    List<String> named =
        CHECKS.stream()
            .filter(check -> domain.flag("verified_" + check).orElse(false) == verified)
            .toList();
    return named.isEmpty() ? "-" : String.join(",", named);
  }

  @Command(
      name = "show",
      description = "Show a domain and how it stands with its records.",
      footer = "Example: postern domain show shop.example.com")
  void show(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "DOMAIN", description = WHICH) String domain) {
    try (ApiClient client = server.client()) {
      JsonBody shown = data(client.get(path(domain)));
      new Output(terminal, format).one(shown, () -> described(client, shown, domain));
    }
  }

  private static String described(ApiClient client, JsonBody shown, String domain) {
    String head = text(shown, "domain_address") + "  " + kind(shown) + "  " + text(shown, "id");
    String rest = shown.text("catch_all").map(grant -> "\ncatch-all: " + grant).orElse("");
    return head + rest + "\n" + checks(states(client, domain, CHECKS, "info"), CHECKS);
  }

  @Command(
      name = "verify",
      description = "Look for a domain's records now.",
      footer = "Example: postern domain verify shop.example.com mx")
  int verify(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(index = "0", paramLabel = "DOMAIN", description = WHICH) String domain,
      @Parameters(
              index = "1..*",
              arity = "0..*",
              paramLabel = "CHECK",
              description = "ownership, mx, spf, dkim, feedback, dmarc or arc; default: all.")
          @Nullable List<String> checks) {
    try (ApiClient client = server.client()) {
      List<String> wanted = checks == null || checks.isEmpty() ? CHECKS : checks;
      List<JsonBody> states = states(client, domain, wanted, "verify");
      new Output(terminal, format).all(states, () -> checks(states, wanted));
      boolean done = true;
      for (int i = 0; i < wanted.size(); i++) {
        boolean recommended = wanted.get(i).equals("dmarc") || wanted.get(i).equals("arc");
        done &= recommended || text(states.get(i), "status").equals("done");
      }
      return done ? 0 : Cli.FAILED;
    }
  }

  private static List<JsonBody> states(
      ApiClient client, String domain, List<String> checks, String how) {
    return checks.stream()
        .map(check ->
            data(client.post(path(domain) + "/" + how, new JsonObject().put("type", check))))
        .toList();
  }

  private static Table checks(List<JsonBody> states, List<String> checks) {
    Table table = new Table("CHECK", "STATUS", "");
    for (int i = 0; i < checks.size(); i++) {
      JsonBody state = states.get(i);
      table.row(checks.get(i), text(state, "status"), text(state, "message"));
    }
    return table;
  }

  @Command(
      name = "records",
      description = "Print the DNS records to publish for a domain.",
      footer = "Example: postern domain records shop.example.com --zone")
  void records(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "DOMAIN", description = WHICH) String domain,
      @Option(names = "--zone", description = "Print them as the text of a zone file.")
          boolean zone) {
    try (ApiClient client = server.client()) {
      JsonBody records = data(client.get(path(domain) + "/records"));
      new Output(terminal, format)
          .one(
              records,
              () -> zone ? records.text("zone").orElse("").stripTrailing() : table(records));
    }
  }

  private static String table(JsonBody records) {
    List<JsonBody> all = records.objects("records").orElse(List.of());
    if (all.isEmpty()) {
      return "this domain needs no DNS records";
    }
    Table table = new Table("CHECK", "STATUS", "NEED", "NAME", "TYPE", "VALUE");
    for (JsonBody record : all) {
      table.row(
          text(record, "check"),
          text(record, "status"),
          text(record, "need"),
          text(record, "name"),
          text(record, "type"),
          text(record, "value"));
    }
    return table.toString();
  }

  @Command(
      name = "rotate",
      description = "Make new DKIM keys; they sign once their records are published.",
      footer = "Example: postern domain rotate shop.example.com")
  void rotate(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "DOMAIN", description = WHICH) String domain) {
    try (ApiClient client = server.client()) {
      JsonBody records = data(client.post(path(domain) + "/dkim/rotate", new JsonObject()));
      new Output(terminal, format).one(records, () -> table(records));
    }
  }

  @Command(
      name = "remove",
      description = "Remove a domain without accounts.",
      footer = "Example: postern domain remove shop.example.com")
  void remove(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "DOMAIN", description = WHICH) String domain) {
    try (ApiClient client = server.client()) {
      client.delete(path(domain));
      new Output(terminal, format).done(domain, "removed " + domain);
    }
  }

  static String path(String domain) {
    return DOMAINS + "/" + encode(domain);
  }

  private static JsonBody data(JsonBody answer) {
    return ApiClient.data(answer);
  }

  private static String text(JsonBody json, String name) {
    return Shown.text(json, name);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
