package dev.postern.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.rules.ItemList;
import dev.postern.rules.ListStore;
import dev.postern.rules.ListType;
import dev.postern.rules.Seen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Lists in memory say what the store says, within the room they have.
class MembershipsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final UUID APPLICATION = new UUID(1, 1);
  private static final UUID LIST = new UUID(7, 7);

  private final Shop shop = new Shop();
  private final Memberships memberships = new Memberships(shop, 1 << 20);

  private boolean holds(UUID list, String value) {
    return memberships.holding(value).test(list);
  }

  @Test
  void theHashIsTheOneThatIsPublished() {
    var hash = new KeyedHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    assertThat(hash.of("")).isEqualTo(0x726fdb47dd0e0e31L);
    assertThat(hash.of("\u0100\u0302\u0504\u0706")).isEqualTo(0x93f5f5799a932462L);
  }

  @Test
  void aListIsReadOnceUntilItChanges() {
    shop.put(LIST, "a", "b");
    assertThat(holds(LIST, "a")).isTrue();
    assertThat(holds(LIST, "c")).isFalse();
    assertThat(shop.reads).hasValue(1);
    shop.put(LIST, "c");
    memberships.changed(LIST);
    assertThat(holds(LIST, "a")).isFalse();
    assertThat(holds(LIST, "c")).isTrue();
    assertThat(shop.reads).hasValue(2);
    assertThat(holds(new UUID(9, 9), "c")).isFalse();
  }

  @Test
  void itemsComeAndGoWithoutReadingTheListAgain() {
    long seed = 17;
    var random = new Random(seed);
    Set<String> expected = new HashSet<>();
    assertThat(holds(LIST, "x1")).isFalse();
    for (int round = 0; round < 200; round++) {
      List<String> items = new ArrayList<>();
      for (int i = random.nextInt(50); i >= 0; i--) {
        items.add("x" + random.nextInt(500));
      }
      if (random.nextBoolean()) {
        memberships.addItems(APPLICATION, LIST, items, 1000, NOW);
        expected.addAll(items);
      } else {
        memberships.removeItems(APPLICATION, LIST, items, NOW);
        items.forEach(expected::remove);
      }
      for (int i = 0; i < 500; i++) {
        assertThat(holds(LIST, "x" + i))
            .as("seed %d: x%d", seed, i)
            .isEqualTo(expected.contains("x" + i));
      }
    }
    assertThat(shop.reads).hasValue(1);
  }

  @Test
  void aChangeThatComesWhileTheListIsReadIsNotLost() {
    shop.put(LIST, "old");
    shop.whileReading =
        () -> {
          shop.whileReading = () -> {};
          shop.put(LIST, "new");
          memberships.changed(LIST);
        };
    boolean whatever = holds(LIST, "old");
    assertThat(whatever).isTrue();
    assertThat(holds(LIST, "old")).isFalse();
    assertThat(holds(LIST, "new")).isTrue();
  }

  @Test
  void aWriteThatFailsLeavesNothingBehind() {
    shop.put(LIST, "a");
    assertThat(holds(LIST, "b")).isFalse();
    shop.failAfterWrite = true;
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> memberships.addItems(APPLICATION, LIST, List.of("b"), 10, NOW))
        .hasMessage("nobody knows");
    assertThat(holds(LIST, "b")).isTrue();
  }

  @Test
  void whatFindsNoRoomIsAskedOfTheStore() {
    var small = new Memberships(shop, 2000);
    List<UUID> lists = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      UUID list = new UUID(3, i);
      lists.add(list);
      shop.put(list, strings(i * 1000, 100));
    }
    shop.put(LIST, strings(0, 5000));
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 10; i++) {
        assertThat(small.holding("x" + (i * 1000 + 99)).test(lists.get(i))).isTrue();
        assertThat(small.holding("x" + (i * 1000 + 100)).test(lists.get(i))).isFalse();
      }
      assertThat(small.holding("x4999").test(LIST)).isTrue();
      assertThat(small.holding("x5000").test(LIST)).isFalse();
    }
    assertThat(shop.reads.get()).isLessThan(30);
    assertThat(shop.glances.get()).isPositive();
  }

  private static String[] strings(int from, int count) {
    String[] strings = new String[count];
    for (int i = 0; i < count; i++) {
      strings[i] = "x" + (from + i);
    }
    return strings;
  }

  /// Lists in a map.
  private static final class Shop implements ListStore {
    private final Map<UUID, Set<String>> lists = new ConcurrentHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger glances = new AtomicInteger();
    private Runnable whileReading = () -> {};
    private boolean failAfterWrite;

    void put(UUID list, String... items) {
      lists.put(list, ConcurrentHashMap.newKeySet());
      lists.get(list).addAll(List.of(items));
    }

    @Override
    public void values(UUID list, Consumer<String> item) {
      reads.incrementAndGet();
      List<String> items = List.copyOf(lists.getOrDefault(list, Set.of()));
      whileReading.run();
      items.forEach(item);
    }

    @Override
    public boolean holds(UUID list, String value) {
      glances.incrementAndGet();
      return lists.getOrDefault(list, Set.of()).contains(value);
    }

    @Override
    public ItemList addItems(
        UUID application, UUID id, Collection<String> items, long most, Instant now) {
      lists.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet()).addAll(items);
      if (failAfterWrite) {
        throw new IllegalStateException("nobody knows");
      }
      return list(id);
    }

    @Override
    public ItemList removeItems(UUID application, UUID id, Collection<String> items, Instant now) {
      lists.getOrDefault(id, new HashSet<>()).removeAll(Set.copyOf(items));
      return list(id);
    }

    private static ItemList list(UUID id) {
      return new ItemList(id, APPLICATION, "list", "", ListType.DOMAIN, 0, NOW, NOW);
    }

    @Override
    public Optional<ItemList> list(UUID application, UUID id) {
      return Optional.empty();
    }

    @Override
    public List<ItemList> lists(UUID application, Optional<Seen> after, int limit) {
      return List.of();
    }

    @Override
    public void add(ItemList list, int most) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ItemList edit(
        UUID application,
        UUID id,
        Optional<String> name,
        Optional<String> description,
        Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean remove(UUID application, UUID id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Item> items(UUID list, Optional<UUID> after, int limit) {
      return List.of();
    }
  }
}
