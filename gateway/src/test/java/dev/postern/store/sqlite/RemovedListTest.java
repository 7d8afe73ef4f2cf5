package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.rules.ItemList;
import dev.postern.rules.ListType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The items of a removed list go in slices, and those of others stay.
class RemovedListTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final UUID APPLICATION = UUID.randomUUID();

  private static UUID list(SqliteEngine engine, int items) {
    UUID id = UUID.randomUUID();
    engine.lists().add(new ItemList(id, APPLICATION, "l", "", ListType.DOMAIN, 0, NOON, NOON), 9);
    List<String> values = IntStream.range(0, items).mapToObj(i -> "d" + i + ".test").toList();
    engine.lists().addItems(APPLICATION, id, values, items, NOON);
    return id;
  }

  @Test
  void upkeepRemovesWhatIsGone() {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      UUID stays = list(engine.engine(), 10);
      UUID goes = list(engine.engine(), 2500);
      UUID empty = list(engine.engine(), 0);
      assertThat(engine.engine().lists().remove(APPLICATION, goes)).isTrue();
      assertThat(engine.engine().lists().remove(APPLICATION, empty)).isTrue();
      engine.engine().compact();
      engine.engine().close();
      try (Db db = Db.open(engine.options().database(), 100, true)) {
        assertThat(db.number("SELECT count(*) FROM list_item")).isEqualTo(10);
        assertThat(db.list(rows -> rows.getString(1), "SELECT id FROM item_list"))
            .containsExactly(stays.toString());
      }
      engine.start();
    }
  }
}
