package dev.postern.fault;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A refusal that a client is told about.
///
/// The message goes out on the wire: it names what the client can change, and never a host, a path,
/// a query or another account. The cause goes to the log only.
public final class GatewayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;
  private final @Nullable Duration wait;

  /// Makes a refusal with the text that the client reads.
  public GatewayException(Fault fault, String message) {
    this(fault, message, null);
  }

  /// Makes a refusal with the text that the client reads and the cause that the log keeps.
  public GatewayException(Fault fault, String message, @Nullable Throwable cause) {
    this(fault, message, cause, null);
  }

  private GatewayException(
      Fault fault, String message, @Nullable Throwable cause, @Nullable Duration wait) {
    super(message, cause);
    this.fault = fault;
    this.wait = wait;
  }

  /// Makes a refusal of what would be taken after `wait`.
  public static GatewayException throttled(String message, Duration wait) {
    return new GatewayException(Fault.THROTTLED, message, null, wait);
  }

  /// Returns the reason.
  public Fault fault() {
    return fault;
  }

  /// Returns in how many seconds the same is worth another try, at least 1, if that is known.
  public Optional<Long> retryAfter() {
    return Optional.ofNullable(wait).map(left -> Math.max(1, left.plusMillis(999).toSeconds()));
  }

  /// Returns the text that the client reads.
  public String text() {
    String message = getMessage();
    return message == null ? fault.name() : message;
  }
}
