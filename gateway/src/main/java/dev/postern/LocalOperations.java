package dev.postern;

import dev.postern.auth.ApiKeys;
import dev.postern.cli.CommandFailure;
import dev.postern.cli.Operations;
import dev.postern.config.Config;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.EngineRefusal;
import dev.postern.store.sqlite.SqliteEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What commands do in this process: run the server, or work on a data directory that none is
/// using.
final class LocalOperations implements Operations {
  private final InstantSource clock;

  LocalOperations(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String version() {
    try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new CommandFailure("the version cannot be read", e);
    }
  }

  @Override
  public Running start(Config config) {
    Server server = Server.start(config, version(), clock);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endProcess(server), "shutdown"));
    return server;
  }

  // Told to end by a signal, the JVM would exit with 128 and the signal's number.
  private static void endProcess(Server server) {
    server.close();
    Runtime.getRuntime().halt(Main.exitCode());
  }

  @Override
  public Path rotateApiKey(Path data) {
    DataDirectory directory = existing(data);
    withEngine(
        directory, engine -> directory.writeApiKey(new ApiKeys(engine.grants(), clock).rotate()));
    return directory.apiKeyFile();
  }

  @Override
  public void backup(Path data, Path directory) {
    throw new CommandFailure("this engine has no backup yet");
  }

  @Override
  public String restore(Path backup, Path data) {
    throw new CommandFailure("this engine has no restore yet");
  }

  /// Opens the engine of a data directory that no other process is using.
  ///
  /// @throws CommandFailure with the reason if it cannot be opened
  static SqliteEngine engine(
      DataDirectory data, Duration upkeep, InstantSource clock, ScheduledExecutorService timer) {
    EngineOptions defaults = EngineOptions.in(data.path());
    EngineOptions options =
        new EngineOptions(
            defaults.directory(),
            defaults.readers(),
            defaults.inMemory(),
            defaults.segment(),
            defaults.cache(),
            defaults.logAge(),
            defaults.logRows(),
            upkeep);
    ThreadFactory threads = Thread.ofPlatform().name("store-", 0).factory();
    return refusing(() -> SqliteEngine.open(options, clock, threads, timer));
  }

  private void withEngine(DataDirectory data, Consumer<SqliteEngine> work) {
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        SqliteEngine engine = engine(data, Duration.ofDays(1), clock, timer)) {
      work.accept(engine);
    }
  }

  private static <T> T refusing(Supplier<T> work) {
    try {
      return work.get();
    } catch (EngineRefusal refusal) {
      throw new CommandFailure(String.valueOf(refusal.getMessage()), refusal);
    }
  }

  private static DataDirectory existing(Path data) {
    if (!Files.isDirectory(data)) {
      throw new CommandFailure("there is no data directory " + data);
    }
    return DataDirectory.open(data);
  }
}
