package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern approval …`: mail that agents want to send and that waits for consent.
@Command(
    name = "approval",
    description = "List, show, approve and refuse mail that waits for consent.",
    footer = "Example: postern approval list")
final class ApprovalCommand {
  private static final String APPROVALS = "/v3/approvals";
  private static final String ID = "The approval's id, as `list` shows it.";

  private final Terminal terminal;

  ApprovalCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List mails, newest first.",
      footer = "Example: postern approval list --status all")
  void list(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Option(
              names = "--status",
              paramLabel = "pending|approved|refused|superseded|all",
              defaultValue = "pending",
              description = "Only such mails; default: ${DEFAULT-VALUE}.")
          String status,
      @Option(names = "--grant", paramLabel = "ID", description = "Only mail of this agent.")
          @Nullable String grant,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "How many at most; default: ${DEFAULT-VALUE}.")
          int limit) {
    String only =
        (status.equals("all") ? "" : "&status=" + ApiClient.encode(status))
            + (grant == null ? "" : "&grant_id=" + ApiClient.encode(grant));
    try (ApiClient client = server.client()) {
      List<JsonBody> mails = Listing.some(client, APPROVALS + only.replaceFirst("&", "?"), limit);
      new Output(terminal, format).all(mails, () -> table(mails));
    }
  }

  @Command(
      name = "show",
      description = "Show a mail, and everybody who would get it.",
      footer = "Example: postern approval show ID")
  void show(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ID", description = ID) String id) {
    try (ApiClient client = server.client()) {
      JsonBody mail = ApiClient.data(client.get(APPROVALS + "/" + ApiClient.encode(id)));
      new Output(terminal, format).one(mail, () -> described(mail));
    }
  }

  @Command(
      name = "approve",
      description = "Send a mail, now or at the time it asked for.",
      footer = "Example: postern approval approve ID --hash HASH")
  void approve(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ID", description = ID) String id,
      @Option(
              names = "--hash",
              paramLabel = "HASH",
              description = "Only if it is the mail that `show` showed with this hash.")
          @Nullable String hash) {
    JsonObject body = new JsonObject().put("content_hash", Optional.ofNullable(hash));
    decide(server, format, ApiClient.encode(id) + "/approve", body);
  }

  @Command(
      name = "refuse",
      description = "Refuse a mail; its draft stays.",
      footer = "Example: postern approval refuse ID --reason \"not so rude\"")
  void refuse(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ID", description = ID) String id,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
          @Nullable String reason) {
    JsonObject body = new JsonObject().put("reason", Optional.ofNullable(reason));
    decide(server, format, ApiClient.encode(id) + "/refuse", body);
  }

  private void decide(ServerOptions server, Format format, String path, JsonObject body) {
    try (ApiClient client = server.client()) {
      JsonBody mail = ApiClient.data(client.post(APPROVALS + "/" + path, body));
      new Output(terminal, format).one(mail, () -> decided(mail));
    }
  }

  private static String decided(JsonBody mail) {
    String then =
        mail.text("schedule_id").map(id -> ", goes out at its time as schedule " + id).orElse("");
    return text(mail, "status") + " " + text(mail, "id") + then;
  }

  private static String described(JsonBody mail) {
    List<String> to = mail.texts("recipients").orElse(List.of());
    return Output.labelled(
        "",
        "Approval",
        text(mail, "id"),
        "Status",
        text(mail, "status"),
        "Reason",
        text(mail, "reason"),
        "Created",
        time(mail, "created_at"),
        "Send at",
        time(mail, "send_at"),
        "Decided",
        time(mail, "decided_at"),
        "Sender",
        text(mail, "sender"),
        "Recipients",
        printable(String.join(", ", to)),
        "Subject",
        text(mail, "subject"),
        "Text",
        text(mail, "snippet"),
        "Agent",
        text(mail, "grant_id"),
        "Draft",
        text(mail, "draft_id"),
        "Message",
        text(mail, "message_id"),
        "Schedule",
        text(mail, "schedule_id"),
        "Hash",
        text(mail, "content_hash"));
  }

  private static Table table(List<JsonBody> mails) {
    Table table = new Table("ID", "CREATED", "STATUS", "FROM", "TO", "SUBJECT");
    for (JsonBody mail : mails) {
      List<String> to = mail.texts("recipients").orElse(List.of());
      String first = to.isEmpty() ? "" : printable(to.getFirst());
      table.row(
          text(mail, "id"),
          time(mail, "created_at"),
          text(mail, "status"),
          text(mail, "sender"),
          first + (to.size() > 1 ? " +" + (to.size() - 1) : ""),
          text(mail, "subject"));
    }
    return table;
  }

  private static String text(JsonBody json, String name) {
    return printable(json.text(name).orElse(""));
  }

  // An agent wrote it: nothing in it may move the cursor over what is to be approved.
  private static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          int type = Character.getType(c);
          boolean hidden = type == Character.CONTROL || type == Character.FORMAT;
          safe.appendCodePoint(hidden ? 0xFFFD : c);
        });
    return safe.toString();
  }

  private static String time(JsonBody json, String name) {
    return json.number(name).map(Instant::ofEpochSecond).map(Instant::toString).orElse("");
  }
}
