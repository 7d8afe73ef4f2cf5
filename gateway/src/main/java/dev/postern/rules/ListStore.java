package dev.postern.rules;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// The port to an engine for lists and their items, which are normalised. Reads see every write
/// that has returned; writes are durable when they return.
public interface ListStore {
  /// Returns a list of an application.
  Optional<ItemList> list(UUID application, UUID id);

  /// Returns an application's lists, oldest first, then by id.
  ///
  /// @param after the last one seen; empty: from the start
  /// @param limit how many at most
  List<ItemList> lists(UUID application, Optional<Seen> after, int limit);

  /// Adds an empty list; its count of items is not looked at.
  ///
  /// @throws dev.postern.fault.GatewayException with LIMIT if the application has `most`
  void add(ItemList list, int most);

  /// Renames a list; what is empty stays.
  ///
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND
  ItemList edit(
      UUID application, UUID id, Optional<String> name, Optional<String> description, Instant now);

  /// Removes a list with its items. Rules that name it keep naming it, and find nothing there.
  ///
  /// @return false if there is none
  boolean remove(UUID application, UUID id);

  /// An item.
  record Item(UUID id, String value, Instant createdAt) {}

  /// Returns a list's items, oldest first.
  ///
  /// @param after id of the last one seen, which may be gone since; empty: from the start
  /// @param limit how many at most
  List<Item> items(UUID list, Optional<UUID> after, int limit);

  /// Reads every item of a list, in no order.
  void values(UUID list, Consumer<String> item);

  /// Says whether a list holds an item, by index.
  boolean holds(UUID list, String value);

  /// Adds items, those that are there already once.
  ///
  /// @param most items the list may have
  /// @return the list as it is then
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND, LIMIT; then nothing was added
  ItemList addItems(UUID application, UUID id, Collection<String> items, long most, Instant now);

  /// Removes those of the items that are there.
  ///
  /// @return the list as it is then
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND
  ItemList removeItems(UUID application, UUID id, Collection<String> items, Instant now);
}
