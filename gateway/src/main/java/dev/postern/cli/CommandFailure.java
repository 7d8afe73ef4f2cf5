package dev.postern.cli;

/// A command that could not do its work; the message is for the person who gave it.
public sealed class CommandFailure extends RuntimeException permits Refused, Unreachable, WrongUse {
  private static final long serialVersionUID = 1L;

  /// Fails with a message that says what to do about it.
  public CommandFailure(String message) {
    super(message);
  }

  /// Fails with a message that says what to do about it, and the cause.
  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /// Returns what the process is to exit with.
  int exitCode() {
    return Cli.FAILED;
  }
}
