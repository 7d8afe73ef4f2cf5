package dev.postern.net;

/// Why the server ends a connection; fired through its pipeline as a user event.
///
/// A door's handler that knows words for it (`* BYE`, `421`) writes them, closes, and does not pass
/// the event on. If nobody takes it, the connection is closed as soon as its running tasks are
/// done. Either way it is closed a second later, at [#SHUTTING_DOWN] when the time to drain is
/// over.
public enum Farewell {
  SHUTTING_DOWN("server is shutting down"),
  SIGNED_OUT("sign in again"),
  STOPPED("the account was stopped by its owner"),
  IDLE("idle for too long"),
  SIGN_IN_LATE("no sign-in in time"),
  CROWDED_OUT("too many connections");

  private final String text;

  Farewell(String text) {
    this.text = text;
  }

  /// Returns what a client may read.
  public String text() {
    return text;
  }
}
