package dev.postern.v3;

import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderColours;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.SystemFolder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A folder as the wire shows it (spec/api-data.md section 5).
public final class FolderJson {
  private FolderJson() {}

  /// Writes folders; `parent_id` and `child_count` come from their names.
  ///
  /// @param all every folder of the account
  /// @param colours of those that have any
  /// @param wanted which of them to write, in this order
  public static List<JsonObject> some(
      UUID grant, List<Folder> all, Map<FolderId, FolderColours> colours, List<Folder> wanted) {
    Map<String, Folder> byName =
        all.stream().collect(Collectors.toMap(Folder::name, Function.identity()));
    Map<String, Long> children =
        all.stream()
            .flatMap(folder -> parentName(folder.name()).stream())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return wanted.stream()
        .map(folder ->
            of(
                    grant,
                    folder,
                    parentName(folder.name()).map(byName::get).map(Folder::id),
                    children.getOrDefault(folder.name(), 0L))
                .put("background_color", colour(colours, folder, FolderColours::background))
                .put("text_color", colour(colours, folder, FolderColours::text)))
        .toList();
  }

  private static Optional<String> colour(
      Map<FolderId, FolderColours> colours, Folder folder, Function<FolderColours, String> which) {
    return Optional.of(which.apply(colours.getOrDefault(folder.id(), FolderColours.NONE)))
        .filter(colour -> !colour.isEmpty());
  }

  /// Returns the name of the folder that encloses the one with this full name.
  public static Optional<String> parentName(String name) {
    int slash = name.lastIndexOf('/');
    return slash > 0 ? Optional.of(name.substring(0, slash)) : Optional.empty();
  }

  /// Writes what a `folder.*` notification carries (section 9.5).
  public static JsonObject brief(UUID grant, FolderId id, String name, boolean system) {
    return new JsonObject()
        .put("id", id.value())
        .put("grant_id", grant.toString())
        .put("object", "folder")
        .put("name", name)
        .put("system_folder", system);
  }

  private static JsonObject of(
      UUID grant, Folder folder, Optional<FolderId> parent, long children) {
    return brief(grant, folder.id(), name(folder), folder.system().isPresent())
        .put("parent_id", parent.map(FolderId::value))
        .putTexts("attributes", attributes(folder))
        .putInt("total_count", folder.messages())
        .putInt("unread_count", folder.unread())
        .putInt("child_count", children);
  }

  /// Returns the name that the API shows: the system folders' are their ids.
  public static String name(Folder folder) {
    return folder.system().isPresent() ? folder.id().value() : folder.name();
  }

  private static List<String> attributes(Folder folder) {
    return folder.system().map(FolderJson::attribute).map(List::of).orElse(List.of());
  }

  private static String attribute(SystemFolder system) {
    String name = system.id().value();
    return "\\" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }
}
