package dev.postern.api;

/// The client closed the connection in the middle of its request: nobody waits for an answer.
final class ClientGone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClientGone() {
    super("client is gone", null, false, false);
  }
}
