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
    this.disk = disk;
    try {
      directory = Files.createTempDirectory("postern-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    options = EngineOptions.in(directory.resolve("data"));
    engine = start();
  }

  private SqliteEngine start() {
    return SqliteEngine.open(
        options, InstantSource.system(), Thread.ofPlatform().daemon().factory(), scheduler, disk);
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
    engine = start();
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
