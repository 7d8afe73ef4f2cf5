package dev.postern.imap;

import io.netty.buffer.ByteBuf;

/// Lines that are no commands, between a command and its tagged answer: SASL and IDLE.
interface Exchange {
  /// Takes the next line.
  void line(ByteBuf line);

  /// Gives back what it holds; the client is gone.
  default void close() {}
}
