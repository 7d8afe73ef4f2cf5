package dev.postern.smtp.client;

import java.io.IOException;
import java.net.SocketTimeoutException;

/// A hop cannot be used; nothing was handed over.
final class HopFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final String diagnostic;
  private final boolean tls;

  /// @param diagnostic code and text such as `451 4.4.1 connection refused`
  /// @param tls whether a connection without TLS might work
  HopFailure(String diagnostic, boolean tls) {
    super(diagnostic);
    this.diagnostic = diagnostic;
    this.tls = tls;
  }

  HopFailure(String diagnostic) {
    this(diagnostic, false);
  }

  String diagnostic() {
    return diagnostic;
  }

  boolean isTls() {
    return tls;
  }

  /// Returns an exception's reason on one line.
  static String reason(IOException e) {
    if (e instanceof SocketTimeoutException) {
      return "timed out";
    }
    String text = e.getMessage();
    return text == null ? e.getClass().getSimpleName() : text.replaceAll("\\s+", " ").strip();
  }
}
