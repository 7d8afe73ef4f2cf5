package dev.postern.imap;

/// Ends whatever a session is doing: the client is gone.
final class Disconnected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Disconnected() {
    super("the client is gone", null, false, false);
  }
}
