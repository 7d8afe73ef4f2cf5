package dev.postern.store.sqlite;

import dev.postern.mailbox.EnginePorts;
import dev.postern.store.sqlite.segment.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// An engine in a directory of its own that goes away with it.
final class TemporaryEngine implements AutoCloseable {
  final Path directory;
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final Disk disk;
  private final EngineOptions options;
  private SqliteEngine engine;

  TemporaryEngine() {
    this(new Disk());
  }

  TemporaryEngine(Disk disk) {
    this(temporary(), disk);
  }

  private TemporaryEngine(Path directory, Disk disk) {
    this(directory, EngineOptions.in(directory.resolve("data")), disk);
  }

  /// Uses a data directory that exists, and removes it at the end.
  TemporaryEngine(EngineOptions options) {
    this(options.directory(), options, new Disk());
  }

  private TemporaryEngine(Path directory, EngineOptions options, Disk disk) {
    this.directory = directory;
    this.disk = disk;
    this.options = options;
    start();
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("postern-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Options with which a few messages fill a segment.
  static EngineOptions smallSegments() {
    EngineOptions usual = EngineOptions.in(temporary());
    return new EngineOptions(
        usual.directory(),
        usual.readers(),
        usual.inMemory(),
        20_000,
        usual.cache(),
        usual.logAge(),
        usual.logRows(),
        Duration.ofHours(1));
  }

  void start() {
    engine =
        SqliteEngine.open(
            options,
            InstantSource.system(),
            Thread.ofPlatform().daemon().factory(),
            scheduler,
            disk);
  }

  SqliteEngine engine() {
    return engine;
  }

  EngineOptions options() {
    return options;
  }

  EnginePorts ports() {
    return new EnginePorts(engine.mail(), engine.grants(), engine.queue(), engine.webhooks());
  }

  void restart() {
    engine.close();
    start();
  }

  @Override
  public void close() {
    engine.close();
    scheduler.close();
    try {
      Files.walkFileTree(directory, new Removal());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
      Files.delete(dir);
      return FileVisitResult.CONTINUE;
    }
  }
}
