package dev.postern.fault;

import org.jspecify.annotations.Nullable;

/// A refusal that a client is told about.
///
/// The message goes out on the wire: it names what the client can change, and never a host, a path,
/// a query or another account. The cause goes to the log only.
public final class GatewayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /// Makes a refusal with the text that the client reads.
  public GatewayException(Fault fault, String message) {
    this(fault, message, null);
  }

  /// Makes a refusal with the text that the client reads and the cause that the log keeps.
  public GatewayException(Fault fault, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /// Returns the reason.
  public Fault fault() {
    return fault;
  }

  /// Returns the text that the client reads.
  public String text() {
    String message = getMessage();
    return message == null ? fault.name() : message;
  }
}
