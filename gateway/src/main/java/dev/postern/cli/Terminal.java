package dev.postern.cli;

import dev.postern.config.Environment;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;

/// What a command reads from and writes to.
///
/// @param out what was asked for
/// @param err what went wrong, and questions
/// @param isPerson whether somebody is there to answer a question and to see colours
/// @param clock tells how long ago things were
record Terminal(
    PrintWriter out, PrintWriter err, InputStream in, boolean isPerson, InstantSource clock) {
  /// Returns the terminal of this process.
  static Terminal ofProcess(PrintWriter out, PrintWriter err, InstantSource clock) {
    boolean person = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return new Terminal(out, err, System.in, person, clock);
  }

  /// Says whether colours are welcome (no-color.org).
  boolean colours() {
    return isPerson && Environment.variable("NO_COLOR").isEmpty();
  }

  /// Makes sure that what cannot be undone is meant.
  ///
  /// @param yes whether the command line says so already
  /// @throws CommandFailure if it is not, or if there is nobody to ask
  void confirm(boolean yes, String question) {
    if (yes) {
      return;
    }
    if (!isPerson) {
      throw new WrongUse(question + " Say --yes: there is no terminal to ask on.");
    }
    err.print(question + " [y/N] ");
    err.flush();
    String answer = line().strip();
    if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
      throw new CommandFailure("nothing was done");
    }
  }

  /// Reads a secret: typed unseen on a terminal, else the first line of the input.
  String secret(String prompt) {
    Console console = isPerson ? System.console() : null;
    if (console == null) {
      return line();
    }
    char[] typed = console.readPassword("%s: ", prompt);
    return typed == null ? "" : new String(typed);
  }

  private String line() {
    try {
      String line =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads the input to its end.
  String rest() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
