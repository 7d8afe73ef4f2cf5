package dev.postern.v3;

import dev.postern.rules.ItemList;
import dev.postern.rules.ListStore;
import dev.postern.rules.ListType;
import java.util.List;
import java.util.UUID;

/// Lists and their items on the wire (spec/api-admin.md section 6).
public final class ListJson {
  private ListJson() {}

  /// Reads the member `type`.
  public static ListType type(JsonBody body) {
    return body.text("type")
        .map(text ->
            ListType.of(text)
                .orElseThrow(() -> body.refusal("type", "must be domain, tld or address")))
        .orElseThrow(() -> body.refusal("type", "is required"));
  }

  /// Reads the member `items`.
  public static List<String> items(JsonBody body) {
    return body.texts("items").orElseThrow(() -> body.refusal("items", "is required"));
  }

  /// Writes a list.
  public static JsonObject of(ItemList list) {
    return new JsonObject()
        .put("id", list.id().toString())
        .put("name", list.name())
        .put("description", list.description())
        .put("type", list.type().wire())
        .put("items_count", list.itemsCount())
        .put("application_id", list.application().toString())
        .put("organization_id", list.application().toString())
        .put("created_at", list.createdAt().getEpochSecond())
        .put("updated_at", list.updatedAt().getEpochSecond());
  }

  /// Writes an item.
  public static JsonObject of(UUID list, ListStore.Item item) {
    return new JsonObject()
        .put("id", item.id().toString())
        .put("list_id", list.toString())
        .put("value", item.value())
        .put("created_at", item.createdAt().getEpochSecond());
  }
}
