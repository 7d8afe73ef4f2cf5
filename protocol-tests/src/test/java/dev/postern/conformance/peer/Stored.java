package dev.postern.conformance.peer;

import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.store.sqlite.Verification;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// What a data directory holds while no server uses it.
public final class Stored {
  private Stored() {}

  /// Repairs the directory as a start does, then compares every body with its SHA-256 and every
  /// counter with what it counts.
  public static Verification verify(Path data) {
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        SqliteEngine engine =
            SqliteEngine.open(
                EngineOptions.in(data),
                InstantSource.system(),
                Thread.ofPlatform().daemon().factory(),
                timer)) {
      return engine.verify();
    }
  }
}
