package dev.postern.imap;

import dev.postern.imap.wire.Frame;
import dev.postern.imap.wire.ImapFramer;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.net.Connection;
import dev.postern.net.Farewell;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands between the event loop and the session: frames become tasks of the connection's virtual
/// thread, answers become buffers.
///
/// Nothing more is read from a client that has much waiting to be done, or does not read its
/// answers; see [Outgoing].
final class ImapConnection extends ChannelInboundHandlerAdapter implements ClientLink {
  /// Octets of waiting frames above which reading stops, and below which it goes on.
  private static final int STOP_READING = 256 << 10;

  private static final int READ_AGAIN = 64 << 10;

  /// What a frame costs beside its octets.
  private static final int FRAME_COST = 512;

  /// Octets the framer may hold while it waits.
  private static final int HELD = 64 << 10;

  private final Connection connection;
  private final Channel channel;
  private final ImapFramer framer;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Outgoing outgoing;
  private final Session session;
  private boolean greeted;

  /// Belongs to the session's thread.
  private boolean compressed;

  ImapConnection(Connection connection, ImapFramer framer, Services services) {
    this.connection = connection;
    this.channel = connection.channel();
    this.framer = framer;
    this.outgoing = new Outgoing(channel);
    this.session = new Session(services, this);
  }

  /// Under implicit TLS the greeting waits for the handshake: what it advertises depends on it.
  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.fireChannelActive();
    if (context.pipeline().get(SslHandler.class) == null) {
      greet();
    }
  }

  private void greet() {
    if (!greeted) {
      greeted = true;
      connection.run(session::greet);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof Frame frame)) {
      context.fireChannelRead(message);
      return;
    }
    int cost = frame.size() + FRAME_COST;
    if (waiting.addAndGet(cost) > STOP_READING) {
      channel.config().setAutoRead(false);
    }
    connection.run(() -> {
      try {
        session.on(frame);
      } finally {
        frame.release();
        done(cost);
      }
    });
  }

  private void done(int cost) {
    int before = waiting.getAndAdd(-cost);
    if (before > READ_AGAIN && before - cost <= READ_AGAIN) {
      channel.eventLoop().execute(this::chooseReading);
    }
  }

  /// Reads on if there is room; on the event loop.
  private void chooseReading() {
    boolean room = waiting.get() <= READ_AGAIN && framer.held() <= HELD;
    channel.config().setAutoRead(room);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (framer.held() > HELD) {
      channel.config().setAutoRead(false);
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    outgoing.wake();
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    outgoing.wake();
    connection.run(() -> {
      session.end();
      outgoing.drop();
    });
    context.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Farewell farewell) {
      connection.run(() -> session.farewell(farewell.text()));
      return;
    }
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      greet();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public ResponseWriter out() {
    return outgoing.writer();
  }

  @Override
  public void checkOpen() {
    outgoing.checkOpen();
  }

  @Override
  public void flush() {
    outgoing.flush();
  }

  @Override
  public void proceed(boolean accepted) {
    channel
        .eventLoop()
        .execute(() -> {
          ChannelHandlerContext context = channel.pipeline().context(framer);
          if (context != null) {
            framer.proceed(context, accepted);
            chooseReading();
          }
        });
  }

  @Override
  public void startTls(String answer) {
    flush();
    channel
        .eventLoop()
        .execute(() -> {
          channel.config().setAutoRead(false);
          framer.restart();
          channel.writeAndFlush(ByteBufUtil.writeAscii(channel.alloc(), answer));
          connection.startTls();
        });
  }

  @Override
  public Compression compress(String answer) {
    if (compressed) {
      return Compression.ACTIVE;
    }
    if (!DeflateCodec.MOST.tryAcquire()) {
      return Compression.BUSY;
    }
    compressed = true;
    flush();
    channel
        .eventLoop()
        .execute(() -> {
          ChannelHandlerContext context = channel.pipeline().context(framer);
          if (context == null) {
            DeflateCodec.MOST.release();
            return;
          }
          framer.restart();
          channel.writeAndFlush(ByteBufUtil.writeAscii(channel.alloc(), answer));
          channel.pipeline().addBefore(context.name(), "imap-deflate", new DeflateCodec());
        });
    return Compression.STARTED;
  }

  @Override
  public void signedIn(UUID grant, long longestUnasked) {
    connection.signedIn(grant);
    channel.eventLoop().execute(() -> framer.signedIn(longestUnasked));
  }

  @Override
  public void close() {
    flush();
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }
}
