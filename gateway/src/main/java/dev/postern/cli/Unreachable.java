package dev.postern.cli;

/// A server that did not answer.
final class Unreachable extends CommandFailure {
  private static final long serialVersionUID = 1L;

  Unreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
