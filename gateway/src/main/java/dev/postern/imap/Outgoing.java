package dev.postern.imap;

import dev.postern.imap.wire.ResponseWriter;
import io.netty.buffer.ByteBuf;
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

  private final Channel channel;
  private final ResponseWriter writer = new ResponseWriter(this);
  private @Nullable ByteBuf text;
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
    gather(true);
    if (!channel.isWritable()) {
      awaitWritable();
    }
    checkOpen();
    region(burst ? TEXT : FIRST_TEXT);
    burst = true;
  }

  private void region(int size) {
    ByteBuf region = text;
    if (region == null || region.capacity() < size) {
      if (region != null) {
        region.release();
      }
      region = channel.alloc().heapBuffer(size, size);
      text = region;
    }
    writer.region(region.array(), region.arrayOffset(), region.arrayOffset() + region.capacity());
  }

  /// Moves the text written so far behind what was gathered.
  private void gather(boolean more) {
    ByteBuf written = text;
    if (written == null) {
      return;
    }
    int from = written.arrayOffset();
    int end = writer.at();
    while (from < end) {
      ByteBuf to = room(more ? GATHERED : end - from);
      int length = Math.min(end - from, to.writableBytes());
      to.writeBytes(written.array(), from, length);
      from += length;
    }
    writer.region(
        written.array(), written.arrayOffset(), written.arrayOffset() + written.capacity());
  }

  /// Returns a buffer with room for a byte at least.
  private ByteBuf room(int size) {
    ByteBuf present = gathered;
    if (present != null) {
      if (present.isWritable()) {
        return present;
      }
      send();
    }
    ByteBuf fresh = channel.alloc().directBuffer(size, size);
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
    gather(true);
    while (at < to) {
      if (!channel.isWritable()) {
        awaitWritable();
      }
      checkOpen();
      ByteBuf target = room(GATHERED);
      int length = (int) Math.min(target.writableBytes(), to - at);
      source.read(at, target.internalNioBuffer(target.writerIndex(), length));
      target.writerIndex(target.writerIndex() + length);
      at += length;
    }
  }

  /// Sends what was written and keeps nothing.
  void flush() {
    gather(false);
    send();
    drop();
    burst = false;
  }

  /// Gives back what was not sent.
  void drop() {
    if (text != null) {
      text.release();
      text = null;
    }
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
    writer.noRegion();
  }
}
