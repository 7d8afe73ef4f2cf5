package dev.postern.cli;

import dev.postern.mail.files.Found;
import dev.postern.mail.files.Held;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Copies the mail of one account from another server: oldest first, each message into each of its
/// folders.
final class MovedMail {
  private static final Set<String> SYSTEM =
      Set.of("inbox", "sent", "drafts", "trash", "junk", "archive");

  private final ApiClient source;
  private final ApiClient target;
  private final Agent from;
  private final Agent into;
  private final Terminal terminal;
  private final Migration done;
  private final Patience patience = new Patience();

  MovedMail(
      ApiClient source,
      ApiClient target,
      Agent from,
      Agent into,
      Terminal terminal,
      Migration done) {
    this.source = source;
    this.target = target;
    this.from = from;
    this.into = into;
    this.terminal = terminal;
    this.done = done;
  }

  void move() {
    List<JsonBody> all =
        new ArrayList<>(patience.with(() -> Listing.all(source, from.path() + "/messages")));
    Collections.reverse(all);
    if (done.isDry()) {
      done.came(all.size(), 0);
      return;
    }
    Map<String, String> folders = folders();
    String job = Hash.of("migrate\n" + from.id());
    Importer importer = new Importer(target, into.path(), job, false);
    try (Progress progress = new Progress(terminal, "copying " + from.email(), all.size())) {
      for (int i = 0; i < all.size(); i++) {
        copy(all.get(i), folders, importer);
        progress.at(i + 1L, importer.all());
      }
      importer.flush();
      EmptyFolders.make(target, into, folders.values(), Set.of());
    } catch (IOException e) {
      throw new CommandFailure("a message cannot be held: " + e.getMessage(), e);
    }
    done.came(importer.imported(), importer.known());
    importer.refusals().forEach(why -> done.failed(from.email() + ": " + why));
  }

  /// Returns the folders' paths by their ids, as they are here.
  private Map<String, String> folders() {
    Map<String, String> names = new HashMap<>();
    for (JsonBody folder : patience.with(() -> Listing.all(source, from.path() + "/folders"))) {
      String id = folder.text("id").orElse("");
      String name = folder.text("name").orElse(id);
      names.put(id, SYSTEM.contains(id) ? id : name);
    }
    return names;
  }

  private void copy(JsonBody message, Map<String, String> folders, Importer importer)
      throws IOException {
    String id = message.text("id").orElse("");
    List<String> named = message.texts("folders").orElse(List.of());
    // Mail that lies nowhere is what others call archived.
    List<String> places = named.isEmpty() ? List.of("archive") : named;
    List<String> wanted = importer.wanted(places.stream().map(place -> key(id, place)).toList());
    if (wanted.isEmpty()) {
      return;
    }
    Optional<byte[]> raw = raw(id);
    if (raw.isEmpty()) {
      return;
    }
    for (String place : places) {
      try (Held held = new Held(importer.most())) {
        held.write(raw.get(), 0, raw.get().length);
        String folder = folders.getOrDefault(place, place);
        importer.take(found(message, folder, id, held), key(id, place));
      }
    }
  }

  private static String key(String id, String place) {
    return Hash.of(id + "\n" + place);
  }

  // Empty if it is gone by now, or cannot be had, which is told.
  private Optional<byte[]> raw(String id) {
    String path = from.path() + "/messages/" + ApiClient.encode(id) + "?fields=raw_mime";
    try {
      JsonBody data = ApiClient.data(patience.with(() -> source.get(path)));
      Optional<byte[]> raw = data.text("raw_mime").map(MovedMail::decoded);
      if (raw.isEmpty()) {
        done.failed(from.email() + ": message " + id + ": the server gives no raw_mime");
      }
      return raw;
    } catch (Refused refused) {
      if (refused.isOfContent()) {
        done.failed(from.email() + ": message " + id + ": " + refused.getMessage());
      } else if (!refused.isNotFound()) {
        throw refused;
      }
      return Optional.empty();
    }
  }

  // The documentation says base64url; some answers are plain base64.
  private static byte[] decoded(String text) {
    return Base64.getMimeDecoder().decode(text.replace('-', '+').replace('_', '/'));
  }

  private static Found found(JsonBody message, String folder, String id, Held bytes) {
    Set<String> flags = new LinkedHashSet<>();
    if (!message.flag("unread").orElse(false)) {
      flags.add("\\Seen");
    }
    if (message.flag("starred").orElse(false)) {
      flags.add("\\Flagged");
    }
    if (message.flag("answered").orElse(false)) {
      flags.add("\\Answered");
    }
    return new Found(
        folder,
        "message " + id,
        flags,
        message.number("date").map(at -> Instant.ofEpochSecond(at).atOffset(ZoneOffset.UTC)),
        bytes,
        true,
        Optional.empty());
  }
}
