package dev.postern.cli;

/// A command line that cannot be meant: nothing was asked of the server for it.
final class WrongUse extends CommandFailure {
  private static final long serialVersionUID = 1L;

  WrongUse(String message) {
    super(message);
  }

  WrongUse(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  int exitCode() {
    return Cli.WRONG_USE;
  }
}
