package dev.postern.cli;

/// The server's refusal of a call, in its words.
final class Refused extends CommandFailure {
  private static final long serialVersionUID = 1L;

  private final int status;

  Refused(int status, String message) {
    super(message);
    this.status = status;
  }

  /// Says whether what was asked for is not there.
  boolean isNotFound() {
    return status == 404;
  }
}
