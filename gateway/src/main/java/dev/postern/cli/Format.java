package dev.postern.cli;

import picocli.CommandLine.Option;

/// How a command says what it has to say; every command of the API has these options.
final class Format {
  @Option(names = "--json", description = "Print the API's JSON.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print ids only.")
  private boolean quiet;

  @Option(
      names = "--no-color",
      description = "No colours; there are none anyway but on a terminal, and with NO_COLOR set.")
  private boolean plain;

  boolean json() {
    return json;
  }

  boolean quiet() {
    return quiet && !json;
  }

  boolean plain() {
    return plain;
  }
}
