package dev.postern.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The numbered migrations, `V1.sql` and on. The version row is looked at first, so that a normal
/// start pays one query.
final class Schema {
  static final int VERSION = 5;

  /// The version that finds messages by their metadata.
  private static final int PAIRS = 3;

  /// The version that takes the queue by lanes.
  private static final int LANES = 4;

  private Schema() {}

  /// Brings the database to [#VERSION].
  ///
  /// @throws EngineRefusal if it is newer than this program
  static void migrate(Db db) {
    boolean isNew = db.number("SELECT count(*) FROM sqlite_master WHERE name='meta'") == 0;
    long found = isNew ? 0 : db.number("SELECT number FROM meta WHERE name='schema'");
    if (found > VERSION) {
      throw new EngineRefusal(
          "the data directory has schema version "
              + found
              + ", this program knows up to "
              + VERSION
              + ": use the newer program");
    }
    for (long version = found + 1; version <= VERSION; version++) {
      db.exec("BEGIN IMMEDIATE");
      List<String> statements = List.of(script("V" + version + ".sql").split(";\n", -1));
      statements.stream().filter(statement -> !statement.isBlank()).forEach(db::exec);
      if (version == PAIRS) {
        IndexRows.fillPairs(db);
      }
      if (version == LANES) {
        QueueRows.fillDomains(db);
      }
      db.run("INSERT OR REPLACE INTO meta(name,number) VALUES('schema',?)", version);
      db.exec("COMMIT");
    }
  }

  private static String script(String name) {
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing migration " + name);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("\n", -1))
          .filter(line -> !line.startsWith("--"))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
