package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern email …`: one account's mail.
@Command(
    name = "email",
    description = "Send, list, read, search, answer, mark, move and delete mail.",
    footer = "Example: postern email list --unread")
final class EmailCommand {
  private static final String WHICH = "The mail's id.";
  private static final String WHICH_ONES = "The mails' ids.";
  private static final String MOST = "How many at most; default: ${DEFAULT-VALUE}.";

  private final Terminal terminal;

  EmailCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List mail, the newest first.",
      footer = "Example: postern email list --agent support@agents.localhost --unread")
  void list(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin AgentOption agent,
      @Option(
              names = {"-l", "--limit"},
              paramLabel = "N",
              defaultValue = "10",
              description = MOST)
          int limit,
      @Option(
              names = {"-u", "--unread"},
              description = "Only what is unread.")
          boolean unread,
      @Option(names = "--starred", description = "Only what is starred.") boolean starred,
      @Option(
              names = {"-f", "--from"},
              paramLabel = "ADDRESS",
              description = "Only what is from there.")
          @Nullable String from,
      @Option(
              names = {"-s", "--subject"},
              paramLabel = "TEXT",
              description = "Only with this in the subject.")
          @Nullable String subject,
      @Option(
              names = "--folder",
              paramLabel = "FOLDER",
              defaultValue = "inbox",
              description = "The folder's name or id; default: ${DEFAULT-VALUE}.")
          String folder,
      @Option(names = "--all-folders", description = "In every folder.") boolean all) {
    try (ApiClient client = server.client()) {
      Agent owner = agent.find(client);
      var query = new ArrayList<String>();
      if (!all) {
        query.add("in=" + ApiClient.encode(Folders.id(client, owner, folder)));
      }
      if (unread) {
        query.add("unread=true");
      }
      if (starred) {
        query.add("starred=true");
      }
      if (from != null) {
        query.add("from=" + ApiClient.encode(from));
      }
      if (subject != null) {
        query.add("subject=" + ApiClient.encode(subject));
      }
      show(format, Listing.some(client, messages(owner) + query(query), limit));
    }
  }

  private static String query(List<String> parts) {
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private void show(Format format, List<JsonBody> mails) {
    var output = new Output(terminal, format);
    output.all(mails, () -> mails.isEmpty() ? "no mail" : MailText.table(mails, output));
  }

  @Command(
      name = "search",
      description = "Find mail by words: AND, OR, -word, \"a phrase\" and parentheses.",
      footer = "Example: postern email search 'invoice -draft'")
  void search(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin AgentOption agent,
      @Parameters(paramLabel = "WORDS", description = "What to look for.") String words,
      @Option(
              names = {"-l", "--limit"},
              paramLabel = "N",
              defaultValue = "10",
              description = MOST)
          int limit) {
    try (ApiClient client = server.client()) {
      String path =
          messages(agent.find(client)) + "?search_query_native=" + ApiClient.encode(words);
      show(format, Listing.some(client, path, limit));
    }
  }

  @Command(
      name = "read",
      description = "Show a mail.",
      footer = "Example: postern email read 5d2f7c1e-8f2c-4d2b-a4a1-92a9f0a3a3b1")
  void read(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin AgentOption agent,
      @Parameters(paramLabel = "MESSAGE", description = WHICH) String id,
      @Option(
              names = {"-r", "--mark-read"},
              description = "It is read from now on.")
          boolean markRead) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      String path = messages(agent.find(client)) + "/" + ApiClient.encode(id);
      JsonBody mail = ApiClient.data(client.get(path));
      output.one(mail, () -> MailText.whole(mail, output));
      if (markRead) {
        client.put(path, new JsonObject().put("unread", false));
      }
    }
  }

  enum Mark {
    READ("unread", false),
    UNREAD("unread", true),
    STARRED("starred", true),
    UNSTARRED("starred", false);

    private final String member;
    private final boolean value;

    Mark(String member, boolean value) {
      this.member = member;
      this.value = value;
    }

    /// Returns the word that is typed.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Command(
      name = "mark",
      description = "Mark mails as read, unread, starred or unstarred.",
      footer = "Example: postern email mark read 5d2f7c1e-8f2c-4d2b-a4a1-92a9f0a3a3b1")
  void mark(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin AgentOption agent,
      @Parameters(
              index = "0",
              paramLabel = "read|unread|starred|unstarred",
              description = "As what.")
          Mark mark,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "MESSAGE", description = WHICH_ONES)
          List<String> ids) {
    JsonObject change = new JsonObject().put(mark.member, mark.value);
    try (ApiClient client = server.client()) {
      show(format, changed(client, agent.find(client), ids, change));
    }
  }

  @Command(
      name = "move",
      description = "Move mails to a folder.",
      footer = "Example: postern email move --folder archive 5d2f7c1e-8f2c-4d2b-a4a1-92a9f0a3a3b1")
  void move(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin AgentOption agent,
      @Parameters(arity = "1..*", paramLabel = "MESSAGE", description = WHICH_ONES)
          List<String> ids,
      @Option(
              names = {"-f", "--folder"},
              required = true,
              paramLabel = "FOLDER",
              description = "The folder's name or id.")
          String folder) {
    try (ApiClient client = server.client()) {
      Agent owner = agent.find(client);
      JsonObject change =
          new JsonObject().putTexts("folders", List.of(Folders.id(client, owner, folder)));
      show(format, changed(client, owner, ids, change));
    }
  }

  @Command(
      name = "delete",
      description = "Move mails to the trash; mails in the trash go for good.",
      footer = "Example: postern email delete 5d2f7c1e-8f2c-4d2b-a4a1-92a9f0a3a3b1")
  void delete(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin AgentOption agent,
      @Parameters(arity = "1..*", paramLabel = "MESSAGE", description = WHICH_ONES)
          List<String> ids) {
    try (ApiClient client = server.client()) {
      Agent owner = agent.find(client);
      for (String id : ids) {
        client.delete(messages(owner) + "/" + ApiClient.encode(id));
        new Output(terminal, format).done(id, "deleted " + id);
      }
    }
  }

  private static List<JsonBody> changed(
      ApiClient client, Agent owner, List<String> ids, JsonObject change) {
    return ids.stream()
        .map(id -> client.put(messages(owner) + "/" + ApiClient.encode(id), change))
        .map(ApiClient::data)
        .toList();
  }

  private static String messages(Agent owner) {
    return owner.path() + "/messages";
  }
}
