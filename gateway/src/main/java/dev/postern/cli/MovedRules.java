package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Copies lists, rules, policies and workspaces from another server, those whose names are not here
/// yet; their ids become those they have here.
final class MovedRules {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final int ITEMS = 1000;

  /// What a server gives, and takes from nobody.
  private static final List<String> OWNED =
      List.of(
          "id",
          "application_id",
          "organization_id",
          "created_at",
          "updated_at",
          "items_count",
          "workspace_id",
          "default");

  private final ApiClient source;
  private final ApiClient target;
  private final Migration done;
  private final Patience patience = new Patience();
  private final Map<String, String> ids = new HashMap<>();

  MovedRules(ApiClient source, ApiClient target, Migration done) {
    this.source = source;
    this.target = target;
    this.done = done;
  }

  void move() {
    move(Resource.LIST);
    move(Resource.RULE);
    move(Resource.POLICY);
    move(Resource.WORKSPACE);
  }

  private void move(Resource kind) {
    List<JsonBody> theirs;
    try {
      theirs = patience.with(() -> kind.all(source));
    } catch (Refused refused) {
      if (!refused.isNotFound()) {
        throw refused;
      }
      return;
    }
    Map<String, JsonBody> ours = new HashMap<>();
    kind.all(target).forEach(each -> ours.putIfAbsent(name(each), each));
    for (JsonBody each : theirs) {
      Optional<JsonBody> here = Optional.ofNullable(ours.get(name(each)));
      if (here.isPresent()) {
        ids.put(Output.id(each), Output.id(here.get()));
        if (kind == Resource.WORKSPACE && isFree(here.get()) && !isFree(each)) {
          fill(each, here.get());
        }
        continue;
      }
      done.made(kind.name().toLowerCase(Locale.ROOT), name(each));
      if (!done.isDry()) {
        make(kind, each);
      }
    }
  }

  private static boolean isFree(JsonBody workspace) {
    return workspace.text("policy_id").orElse("").isEmpty()
        && workspace.texts("rule_ids").orElse(List.of()).isEmpty();
  }

  // A workspace that is here and bounds nothing gets what bounds it there: mostly the default one.
  private void fill(JsonBody theirs, JsonBody ours) {
    done.made("policy and rules of workspace", name(ours));
    if (done.isDry()) {
      return;
    }
    JsonBody known = JsonBody.parse(translated(theirs).getBytes(StandardCharsets.UTF_8));
    JsonObject change = new JsonObject();
    known
        .text("policy_id")
        .filter(id -> !id.isEmpty())
        .ifPresent(id -> change.put("policy_id", id));
    known.texts("rule_ids").ifPresent(all -> change.putTexts("rule_ids", all));
    try {
      target.patch(Resource.WORKSPACE.path(Output.id(ours)), change);
    } catch (Refused refused) {
      done.failed("workspace " + name(ours) + ": " + refused.getMessage());
    }
  }

  /// Returns the workspace here that is theirs there; empty if it did not come.
  Optional<String> workspace(String id) {
    return Optional.ofNullable(ids.get(id));
  }

  private static String name(JsonBody each) {
    return each.flag("default").orElse(false) ? "default" : each.text("name").orElse("");
  }

  private void make(Resource kind, JsonBody each) {
    JsonObject request =
        JsonObject.copyOf(JsonBody.parse(translated(each).getBytes(StandardCharsets.UTF_8)));
    OWNED.forEach(request::without);
    try {
      String id = Output.id(ApiClient.data(target.post(kind.path(), request)));
      ids.put(Output.id(each), id);
      if (kind == Resource.LIST) {
        items(each, id);
      }
    } catch (Refused refused) {
      done.failed(kind + " " + name(each) + ": " + refused.getMessage());
    }
  }

  // Wherever an id of theirs stands, there is one of ours.
  private String translated(JsonBody each) {
    return UUID.matcher(each.canonical())
        .replaceAll(found -> ids.getOrDefault(found.group(), found.group()));
  }

  private void items(JsonBody list, String id) {
    String path = Resource.LIST.path(Output.id(list)) + "/items";
    List<String> values =
        patience.with(() -> Listing.all(source, path)).stream()
            .flatMap(item -> item.text("value").stream())
            .toList();
    for (int i = 0; i < values.size(); i += ITEMS) {
      List<String> some = values.subList(i, Math.min(values.size(), i + ITEMS));
      target.post(Resource.LIST.path(id) + "/items", new JsonObject().putTexts("items", some));
    }
  }
}
