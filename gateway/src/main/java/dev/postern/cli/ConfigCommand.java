package dev.postern.cli;

import dev.postern.config.ConfigException;
import dev.postern.config.ConfigSource;
import dev.postern.config.Environment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern config …`.
@Command(
    name = "config",
    description = "Work with the configuration.",
    footer = "Example: postern config check")
final class ConfigCommand {
  private final PrintWriter out;

  ConfigCommand(PrintWriter out) {
    this.out = out;
  }

  @Command(
      name = "check",
      description = "Read the configuration as serve would; tell every mistake.",
      footer = "Example: postern config check --config postern.yaml")
  void check(
      @Option(names = "--config", paramLabel = "FILE", description = "As of serve.")
          @Nullable Path file,
      @Option(names = "--data", paramLabel = "DIR", description = "As of serve.")
          @Nullable Path data,
      @Option(names = "--set", paramLabel = "KEY=VALUE", description = "As of serve.")
          @Nullable List<String> sets)
      throws ConfigException {
    var source =
        new ConfigSource(
            Optional.ofNullable(file),
            Optional.ofNullable(data),
            sets == null ? List.of() : sets,
            Environment.variables());
    ConfigSource.Loaded loaded = source.load();
    loaded.warnings().forEach(warning -> out.println("warning: " + warning));
    String read = loaded.file().map(Path::toString).orElse("no file, flags and environment only");
    out.println("ok (" + read + ")");
  }
}
