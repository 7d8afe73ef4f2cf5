package dev.postern.store.sqlite;

import dev.postern.mailbox.Quota;
import java.nio.file.Path;
import java.time.Duration;

/// How an engine uses its directory and memory.
///
/// @param directory holds everything; made with mode 0700 if it is missing
/// @param readers connections that read at the same time
/// @param inMemory octets up to which a body waits in memory; larger ones stream to a file
/// @param segment octets after which a new shared segment is started
/// @param cache octets of decoded contents that are kept
/// @param logAge how long change log entries and tombstones are kept
/// @param logRows the most log rows an account keeps
/// @param upkeep how often background work is looked for
/// @param quota what each account may keep
public record EngineOptions(
    Path directory,
    int readers,
    int inMemory,
    long segment,
    long cache,
    Duration logAge,
    int logRows,
    Duration upkeep,
    Quota quota) {
  /// Options without a quota.
  public EngineOptions(
      Path directory,
      int readers,
      int inMemory,
      long segment,
      long cache,
      Duration logAge,
      int logRows,
      Duration upkeep) {
    this(directory, readers, inMemory, segment, cache, logAge, logRows, upkeep, Quota.NONE);
  }

  private static final int READERS_PER_CORE = 4;

  /// The defaults for a server.
  public static EngineOptions in(Path directory) {
    return new EngineOptions(
        directory,
        Math.max(8, READERS_PER_CORE * Runtime.getRuntime().availableProcessors()),
        256 * 1024,
        64L << 20,
        64L << 20,
        Duration.ofDays(30),
        1_000_000,
        Duration.ofSeconds(10));
  }

  Path database() {
    return directory.resolve("postern.db");
  }

  Path texts() {
    return directory.resolve("search.db");
  }

  Path segments() {
    return directory.resolve("segments");
  }
}
