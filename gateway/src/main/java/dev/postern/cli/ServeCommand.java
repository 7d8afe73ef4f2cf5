package dev.postern.cli;

import dev.postern.config.Config;
import dev.postern.config.ConfigException;
import dev.postern.config.ConfigSource;
import dev.postern.config.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern serve`: runs the server until the process is told to end.
@Command(
    name = "serve",
    description = "Run the server until it is told to end (SIGTERM, Ctrl-C).",
    footer = "Example: postern serve --demo")
final class ServeCommand implements Callable<Integer> {
  private final Operations operations;
  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration; default: POSTERN_CONFIG, else postern.yaml in the data directory.")
  private @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory; default: POSTERN_DATA, else the platform's place.")
  private @Nullable Path data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set one key of the configuration, over file and environment. Repeatable.")
  private List<String> sets = List.of();

  @Option(
      names = "--demo",
      description = "Play a short conversation of two agents in a fresh temporary data directory.")
  private boolean demo;

  ServeCommand(Operations operations, PrintWriter out, PrintWriter err) {
    this.operations = operations;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    Optional<Path> directory = Optional.ofNullable(data);
    boolean temporary = demo && directory.isEmpty();
    if (temporary) {
      directory = Optional.of(temporaryDirectory());
    }
    var source =
        new ConfigSource(Optional.ofNullable(file), directory, sets, Environment.variables());
    ConfigSource.Loaded loaded = source.load();
    loaded.warnings().forEach(warning -> err.println("postern: " + warning));
    err.flush();
    Config config = demo ? Demo.onFreePorts(loaded.config()) : loaded.config();
    Operations.Running running = operations.start(config);
    out.println(running.ready().line());
    out.flush();
    if (demo) {
      Demo.play(running.ready(), config, out);
      out.flush();
    }
    running.await();
    return 0;
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("postern-demo-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
