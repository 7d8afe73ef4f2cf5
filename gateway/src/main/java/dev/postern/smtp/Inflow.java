package dev.postern.smtp;

import dev.postern.smtp.wire.Line;
import dev.postern.smtp.wire.LineEnds;
import dev.postern.smtp.wire.LineFramer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/// What came from one client and waits for its turn. On the connection's event loop; an idle
/// connection holds no buffer.
final class Inflow {
  private static final int MAX_CHUNK = 1 << 16;

  private final LineFramer framer;
  private ByteBuf waiting = Unpooled.EMPTY_BUFFER;

  Inflow(LineEnds ends) {
    this.framer = new LineFramer(ends);
  }

  /// Adds what came, and releases it.
  void add(ByteBuf bytes, ByteBufAllocator allocator) {
    if (waiting.isReadable()) {
      waiting.discardSomeReadBytes().writeBytes(bytes);
    } else {
      waiting.release();
      // A slice of the read buffer cannot grow: what is kept is a buffer of its own.
      waiting = allocator.buffer(bytes.readableBytes()).writeBytes(bytes);
    }
    bytes.release();
  }

  /// Returns how many octets wait.
  int length() {
    return waiting.readableBytes();
  }

  boolean isEmpty() {
    return !waiting.isReadable();
  }

  /// Returns the first octet of what waits.
  byte first() {
    return waiting.getByte(waiting.readerIndex());
  }

  /// Takes the next line.
  ///
  /// @param sasl whether it continues a SASL exchange
  /// @return empty if there is no whole line yet
  Optional<Line> line(boolean sasl) {
    return framer.next(waiting, sasl);
  }

  /// Returns the next part of a mail, at most 64 KiB, and leaves it here.
  ///
  /// @param most its octets at most
  byte[] peek(long most) {
    byte[] chunk = new byte[(int) Math.min(most, Math.min(MAX_CHUNK, length()))];
    waiting.getBytes(waiting.readerIndex(), chunk);
    return chunk;
  }

  void skip(int octets) {
    waiting.skipBytes(octets);
  }

  /// Frees the buffer if nothing waits.
  void tidy() {
    if (isEmpty()) {
      drop();
    }
  }

  /// Forgets what waits.
  void drop() {
    waiting.release();
    waiting = Unpooled.EMPTY_BUFFER;
  }
}
