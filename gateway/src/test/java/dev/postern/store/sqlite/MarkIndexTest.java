package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MarkIndexTest {
  private static final Comparator<Cursor> ASCENDING =
      Comparator.comparingLong(Cursor::received).thenComparingLong(Cursor::id);

  @TempDir Path directory;

  @Test
  void marksComeBackNewestFirstHoweverTheyCame() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    NavigableMap<Cursor, Integer> wanted = new TreeMap<>(ASCENDING);
    try (Db db = Db.open(directory.resolve("marks.db"), 1024, false)) {
      Schema.migrate(db);
      for (int round = 0; round < 60; round++) {
        MarkIndex index = new MarkIndex(db, 1, MarkIndex.UNREAD);
        MarkIndex other = new MarkIndex(db, 2, MarkIndex.UNREAD);
        other.add(round, round, 1);
        other.flush();
        change(index, random, wanted, round);
        index.flush();
        assertThat(all(index, random.nextInt(1, 300)))
            .as("seed %d round %d", seed, round)
            .containsExactlyElementsOf(wanted.descendingKeySet());
      }
      assertThat(db.number("SELECT max(length(packed)) FROM unread")).isLessThan(2000);
    }
  }

  /// In order, in reverse, anywhere, and away again.
  private static void change(
      MarkIndex index, Random random, NavigableMap<Cursor, Integer> wanted, int round) {
    int count = random.nextInt(600);
    long start = random.nextLong(1L << 40);
    for (int i = 0; i < count; i++) {
      Cursor key =
          switch (round % 4) {
            case 0 -> new Cursor(start + i * 1000L, (start + i) << 21);
            case 1 -> new Cursor(start - i * 1000L, (start + i) << 21);
            case 2 -> new Cursor(random.nextLong(-1L << 40, 1L << 40), random.nextLong(1L << 62));
            default -> some(random, wanted);
          };
      int more = wanted.containsKey(key) && random.nextInt(8) > 0 ? -wanted.get(key) : 1;
      index.add(key.received(), key.id(), more);
      wanted.merge(key, more, Integer::sum);
      wanted.remove(key, 0);
    }
  }

  private static Cursor some(Random random, NavigableMap<Cursor, Integer> wanted) {
    Cursor near = wanted.floorKey(new Cursor(random.nextLong(1L << 40), 0));
    return near == null ? new Cursor(1, 1) : near;
  }

  private static List<Cursor> all(MarkIndex index, int limit) {
    List<Cursor> found = new ArrayList<>();
    Cursor at = Cursor.START;
    for (List<Cursor> batch = index.before(at, Long.MIN_VALUE, limit);
        !batch.isEmpty();
        batch = index.before(at, Long.MIN_VALUE, limit)) {
      found.addAll(batch);
      at = batch.getLast();
    }
    return found;
  }
}
