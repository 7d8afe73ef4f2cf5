package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.List;

/// Finds folders of an account.
final class Folders {
  private Folders() {}

  static String path(Agent owner) {
    return owner.path() + "/folders";
  }

  /// Returns the id of a folder.
  ///
  /// @param text its id, or its name in any case
  /// @throws CommandFailure if there is none
  static String id(ApiClient client, Agent owner, String text) {
    List<JsonBody> all = Listing.all(client, path(owner));
    return all.stream()
        .filter(each -> Output.id(each).equals(text))
        .findFirst()
        .or(() ->
            all.stream()
                .filter(each -> each.text("name").filter(text::equalsIgnoreCase).isPresent())
                .findFirst())
        .map(Output::id)
        .orElseThrow(() -> new CommandFailure("there is no folder " + text));
  }
}
