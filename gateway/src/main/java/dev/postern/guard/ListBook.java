package dev.postern.guard;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.rules.ItemList;
import dev.postern.rules.ListStore;
import dev.postern.rules.ListType;
import dev.postern.rules.Normal;
import dev.postern.rules.Seen;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/// The lists of applications and their items: made, changed and removed, with effect at once.
public final class ListBook {
  private static final int MOST = 1000;
  private static final int MOST_ITEMS = 1_000_000;
  private static final int MOST_AT_ONCE = 1000;
  private static final int LONGEST_ITEM = 500;
  private static final int LONGEST_SHOWN = 100;

  private final ListStore store;
  private final Guards guards;
  private final Memberships memberships;
  private final InstantSource clock;

  /// Keeps the lists of `store`.
  public ListBook(ListStore store, Guards guards, Memberships memberships, InstantSource clock) {
    this.store = store;
    this.guards = guards;
    this.memberships = memberships;
    this.clock = clock;
  }

  /// Returns an application's lists, oldest first.
  public List<ItemList> of(UUID application, Optional<Seen> after, int limit) {
    return store.lists(application, after, limit);
  }

  /// Returns a list.
  ///
  /// @throws GatewayException with NOT_FOUND
  public ItemList find(UUID application, UUID id) {
    return store.list(application, id).orElseThrow(ListBook::notFound);
  }

  private static GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "list not found");
  }

  /// Makes an empty list.
  ///
  /// @throws GatewayException with INVALID, PLAN_LIMIT, LIMIT
  public ItemList create(
      UUID application, ListType type, Optional<String> name, Optional<String> description) {
    Instant now = now();
    ItemList list =
        new ItemList(
            UUID.randomUUID(),
            application,
            Words.name(name.orElseThrow(() -> Words.required("name"))),
            Words.description(description.orElse("")),
            type,
            0,
            now,
            now);
    Cap cap = new Cap(guards.plan().lists(), MOST, "lists");
    cap.hold(() -> store.add(list, cap.most()));
    return list;
  }

  /// Renames a list; what is empty stays.
  ///
  /// @throws GatewayException with NOT_FOUND, INVALID
  public ItemList update(
      UUID application, UUID id, Optional<String> name, Optional<String> description) {
    return store.edit(
        application, id, name.map(Words::name), description.map(Words::description), now());
  }

  /// Removes a list with its items. Rules that name it find nothing there from now on.
  ///
  /// @throws GatewayException with NOT_FOUND
  public void remove(UUID application, UUID id) {
    if (!told(id, () -> store.remove(application, id))) {
      throw notFound();
    }
  }

  /// Returns a list's items, oldest first.
  ///
  /// @param after id of the last one seen; empty: from the start
  /// @throws GatewayException with NOT_FOUND
  public List<ListStore.Item> items(UUID application, UUID id, Optional<UUID> after, int limit) {
    return store.items(find(application, id).id(), after, limit);
  }

  /// Adds items; those that are there already stay. All of them, or none.
  ///
  /// @return the list as it is then
  /// @throws GatewayException with NOT_FOUND; INVALID, naming the item; LIMIT
  public ItemList addItems(UUID application, UUID id, List<String> items) {
    Set<String> normal = normal(find(application, id).type(), items);
    return memberships.addItems(application, id, normal, MOST_ITEMS, now());
  }

  /// Removes those of the items that are there.
  ///
  /// @return the list as it is then
  /// @throws GatewayException with NOT_FOUND; INVALID, naming the item
  public ItemList removeItems(UUID application, UUID id, List<String> items) {
    Set<String> normal = normal(find(application, id).type(), items);
    return memberships.removeItems(application, id, normal, now());
  }

  // Also after a failure, after which nobody knows what became of it.
  private <T> T told(UUID id, Supplier<T> change) {
    try {
      return change.get();
    } finally {
      memberships.changed(id);
      guards.changed();
    }
  }

  private static Set<String> normal(ListType type, List<String> items) {
    if (items.isEmpty() || items.size() > MOST_AT_ONCE) {
      throw Words.refusal("items must be 1 to " + MOST_AT_ONCE + " items, not " + items.size());
    }
    Set<String> normal = new LinkedHashSet<>();
    for (int i = 0; i < items.size(); i++) {
      String item = items.get(i);
      String where = "items[" + i + "] ";
      if (item.length() > LONGEST_ITEM) {
        throw Words.refusal(where + "must have at most " + LONGEST_ITEM + " characters");
      }
      normal.add(
          Normal.item(type, item).orElseThrow(() -> Words.refusal(where + wrong(type, item))));
    }
    return normal;
  }

  private static String wrong(ListType type, String item) {
    String shown = item.length() > LONGEST_SHOWN ? item.substring(0, LONGEST_SHOWN) + "…" : item;
    String wanted =
        switch (type) {
          case DOMAIN -> "a domain such as example.com";
          case TLD -> "a top-level domain such as com";
          case ADDRESS -> "an address such as ann@example.com";
        };
    return "is not " + wanted + ": " + shown;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
