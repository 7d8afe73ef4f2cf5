package dev.postern.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `postern completion`: what a shell needs to complete commands and options.
@Command(
    name = "completion",
    description = "Print a script that lets a shell complete commands: source it.",
    footer = "Example: postern completion bash")
final class CompletionCommand implements Callable<Integer> {
  private enum Shell {
    BASH,
    ZSH;

    /// Returns the word that is typed.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  // Only read, so that a mistyped one is told: one script serves both.
  @SuppressWarnings("UnusedVariable")
  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  private Shell shell = Shell.BASH;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  // zsh runs it with its own emulation of bash's completion.
  @Override
  public Integer call() {
    terminal.out().print(AutoComplete.bash("postern", spec.root().commandLine()));
    return 0;
  }
}
