package dev.postern.imap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compresses an IMAP connection (RFC 4978): raw deflate both ways, every write flushed so that the
/// client can read it, every octet that came inflated at once even if its block has not ended
/// (clients.md row 14).
///
/// What comes is handed on in small pieces and no further than the connection reads: limits count
/// inflated octets, and a little input that inflates to much waits compressed. On the event loop.
final class DeflateCodec extends ChannelDuplexHandler {
  /// How many connections may be compressed at once: zlib takes about 300 KiB for each.
  static final Semaphore MOST = new Semaphore(500);

  private static final Logger log = LoggerFactory.getLogger(DeflateCodec.class);
  private static final int PIECE = 16 << 10;

  /// What may be inflated before the ratio counts, in octets, and the ratio.
  private static final long FREE = 8 << 20;

  private static final long MAX_RATIO = 250;

  private final Inflater inflater = new Inflater(true);
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
  private boolean ended;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      waiting.add(bytes);
      inflate(context);
    } else {
      context.fireChannelRead(message);
    }
  }

  /// Asked for when reading goes on after a stop: first what is here already.
  @Override
  public void read(ChannelHandlerContext context) {
    if (waiting.isEmpty()) {
      context.read();
    } else {
      context.executor().execute(() -> resume(context));
    }
  }

  private void resume(ChannelHandlerContext context) {
    inflate(context);
    if (waiting.isEmpty() && !ended && context.channel().config().isAutoRead()) {
      context.read();
    }
  }

  private void inflate(ChannelHandlerContext context) {
    while (!ended && !waiting.isEmpty() && context.channel().config().isAutoRead()) {
      ByteBuf piece = piece(context);
      if (piece != null) {
        context.fireChannelRead(piece);
        // The connection looks at what is held only between reads.
        context.fireChannelReadComplete();
      }
    }
  }

  /// Inflates the next octets of what waits; null if that gives none.
  private @Nullable ByteBuf piece(ChannelHandlerContext context) {
    ByteBuf in = waiting.element();
    ByteBuf out = context.alloc().heapBuffer(PIECE, PIECE);
    try {
      ByteBuffer source = in.nioBuffer();
      inflater.setInput(source);
      int length = inflater.inflate(out.array(), out.arrayOffset(), PIECE);
      out.writerIndex(length);
      in.skipBytes(in.readableBytes() - source.remaining());
      if (length < PIECE) {
        waiting.remove().release();
      }
      if (inflater.finished() || inflater.needsDictionary() || isBomb()) {
        give(context, "the client's compressed stream is not one");
      }
    } catch (DataFormatException e) {
      give(context, "the client's compressed stream is broken");
    }
    if (out.isReadable() && !ended) {
      return out;
    }
    out.release();
    return null;
  }

  private boolean isBomb() {
    return inflater.getBytesWritten() > FREE + MAX_RATIO * inflater.getBytesRead();
  }

  private void give(ChannelHandlerContext context, String why) {
    log.info("{}: {}", context.channel().remoteAddress(), why);
    ended = true;
    context.close();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf bytes) || !bytes.isReadable() || ended) {
      context.write(message, promise);
      return;
    }
    ByteBuf out = context.alloc().heapBuffer(bytes.readableBytes() / 2 + 64);
    try {
      deflater.setInput(bytes.nioBuffer());
      int written;
      do {
        out.ensureWritable(Math.min(PIECE, bytes.readableBytes() / 4 + 64));
        int room = out.writableBytes();
        written =
            deflater.deflate(
                out.array(), out.arrayOffset() + out.writerIndex(), room, Deflater.SYNC_FLUSH);
        out.writerIndex(out.writerIndex() + written);
        if (written < room) {
          break;
        }
      } while (written > 0);
    } finally {
      bytes.release();
    }
    context.write(out, promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ended = true;
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    inflater.end();
    deflater.end();
    MOST.release();
  }
}
