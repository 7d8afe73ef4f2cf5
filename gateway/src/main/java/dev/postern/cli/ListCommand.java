package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern agent list …`: the lists of addresses and domains that rules look in.
@Command(
    name = "list",
    description = "Make, list, fill and delete lists of addresses, domains and top-level domains.",
    footer = "Example: postern agent list list")
final class ListCommand {
  private static final String WHICH = "The list's id or name.";
  private static final String ITEM = "A domain, an address or a top-level domain.";

  /// The most items of one request.
  private static final int MOST = 1000;

  private final Terminal terminal;

  ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List the lists.",
      footer = "Example: postern agent list list")
  void list(@Mixin ServerOptions server, @Mixin Format format) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      List<JsonBody> lists = Resource.LIST.all(client);
      output.all(lists, () -> table(output, lists));
    }
  }

  private static Table table(Output output, List<JsonBody> lists) {
    Table table = new Table("NAME", "TYPE", "ITEMS", "CREATED", "ID");
    lists.forEach(each ->
        table.row(
            Shown.text(each, "name"),
            Shown.text(each, "type"),
            Long.toString(count(each)),
            output.age(each, "created_at"),
            Output.id(each)));
    return table;
  }

  private static long count(JsonBody list) {
    return list.number("items_count").orElse(0L);
  }

  @Command(
      name = "get",
      description = "Show a list.",
      footer = "Example: postern agent list get 'Blocked domains'")
  void get(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "LIST", description = WHICH) String list) {
    try (ApiClient client = server.client()) {
      show(format, Resource.LIST.find(client, list));
    }
  }

  private void show(Format format, JsonBody list) {
    var output = new Output(terminal, format);
    output.one(
        list,
        () ->
            output.strong(Shown.text(list, "name"))
                + "\n"
                + Output.labelled(
                    "   ",
                    "ID",
                    Output.id(list),
                    "Description",
                    Shown.text(list, "description"),
                    "Type",
                    Shown.text(list, "type"),
                    "Items",
                    Long.toString(count(list)),
                    "Updated",
                    output.age(list, "updated_at")));
  }

  @Command(
      name = "items",
      description = "Print what is in a list.",
      footer = "Example: postern agent list items 'Blocked domains'")
  void items(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "LIST", description = WHICH) String list) {
    try (ApiClient client = server.client()) {
      String id = Output.id(Resource.LIST.find(client, list));
      List<JsonBody> items = Listing.all(client, Resource.LIST.path(id) + "/items");
      new Output(terminal, format)
          .all(
              items,
              () ->
                  String.join(
                      "\n", items.stream().map(item -> Shown.text(item, "value")).toList()));
    }
  }

  @Command(
      name = "create",
      description = "Make a list, with items or without.",
      footer =
          "Example: postern agent list create --name 'Blocked domains' --type domain"
              + " --item spam.example")
  void create(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Option(names = "--name", required = true, paramLabel = "NAME", description = "Its name.")
          String name,
      @Option(
              names = "--type",
              required = true,
              paramLabel = "domain|address|tld",
              description = "What is in it; it stays that.")
          String type,
      @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
          @Nullable String description,
      @Option(names = "--item", paramLabel = "ITEM", description = ITEM + " Repeatable.")
          @Nullable List<String> items) {
    JsonObject request =
        new JsonObject()
            .put("name", name)
            .put("type", type)
            .put("description", Optional.ofNullable(description));
    try (ApiClient client = server.client()) {
      JsonBody made = ApiClient.data(client.post(Resource.LIST.path(), request));
      show(format, items == null ? made : filled(client, made, items));
    }
  }

  // A list without what was to be in it would be taken for one that is complete.
  private static JsonBody filled(ApiClient client, JsonBody made, List<String> items) {
    try {
      return change(made, items, client::post);
    } catch (CommandFailure failure) {
      try {
        client.delete(Resource.LIST.path(Output.id(made)));
      } catch (CommandFailure second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  private static JsonBody change(
      JsonBody list, List<String> items, BiFunction<String, JsonObject, JsonBody> call) {
    JsonBody changed = list;
    for (int from = 0; from < items.size(); from += MOST) {
      var some = new ArrayList<>(items.subList(from, Math.min(items.size(), from + MOST)));
      JsonObject body = new JsonObject().putTexts("items", some);
      changed = ApiClient.data(call.apply(Resource.LIST.path(Output.id(list)) + "/items", body));
    }
    return changed;
  }

  @Command(
      name = "update",
      description = "Change a list's name or description.",
      footer = "Example: postern agent list update 'Blocked domains' --name Blocked")
  void update(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "LIST", description = WHICH) String list,
      @Option(names = "--name", paramLabel = "NAME", description = "Its new name.")
          @Nullable String name,
      @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
          @Nullable String description) {
    if (name == null && description == null) {
      throw new WrongUse("name what to change: --name or --description");
    }
    JsonObject request =
        new JsonObject()
            .put("name", Optional.ofNullable(name))
            .put("description", Optional.ofNullable(description));
    try (ApiClient client = server.client()) {
      String id = Output.id(Resource.LIST.find(client, list));
      show(format, ApiClient.data(client.put(Resource.LIST.path(id), request)));
    }
  }

  @Command(
      name = "add",
      description = "Put items into a list; those that are in it stay.",
      footer = "Example: postern agent list add 'Blocked domains' spam.example junk.example")
  void add(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(index = "0", paramLabel = "LIST", description = WHICH) String list,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "ITEM", description = ITEM)
          List<String> items) {
    try (ApiClient client = server.client()) {
      JsonBody found = Resource.LIST.find(client, list);
      told(format, change(found, items, client::post));
    }
  }

  @Command(
      name = "remove",
      description = "Take items out of a list.",
      footer = "Example: postern agent list remove 'Blocked domains' spam.example")
  void remove(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(index = "0", paramLabel = "LIST", description = WHICH) String list,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "ITEM", description = ITEM)
          List<String> items) {
    try (ApiClient client = server.client()) {
      JsonBody found = Resource.LIST.find(client, list);
      told(format, change(found, items, client::delete));
    }
  }

  private void told(Format format, JsonBody list) {
    long count = count(list);
    new Output(terminal, format)
        .one(
            list,
            () -> Shown.text(list, "name") + " has " + count + (count == 1 ? " item" : " items"));
  }

  @Command(
      name = "delete",
      description = "Delete a list; conditions that look in it hold no more.",
      footer = "Example: postern agent list delete 'Blocked domains' --yes")
  void delete(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin Consent consent,
      @Parameters(paramLabel = "LIST", description = WHICH) String list) {
    try (ApiClient client = server.client()) {
      JsonBody found = Resource.LIST.find(client, list);
      String name = Shown.text(found, "name");
      consent.ask(terminal, "Delete the list " + name + " and its items?");
      client.delete(Resource.LIST.path(Output.id(found)));
      new Output(terminal, format).one(found, () -> "deleted " + name);
    }
  }
}
