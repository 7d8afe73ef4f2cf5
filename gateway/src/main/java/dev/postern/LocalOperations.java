package dev.postern;

import dev.postern.auth.ApiKeys;
import dev.postern.cli.CommandFailure;
import dev.postern.cli.Operations;
import dev.postern.config.Config;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Quota;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.EngineRefusal;
import dev.postern.store.sqlite.Restore;
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
import java.util.function.Function;
import java.util.function.Supplier;

/// What commands do in this process: run the server, or work on a data directory that none is
/// using.
final class LocalOperations implements Operations {
  // No background work within one command.
  private static final Config.Store OFFLINE = new Config.Store(Duration.ofDays(1), 64 << 20);

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
  public InstantSource clock() {
    return clock;
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
    return withEngine(
        directory,
        engine -> {
          directory.writeApiKey(new ApiKeys(engine.grants().applications(), clock).rotate());
          return directory.apiKeyFile();
        });
  }

  @Override
  public <T> T withApiKeys(Path data, Function<ApiKeys, T> work) {
    return withEngine(
        existing(data), engine -> work.apply(new ApiKeys(engine.grants().applications(), clock)));
  }

  @Override
  public void backup(Path data, Path directory) {
    DataDirectory source = existing(data);
    withEngine(
        source,
        engine -> {
          backup(engine, source, directory);
          return directory;
        });
  }

  @Override
  public String restore(Path backup, Path data) {
    if (!Files.isDirectory(backup)) {
      throw new CommandFailure("there is no backup " + backup);
    }
    DataDirectory target = DataDirectory.open(data);
    Restore done = refusing(() -> SqliteEngine.restore(backup, target.path()));
    DataDirectory.copyKeys(backup, target.path());
    return "restored %d accounts with %d messages to %s; UIDs go on %d higher, change numbers %d higher; %d folders have a new UIDVALIDITY"
        .formatted(
            done.accounts(),
            done.messages(),
            target.path(),
            done.uidMargin(),
            done.seqMargin(),
            done.renumbered());
  }

  /// Opens the engine of a data directory that no other process is using.
  ///
  /// @throws CommandFailure with the reason if it cannot be opened
  static SqliteEngine engine(
      DataDirectory data,
      Config.Store store,
      Quota quota,
      InstantSource clock,
      ScheduledExecutorService timer) {
    EngineOptions defaults = EngineOptions.in(data.path());
    EngineOptions options =
        new EngineOptions(
            defaults.directory(),
            defaults.readers(),
            defaults.inMemory(),
            store.segmentSize(),
            defaults.cache(),
            defaults.logAge(),
            defaults.logRows(),
            store.upkeepInterval(),
            quota);
    ThreadFactory threads = Thread.ofPlatform().name("store-", 0).factory();
    return refusing(() -> SqliteEngine.open(options, clock, threads, timer));
  }

  /// Copies everything of `data`, which `engine` has open, into `directory`.
  ///
  /// @throws GatewayException if it cannot be copied, with the reason
  static void backup(SqliteEngine engine, DataDirectory data, Path directory) {
    try {
      DataDirectory.closeToOthers(directory);
      engine.backup(directory);
      DataDirectory.copyKeys(data.path(), directory);
    } catch (EngineRefusal | CommandFailure refusal) {
      throw new GatewayException(Fault.INVALID, String.valueOf(refusal.getMessage()), refusal);
    }
  }

  private <T> T withEngine(DataDirectory data, Function<SqliteEngine, T> work) {
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        SqliteEngine engine = engine(data, OFFLINE, Quota.NONE, clock, timer)) {
      return work.apply(engine);
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
