package dev.postern.api;

import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.SystemFolder;
import dev.postern.v3.FolderJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// One page of a listing of folders: the six system folders, then the others as they were made.
/// That order never changes, so a page fits the one before whatever happens to folders in between.
///
/// @param next the cursor of the page after it; empty on the last one
record FolderPage(List<Folder> folders, Optional<String> next) {
  private static final Comparator<FolderId> ORDER =
      Comparator.comparingInt(FolderPage::rank).thenComparing(FolderId::value);

  /// Takes a page.
  ///
  /// @param all the account's folders
  static FolderPage of(Query query, UUID grant, List<Folder> all) {
    int limit = query.limit(50, 200);
    Optional<String> parent = query.text("parent_id");
    boolean single = query.flag("single_level").orElse(false);
    String listing = Integer.toHexString((grant + " " + parent + single).hashCode());
    Optional<FolderId> start = start(query, listing);
    List<Folder> rest =
        within(all, parent, single).stream()
            .filter(folder -> start.map(s -> ORDER.compare(folder.id(), s) > 0).orElse(true))
            .sorted(Comparator.comparing(Folder::id, ORDER))
            .toList();
    if (rest.size() <= limit) {
      return new FolderPage(rest, Optional.empty());
    }
    List<Folder> shown = rest.subList(0, limit);
    return new FolderPage(shown, Optional.of(token(listing, shown.getLast().id())));
  }

  private static int rank(FolderId id) {
    return SystemFolder.of(id).map(Enum::ordinal).orElse(SystemFolder.values().length);
  }

  private static List<Folder> within(List<Folder> all, Optional<String> parent, boolean single) {
    if (parent.isEmpty()) {
      return single
          ? all.stream().filter(f -> FolderJson.parentName(f.name()).isEmpty()).toList()
          : all;
    }
    Optional<String> name =
        all.stream().filter(f -> f.id().value().equals(parent.get())).map(Folder::name).findFirst();
    return name.isEmpty()
        ? List.of()
        : all.stream().filter(f -> FolderJson.parentName(f.name()).equals(name)).toList();
  }

  private static String token(String listing, FolderId last) {
    byte[] text = (listing + " " + last.value()).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private static Optional<FolderId> start(Query query, String listing) {
    Optional<String> token = query.text("page_token");
    if (token.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token.get());
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (text.startsWith(listing + " ")) {
        return Optional.of(new FolderId(text.substring(listing.length() + 1)));
      }
    } catch (IllegalArgumentException _) {
      throw refusal(query);
    }
    throw refusal(query);
  }

  private static RuntimeException refusal(Query query) {
    return query.refusal("page_token", "is not a cursor of this listing");
  }
}
