package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes folders in which no message came.
final class EmptyFolders {
  private EmptyFolders() {}

  /// Makes those of `wanted` that are not there.
  ///
  /// @param used folders that are there for certain
  static void make(ApiClient client, Agent agent, Collection<String> wanted, Set<String> used) {
    if (used.containsAll(wanted)) {
      return;
    }
    Set<String> there =
        client.get(agent.path() + "/export").objects("data").orElse(List.of()).stream()
            .map(EmptyFolders::name)
            .collect(Collectors.toSet());
    for (String name : wanted) {
      if (!used.contains(name) && !there.contains(same(name))) {
        make(client, agent, name);
      }
    }
  }

  // One that cannot be here is empty: there is nothing to miss.
  private static void make(ApiClient client, Agent agent, String name) {
    try {
      client.post(agent.path() + "/folders", new JsonObject().put("name", name));
    } catch (Refused refused) {
      if (!refused.isOfContent()) {
        throw refused;
      }
    }
  }

  private static String name(JsonBody folder) {
    return same(folder.text("name").orElse(""));
  }

  // The six have no case.
  private static String same(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Set.of("inbox", "sent", "drafts", "trash", "junk", "archive").contains(lower)
        ? lower
        : name;
  }
}
