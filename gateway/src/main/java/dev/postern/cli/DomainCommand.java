package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    description = "Add, list, show, verify and remove domains; print their DNS records.")
final class DomainCommand {
  static final String DOMAINS = "/v3/admin/domains";
  private static final String JSON = "Print JSON.";
  private static final String WHICH = "The domain's name or id.";
  private static final List<String> CHECKS =
      List.of("ownership", "mx", "spf", "dkim", "feedback", "dmarc", "arc");

  private final PrintWriter out;

  DomainCommand(PrintWriter out) {
    this.out = out;
  }

  @Command(name = "add", description = "Add a domain, and print the records to publish.")
  void add(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "DOMAIN", description = "Its name in the DNS.") String domain,
      @Option(names = "--name", paramLabel = "NAME", description = "What people call it.")
          @Nullable String name,
      @Option(names = "--json", description = JSON) boolean json) {
    JsonObject request =
        new JsonObject().put("domain_address", domain).put("name", Optional.ofNullable(name));
    try (ApiClient client = server.client()) {
      JsonBody made = data(client.post(DOMAINS, request));
      if (json) {
        out.println(made.canonical());
      } else {
        out.println("added " + text(made, "domain_address"));
        print(data(client.get(path(domain) + "/records")), false);
      }
    }
  }

  @Command(name = "list", description = "List the domains and what is verified of them.")
  void list(
      @Mixin ServerOptions server, @Option(names = "--json", description = JSON) boolean json) {
    List<JsonBody> domains = new ArrayList<>();
    try (ApiClient client = server.client()) {
      Optional<String> next = Optional.of("");
      while (next.isPresent()) {
        String from = next.get().isEmpty() ? "" : "&page_token=" + encode(next.get());
        JsonBody page = client.get(DOMAINS + "?limit=200" + from);
        domains.addAll(page.objects("data").orElse(List.of()));
        next = page.text("next_cursor");
      }
    }
    if (json) {
      out.println("[" + String.join(",", domains.stream().map(JsonBody::canonical).toList()) + "]");
      return;
    }
    Table table = new Table("DOMAIN", "KIND", "VERIFIED", "MISSING");
    domains.forEach(domain ->
        table.row(
            text(domain, "domain_address"),
            kind(domain),
            checks(domain, true),
            checks(domain, false)));
    out.println(table);
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

  @Command(name = "show", description = "Show a domain and how it stands with its records.")
  void show(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "DOMAIN", description = WHICH) String domain,
      @Option(names = "--json", description = JSON) boolean json) {
    try (ApiClient client = server.client()) {
      JsonBody shown = data(client.get(path(domain)));
      if (json) {
        out.println(shown.canonical());
        return;
      }
      out.println(text(shown, "domain_address") + "  " + kind(shown) + "  " + text(shown, "id"));
      shown.text("catch_all").ifPresent(grant -> out.println("catch-all: " + grant));
      states(client, domain, CHECKS, "info");
    }
  }

  @Command(name = "verify", description = "Look for a domain's records now.")
  int verify(
      @Mixin ServerOptions server,
      @Parameters(index = "0", paramLabel = "DOMAIN", description = WHICH) String domain,
      @Parameters(
              index = "1..*",
              arity = "0..*",
              paramLabel = "CHECK",
              description = "ownership, mx, spf, dkim, feedback, dmarc or arc; default: all.")
          @Nullable List<String> checks) {
    try (ApiClient client = server.client()) {
      List<String> wanted = checks == null || checks.isEmpty() ? CHECKS : checks;
      return states(client, domain, wanted, "verify") ? 0 : Cli.FAILED;
    }
  }

  private boolean states(ApiClient client, String domain, List<String> checks, String how) {
    Table table = new Table("CHECK", "STATUS", "");
    boolean done = true;
    for (String check : checks) {
      JsonBody state =
          data(client.post(path(domain) + "/" + how, new JsonObject().put("type", check)));
      table.row(check, text(state, "status"), text(state, "message"));
      boolean recommended = check.equals("dmarc") || check.equals("arc");
      done &= recommended || text(state, "status").equals("done");
    }
    out.println(table);
    return done;
  }

  @Command(name = "records", description = "Print the DNS records to publish for a domain.")
  void records(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "DOMAIN", description = WHICH) String domain,
      @Option(names = "--zone", description = "Print them as the text of a zone file.")
          boolean zone,
      @Option(names = "--json", description = JSON) boolean json) {
    try (ApiClient client = server.client()) {
      JsonBody records = data(client.get(path(domain) + "/records"));
      if (json) {
        out.println(records.canonical());
      } else {
        print(records, zone);
      }
    }
  }

  private void print(JsonBody records, boolean zone) {
    if (zone) {
      out.print(text(records, "zone"));
      return;
    }
    List<JsonBody> all = records.objects("records").orElse(List.of());
    if (all.isEmpty()) {
      out.println("this domain needs no DNS records");
      return;
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
    out.println(table);
  }

  @Command(
      name = "rotate",
      description = "Make new DKIM keys; they sign once their records are published.")
  void rotate(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "DOMAIN", description = WHICH) String domain) {
    try (ApiClient client = server.client()) {
      print(data(client.post(path(domain) + "/dkim/rotate", new JsonObject())), false);
    }
  }

  @Command(name = "remove", description = "Remove a domain without accounts.")
  void remove(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "DOMAIN", description = WHICH) String domain) {
    try (ApiClient client = server.client()) {
      client.delete(path(domain));
      out.println("removed " + domain);
    }
  }

  static String path(String domain) {
    return DOMAINS + "/" + encode(domain);
  }

  private static JsonBody data(JsonBody answer) {
    return answer
        .object("data")
        .orElseThrow(() -> new CommandFailure("the answer is not of a v3 API"));
  }

  private static String text(JsonBody json, String name) {
    return json.text(name).orElse("");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
