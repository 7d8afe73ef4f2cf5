package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueRowsTest {
  @TempDir private Path directory;

  @Test
  void rowsFromBeforeThereWereLanesGetTheirs() {
    try (Db db = Db.open(directory.resolve("db"), 1024, false)) {
      Schema.migrate(db);
      for (int i = 0; i < 2500; i++) {
        db.run(
            "INSERT INTO recipient(queue,address,attempts,due,diagnostic) VALUES(1,?,0,1,'')",
            i == 2499 ? "x@B\u00fccher.example" : "bob@D" + i + ".Example");
      }
      QueueRows.fillDomains(db);
      assertThat(db.number("SELECT count(DISTINCT domain) FROM recipient")).isEqualTo(2500);
      assertThat(db.list(rows -> rows.getString(1), "SELECT domain FROM recipient WHERE id>2498"))
          .containsExactly("d2498.example", "xn--bcher-kva.example");
    }
  }
}
