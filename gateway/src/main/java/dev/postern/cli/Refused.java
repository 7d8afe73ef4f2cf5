package dev.postern.cli;

/// The server's refusal of a call, in its words.
final class Refused extends CommandFailure {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String retryAfter;

  /// @param retryAfter that field of the answer; empty if it had none
  Refused(int status, String message, String retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /// Says whether the same may be accepted later.
  boolean isTransient() {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  /// Returns how many seconds the server wants one to wait; 0 if it does not say.
  long retryAfter() {
    boolean number = !retryAfter.isEmpty() && retryAfter.length() < 7;
    return number && retryAfter.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Long.parseLong(retryAfter)
        : 0;
  }

  /// Says whether it may be for what was sent or asked for, so that the next may be taken.
  boolean isOfContent() {
    return status == 400 || status == 413 || status == 422 || status == 500;
  }

  /// Says whether what was asked for is not there.
  boolean isNotFound() {
    return status == 404;
  }
}
