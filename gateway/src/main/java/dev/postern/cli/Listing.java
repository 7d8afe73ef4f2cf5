package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads listings of the API to their end, page by page.
final class Listing {
  private static final int PAGE = 200;

  private Listing() {}

  /// Reads a listing that is counted by `limit` and `offset`.
  static List<JsonBody> byOffset(ApiClient client, String path) {
    var all = new ArrayList<JsonBody>();
    List<JsonBody> page;
    do {
      page =
          client
              .get(path + "?limit=" + PAGE + "&offset=" + all.size())
              .objects("data")
              .orElse(List.of());
      all.addAll(page);
    } while (page.size() == PAGE);
    return all;
  }

  /// Reads a listing with cursors.
  static List<JsonBody> all(ApiClient client, String path) {
    return some(client, path, Integer.MAX_VALUE);
  }

  /// Reads the first `most` entries of a listing with cursors.
  ///
  /// @param path with or without a query
  static List<JsonBody> some(ApiClient client, String path, int most) {
    return read(client, path, most, false);
  }

  /// Reads a listing with cursors whose entries are the `items` of an object: that of rules.
  static List<JsonBody> items(ApiClient client, String path) {
    return read(client, path, Integer.MAX_VALUE, true);
  }

  private static List<JsonBody> read(ApiClient client, String path, int most, boolean items) {
    var all = new ArrayList<JsonBody>();
    Set<String> cursors = new HashSet<>();
    Optional<String> next = Optional.of("");
    while (next.isPresent() && all.size() < most) {
      String query =
          (path.contains("?") ? "&" : "?") + "limit=" + Math.min(PAGE, most - all.size());
      String from = next.get().isEmpty() ? "" : "&page_token=" + ApiClient.encode(next.get());
      JsonBody answer = client.get(path + query + from);
      JsonBody holder = items ? ApiClient.data(answer) : answer;
      all.addAll(holder.objects(items ? "items" : "data").orElse(List.of()));
      next = answer.text("next_cursor").filter(cursor -> !cursor.isEmpty());
      if (next.isPresent() && !cursors.add(next.get())) {
        throw new CommandFailure("the server repeats a cursor of " + path);
      }
    }
    return all;
  }
}
