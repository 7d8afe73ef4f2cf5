package dev.postern.rules;

import static dev.postern.rules.PolicyStoreContract.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fault.Fault;
import dev.postern.rules.ListStore.Item;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every engine promises of lists and their items.
public interface ListStoreContract {
  Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  int MANY = 1_000_000;

  /// Returns the lists of the engine under test, none at first.
  ListStore lists();

  /// Ends it and starts it again on its data.
  void restart();

  private ItemList added(UUID application, String name) {
    ItemList made =
        new ItemList(UUID.randomUUID(), application, name, "d", ListType.DOMAIN, 0, NOON, NOON);
    lists().add(made, 99);
    return made;
  }

  private List<String> values(UUID list) {
    List<String> values = new ArrayList<>();
    lists().values(list, values::add);
    return values;
  }

  private static List<String> domains(int count) {
    return IntStream.range(0, count).mapToObj(i -> "d" + i + ".test").toList();
  }

  @Test
  default void aListIsKeptAndRenamed() {
    UUID application = UUID.randomUUID();
    ItemList made = added(application, "one");
    restart();
    assertThat(lists().list(application, made.id())).contains(made);
    assertThat(lists().list(UUID.randomUUID(), made.id())).isEmpty();
    Instant later = NOON.plusSeconds(1);
    ItemList edited =
        lists().edit(application, made.id(), Optional.of("two"), Optional.empty(), later);
    assertThat(edited.name()).isEqualTo("two");
    assertThat(edited.description()).isEqualTo("d");
    assertThat(edited.updatedAt()).isEqualTo(later);
    assertThat(lists().lists(application, Optional.empty(), 9)).containsExactly(edited);
    refused(
        Fault.NOT_FOUND,
        () ->
            lists().edit(UUID.randomUUID(), made.id(), Optional.empty(), Optional.empty(), later));
  }

  @Test
  default void itemsAreThereOnceAndCounted() {
    UUID application = UUID.randomUUID();
    UUID list = added(application, "l").id();
    assertThat(lists().addItems(application, list, List.of("b", "a", "b"), MANY, NOON).itemsCount())
        .isEqualTo(2);
    assertThat(lists().addItems(application, list, List.of("a", "c"), MANY, NOON).itemsCount())
        .isEqualTo(3);
    assertThat(lists().removeItems(application, list, List.of("a", "x"), NOON).itemsCount())
        .isEqualTo(2);
    assertThat(lists().addItems(application, list, List.of("a"), MANY, NOON).itemsCount())
        .isEqualTo(3);
    restart();
    assertThat(lists().items(list, Optional.empty(), 9))
        .extracting(Item::value)
        .containsExactly("b", "c", "a");
    assertThat(values(list)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(lists().list(application, list).orElseThrow().itemsCount()).isEqualTo(3);
  }

  @Test
  default void tooManyItemsAreNotAddedInPart() {
    UUID application = UUID.randomUUID();
    UUID list = added(application, "l").id();
    refused(
        Fault.LIMIT, () -> lists().addItems(application, list, List.of("a", "b", "c"), 2, NOON));
    assertThat(values(list)).isEmpty();
    lists().addItems(application, list, List.of("a", "b"), 2, NOON);
    assertThat(lists().addItems(application, list, List.of("b", "a"), 2, NOON).itemsCount())
        .isEqualTo(2);
    refused(
        Fault.NOT_FOUND, () -> lists().addItems(UUID.randomUUID(), list, List.of("x"), MANY, NOON));
    refused(
        Fault.NOT_FOUND, () -> lists().removeItems(UUID.randomUUID(), list, List.of("a"), NOON));
    assertThat(values(list)).hasSize(2);
  }

  @Test
  default void itemsArePagedByAgeAlsoPastWhatIsGone() {
    UUID application = UUID.randomUUID();
    UUID list = added(application, "l").id();
    UUID other = added(application, "other").id();
    lists().addItems(application, other, List.of("other.test"), MANY, NOON);
    lists().addItems(application, list, domains(1000), MANY, NOON);
    List<String> seen = new ArrayList<>();
    Optional<UUID> after = Optional.empty();
    List<Item> page;
    do {
      page = lists().items(list, after, 150);
      page.forEach(item -> seen.add(item.value()));
      if (!page.isEmpty()) {
        after = Optional.of(page.getLast().id());
        lists().removeItems(application, list, List.of(page.getLast().value()), NOON);
      }
    } while (!page.isEmpty());
    assertThat(seen).isEqualTo(domains(1000));
  }

  @Test
  default void whoAddsAtOnceLosesNothing() {
    UUID application = UUID.randomUUID();
    UUID list = added(application, "l").id();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        List<String> own = List.of("common.test", "own" + i + ".test");
        threads.execute(() -> {
          ItemList _ = lists().addItems(application, list, own, MANY, NOON);
        });
      }
    }
    assertThat(values(list)).hasSize(21);
    assertThat(lists().list(application, list).orElseThrow().itemsCount()).isEqualTo(21);
  }

  @Test
  default void ofARemovedListNothingIsSeenAndItsPlaceIsFree() {
    UUID application = UUID.randomUUID();
    ItemList made = added(application, "l");
    lists().addItems(application, made.id(), domains(1000), MANY, NOON);
    assertThat(lists().remove(UUID.randomUUID(), made.id())).isFalse();
    assertThat(lists().remove(application, made.id())).isTrue();
    assertThat(lists().remove(application, made.id())).isFalse();
    assertThat(lists().list(application, made.id())).isEmpty();
    assertThat(lists().items(made.id(), Optional.empty(), 9)).isEmpty();
    assertThat(values(made.id())).isEmpty();
    refused(
        Fault.NOT_FOUND, () -> lists().addItems(application, made.id(), List.of("x"), MANY, NOON));
    ItemList next =
        new ItemList(UUID.randomUUID(), application, "n", "", ListType.TLD, 0, NOON, NOON);
    lists().add(next, 1);
    ItemList more =
        new ItemList(UUID.randomUUID(), application, "m", "", ListType.TLD, 0, NOON, NOON);
    refused(Fault.LIMIT, () -> lists().add(more, 1));
    assertThat(values(next.id())).isEmpty();
  }
}
