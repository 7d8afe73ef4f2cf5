package dev.postern.cli;

import dev.postern.auth.ApiKeys;
import dev.postern.config.Config;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;

/// Runs command lines on a data directory as somebody types them, and keeps what they say.
final class Prompt {
  static final Instant NOW = Instant.parse("2030-01-31T09:00:00Z");

  private final Path data;
  private final boolean person;
  private final String input;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  private Prompt(Path data, boolean person, String input) {
    this.data = data;
    this.person = person;
    this.input = input;
  }

  /// A program that types nothing.
  static Prompt script(Path data) {
    return new Prompt(data, false, "");
  }

  /// A program that hands `input` in.
  static Prompt script(Path data, String input) {
    return new Prompt(data, false, input);
  }

  /// Somebody on a terminal who types `input`.
  static Prompt person(Path data, String input) {
    return new Prompt(data, true, input);
  }

  int run(String... words) {
    out = new StringWriter();
    err = new StringWriter();
    var arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--data", data.toString()));
    return Cli.run(arguments.toArray(String[]::new), new Nothing(), terminal());
  }

  /// Returns all commands, as they would run.
  CommandLine commands() {
    return Cli.commands(new Nothing(), terminal());
  }

  private Terminal terminal() {
    return new Terminal(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        person,
        InstantSource.fixed(NOW));
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /// Works on no data directory.
  private static final class Nothing implements Operations {
    private static CommandFailure none() {
      return new CommandFailure("no data here");
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public InstantSource clock() {
      return InstantSource.fixed(NOW);
    }

    @Override
    public Running start(Config config) {
      throw none();
    }

    @Override
    public Path rotateApiKey(Path directory) {
      throw none();
    }

    @Override
    public <T> T withApiKeys(Path directory, Function<ApiKeys, T> work) {
      throw none();
    }

    @Override
    public void backup(Path directory, Path target) {
      throw none();
    }

    @Override
    public String restore(Path backup, Path directory) {
      throw none();
    }
  }
}
