package dev.postern.store.sqlite;

/// A data directory cannot be opened; the message says why and goes to the operator.
public final class EngineRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EngineRefusal(String message) {
    super(message);
  }

  EngineRefusal(String message, Throwable cause) {
    super(message, cause);
  }
}
