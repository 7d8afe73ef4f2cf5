package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern queue …`: mail that waits to be sent, or could not be.
@Command(
    name = "queue",
    description = "List, show, retry and drop mail that waits to be sent.",
    footer = "Example: postern queue list")
final class QueueCommand {
  private static final String QUEUE = "/v3/admin/queue";

  private final Terminal terminal;

  QueueCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List mails, the last queued first.",
      footer = "Example: postern queue list --status failed")
  void list(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only mail to it.")
          @Nullable String domain,
      @Option(names = "--grant", paramLabel = "ID", description = "Only mail of this agent.")
          @Nullable String grant,
      @Option(
              names = "--status",
              paramLabel = "waiting|failed",
              description = "Only mail with such recipients.")
          @Nullable String status,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "How many at most; default: ${DEFAULT-VALUE}.")
          int limit) {
    StringBuilder query = new StringBuilder();
    add(query, "domain", domain);
    add(query, "grant_id", grant);
    add(query, "status", status);
    List<JsonBody> mails;
    try (ApiClient client = server.client()) {
      mails = Listing.some(client, QUEUE + query.toString().replaceFirst("&", "?"), limit);
    }
    new Output(terminal, format).all(mails, () -> table(mails));
  }

  private static Table table(List<JsonBody> mails) {
    Table table = new Table("ID", "QUEUED", "FROM", "TO", "WAITING", "FAILED", "NEXT", "WHY");
    mails.forEach(mail -> row(table, mail));
    return table;
  }

  @Command(
      name = "show",
      description = "Show a mail and how its recipients fare.",
      footer = "Example: postern queue show 42")
  void show(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ID", description = "The mail's id in the queue.") String id) {
    JsonBody mail;
    try (ApiClient client = server.client()) {
      mail = client.get(QUEUE + "/" + encode(id)).object("data").orElseThrow();
    }
    new Output(terminal, format).one(mail, () -> described(mail));
  }

  private static String described(JsonBody mail) {
    Table table = new Table("TO", "STATUS", "TRIES", "LAST", "NEXT", "SERVER", "WHY");
    for (JsonBody each : recipients(mail)) {
      table.row(
          text(each, "email"),
          text(each, "status"),
          Long.toString(each.number("attempts").orElse(0L)),
          time(each, "last_attempt_at"),
          time(each, "next_attempt_at"),
          text(each, "remote"),
          text(each, "diagnostic"));
    }
    return "mail %s from %s, %d octets, queued %s, given up %s%n%s"
        .formatted(
            text(mail, "id"),
            from(mail),
            mail.number("size").orElse(0L),
            time(mail, "queued_at"),
            time(mail, "expires_at"),
            table);
  }

  @Command(
      name = "retry",
      description = "Try a mail, or all mail to a domain, now.",
      footer = "Example: postern queue retry --domain example.com")
  void retry(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ID", arity = "0..1", description = "The mail's id in the queue.")
          @Nullable String id,
      @Option(names = "--domain", paramLabel = "DOMAIN", description = "All mail to it.")
          @Nullable String domain) {
    try (ApiClient client = server.client()) {
      JsonBody answer =
          id != null && domain == null
              ? client.post(QUEUE + "/" + encode(id) + "/retry", new JsonObject())
              : client.post(
                  QUEUE + "/retry", new JsonObject().put("domain", onlyDomain(id, domain)));
      new Output(terminal, format).one(answer, () -> "put forward: " + count(answer));
    }
  }

  @Command(
      name = "drop",
      description = "Take a mail, or all mail to a domain, out of the queue.",
      footer = "Example: postern queue drop 42 --bounce")
  void drop(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ID", arity = "0..1", description = "The mail's id in the queue.")
          @Nullable String id,
      @Option(names = "--domain", paramLabel = "DOMAIN", description = "All mail to it.")
          @Nullable String domain,
      @Option(names = "--bounce", description = "Tell the senders that it failed.")
          boolean bounce) {
    String path =
        id != null && domain == null
            ? "/" + encode(id) + "?"
            : "?domain=" + encode(onlyDomain(id, domain)) + "&";
    try (ApiClient client = server.client()) {
      JsonBody answer = client.delete(QUEUE + path + "bounce=" + bounce);
      new Output(terminal, format).one(answer, () -> "dropped: " + count(answer));
    }
  }

  private static String onlyDomain(@Nullable String id, @Nullable String domain) {
    if (domain == null || id != null) {
      throw new CommandFailure("name either a mail or --domain");
    }
    return domain;
  }

  private static String count(JsonBody answer) {
    long count = answer.object("data").flatMap(data -> data.number("recipients")).orElse(0L);
    return count + (count == 1 ? " recipient" : " recipients");
  }

  private static void add(StringBuilder query, String name, @Nullable String value) {
    if (value != null) {
      query.append('&').append(name).append('=').append(encode(value));
    }
  }

  private static void row(Table table, JsonBody mail) {
    List<JsonBody> to = recipients(mail);
    long all = mail.number("waiting").orElse(0L) + mail.number("failed").orElse(0L);
    String first = to.isEmpty() ? "" : text(to.getFirst(), "email");
    table.row(
        text(mail, "id"),
        time(mail, "queued_at"),
        from(mail),
        first + (all > 1 ? " +" + (all - 1) : ""),
        Long.toString(mail.number("waiting").orElse(0L)),
        Long.toString(mail.number("failed").orElse(0L)),
        to.isEmpty() ? "" : time(to.getFirst(), "next_attempt_at"),
        to.isEmpty() ? "" : text(to.getFirst(), "diagnostic"));
  }

  private static List<JsonBody> recipients(JsonBody mail) {
    return mail.objects("recipients").orElse(List.of());
  }

  private static String from(JsonBody mail) {
    return mail.text("sender").filter(sender -> !sender.isEmpty()).orElse("<>");
  }

  private static String text(JsonBody json, String name) {
    return Shown.text(json, name);
  }

  private static String time(JsonBody json, String name) {
    return json.number(name).map(Instant::ofEpochSecond).map(Instant::toString).orElse("");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
