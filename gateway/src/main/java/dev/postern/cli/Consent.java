package dev.postern.cli;

import picocli.CommandLine.Option;

/// The option that says in advance that what cannot be undone is meant.
final class Consent {
  @Option(
      names = {"-y", "--yes"},
      description = "Do it without asking.")
  private boolean yes;

  /// @throws CommandFailure if it is not meant, or if there is nobody to ask
  void ask(Terminal terminal, String question) {
    terminal.confirm(yes, question);
  }

  boolean given() {
    return yes;
  }
}
