package dev.postern.imap;

import dev.postern.imap.wire.ResponseWriter;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// The way of answers to the client: text is written to an array, gathered with bodies in a buffer
/// outside the heap, and sent when that is full or on [#flush].
///
/// A writer waits until the client has read, so that what waits to be sent is bounded; nothing is
/// held between answers. Used on the session's thread, but for [#wake].
final class Outgoing implements ResponseWriter.Sink {
  private static final int FIRST_TEXT = 1 << 10;
  private static final int TEXT = 16 << 10;
  private static final int GATHERED = 64 << 10;

  private static final byte[] NONE = new byte[0];

  /// Not the channel's: that one keeps a cache for each thread, and a virtual thread is new for
  /// every burst of commands.
  private static final ByteBufAllocator BUFFERS = new AdaptiveByteBufAllocator(true);

  private final Channel channel;
  private final ResponseWriter writer = new ResponseWriter(this);
  private byte[] text = NONE;
  private @Nullable ByteBuf gathered;
  private boolean burst;

  Outgoing(Channel channel) {
    this.channel = channel;
  }

  ResponseWriter writer() {
    return writer;
  }

  /// Lets a waiting writer look whether the channel is writable, or gone. From any thread.
  synchronized void wake() {
    notifyAll();
  }

  private synchronized void awaitWritable() {
    try {
      while (channel.isActive() && !channel.isWritable()) {
        wait();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Disconnected();
    }
  }

  /// Throws [Disconnected] if the client is gone.
  void checkOpen() {
    if (!channel.isActive()) {
      drop();
      throw new Disconnected();
    }
  }

  @Override
  public void turn(ResponseWriter full) {
    gather();
    if (!channel.isWritable()) {
      awaitWritable();
    }
    checkOpen();
    region(burst ? TEXT : FIRST_TEXT);
    burst = true;
  }

  private void region(int size) {
    if (text.length < size) {
      text = new byte[size];
    }
    writer.region(text, 0, text.length);
  }

  /// Moves the text written so far behind what was gathered.
  private void gather() {
    int from = 0;
    int end = writer.at();
    while (from < end) {
      ByteBuf to = room();
      int length = Math.min(end - from, to.writableBytes());
      to.writeBytes(text, from, length);
      from += length;
    }
    writer.region(text, 0, text.length);
  }

  /// Returns a buffer with room for a byte at least.
  private ByteBuf room() {
    ByteBuf present = gathered;
    if (present != null) {
      if (present.isWritable()) {
        return present;
      }
      send();
    }
    ByteBuf fresh = BUFFERS.directBuffer(GATHERED, GATHERED);
    gathered = fresh;
    return fresh;
  }

  private void send() {
    ByteBuf full = gathered;
    if (full != null) {
      gathered = null;
      channel.writeAndFlush(full);
    }
  }

  @Override
  public void copy(long from, long to, ResponseWriter.Source source) {
    long at = from;
    gather();
    while (at < to) {
      if (!channel.isWritable()) {
        awaitWritable();
      }
      checkOpen();
      ByteBuf target = room();
      int length = (int) Math.min(target.writableBytes(), to - at);
      source.read(at, target.internalNioBuffer(target.writerIndex(), length));
      target.writerIndex(target.writerIndex() + length);
      at += length;
    }
  }

  /// Sends what was written and keeps nothing.
  void flush() {
    int length = writer.at();
    if (gathered != null) {
      gather();
      send();
    } else if (length > 0) {
      channel.writeAndFlush(Unpooled.wrappedBuffer(text, 0, length));
    }
    drop();
    burst = false;
  }

  /// Gives back what was not sent.
  void drop() {
    text = NONE;
    writer.noRegion();
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }
}
