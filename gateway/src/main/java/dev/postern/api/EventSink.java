package dev.postern.api;

/// Where one listener's events go. Thread-safe; nothing here waits.
interface EventSink {
  /// Says whether the reader keeps up: nothing is sent to one that does not.
  boolean hasRoom();

  /// Sends a text.
  void send(EventText text);

  /// Ends the stream in order: the client is free to come again.
  void end();

  /// What wants to hear of the reader.
  interface Source {
    /// There is room again.
    void room();

    /// The connection is closed; may be told twice.
    void gone();
  }

  /// Begins to write to a sink, once its head is sent.
  @FunctionalInterface
  interface Opening {
    Source open(EventSink sink);
  }
}
