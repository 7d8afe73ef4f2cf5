package dev.postern.imap.wire;

import io.netty.buffer.ByteBuf;

/// A piece of the client's stream that can be worked on. Whoever gets a frame releases its buffer.
public sealed interface Frame {
  /// Returns how many octets wait in it.
  default int size() {
    return 0;
  }

  /// Frees the buffer, if there is one.
  default void release() {}

  /// One command, or one line of an exchange, with its literals as they came and without the final
  /// line end.
  record Whole(ByteBuf bytes) implements Frame {
    @Override
    public int size() {
      return bytes.readableBytes();
    }

    @Override
    public void release() {
      bytes.release();
    }
  }

  /// A command that asks to send a literal; ends in the literal's head. The framer waits for
  /// [ImapFramer#proceed].
  record Asking(ByteBuf bytes) implements Frame {
    @Override
    public int size() {
      return bytes.readableBytes();
    }

    @Override
    public void release() {
      bytes.release();
    }
  }

  /// The head of an APPEND or REPLACE, up to its message literal.
  ///
  /// @param length octets of the literal
  /// @param asking whether the client waits for a `+`: then the framer waits for
  ///   [ImapFramer#proceed]; otherwise [LiteralBytes] and [LiteralEnd] follow whatever happens
  record AppendHead(ByteBuf bytes, long length, boolean asking) implements Frame {
    @Override
    public int size() {
      return bytes.readableBytes();
    }

    @Override
    public void release() {
      bytes.release();
    }
  }

  /// What stands between one message of an APPEND and the next one's literal; `length` and `asking`
  /// as in [AppendHead].
  record AppendNext(ByteBuf bytes, long length, boolean asking) implements Frame {
    @Override
    public int size() {
      return bytes.readableBytes();
    }

    @Override
    public void release() {
      bytes.release();
    }
  }

  /// Octets of APPEND's literal.
  record LiteralBytes(ByteBuf bytes) implements Frame {
    @Override
    public int size() {
      return bytes.readableBytes();
    }

    @Override
    public void release() {
      bytes.release();
    }
  }

  /// APPEND's last literal is complete, and so is its line.
  ///
  /// @param tail what stood between the literal and the line end, shortened if it is long
  record LiteralEnd(String tail) implements Frame {}

  /// A command the framer refused; nothing of it is left in the stream unless `close`.
  ///
  /// @param tag the command's tag, `*` if it has none
  /// @param close whether the stream can no longer be followed
  record Refused(String tag, String text, boolean close) implements Frame {}

  /// A later literal of an APPEND that the framer refused, and with it the whole command; nothing
  /// of it is left in the stream unless `close`.
  record NextRefused(String text, boolean close) implements Frame {}
}
