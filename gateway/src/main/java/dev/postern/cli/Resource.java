package dev.postern.cli;

import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What an application has besides accounts, found by its id or its name.
enum Resource {
  WORKSPACE("/v3/workspaces"),
  POLICY("/v3/policies"),
  RULE("/v3/rules"),
  LIST("/v3/lists");

  private final String path;

  Resource(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  /// Returns the path of one of them.
  String path(String id) {
    return path + "/" + ApiClient.encode(id);
  }

  /// Reads all there are.
  List<JsonBody> all(ApiClient client) {
    return this == RULE ? Listing.items(client, path) : Listing.all(client, path);
  }

  /// Finds one.
  ///
  /// @param text an id, or a name in any case; for a workspace also its domain, or `default`
  /// @throws CommandFailure if there is none, or if the name is that of several
  JsonBody find(ApiClient client, String text) {
    if (Ids.uuid(text).isPresent()) {
      return byId(client, text);
    }
    List<JsonBody> all = all(client);
    Optional<JsonBody> standard =
        all.stream()
            .filter(each -> text.equals("default") && each.flag("default").orElse(false))
            .findFirst();
    if (standard.isPresent()) {
      return standard.get();
    }
    List<JsonBody> named = all.stream().filter(each -> isNamed(each, text)).toList();
    if (named.isEmpty()) {
      throw none(text);
    }
    if (named.size() > 1) {
      String ids = String.join(", ", named.stream().map(Output::id).toList());
      throw new CommandFailure("there are several of the name " + text + ", name an id: " + ids);
    }
    return named.getFirst();
  }

  private JsonBody byId(ApiClient client, String id) {
    try {
      return ApiClient.data(client.get(path(id)));
    } catch (Refused refused) {
      throw refused.isNotFound() ? none(id) : refused;
    }
  }

  private CommandFailure none(String text) {
    return new CommandFailure("there is no " + name().toLowerCase(Locale.ROOT) + " " + text);
  }

  private static boolean isNamed(JsonBody each, String text) {
    return each.text("name").filter(text::equalsIgnoreCase).isPresent()
        || each.text("domain").filter(text::equalsIgnoreCase).isPresent();
  }
}
