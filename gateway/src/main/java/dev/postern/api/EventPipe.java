package dev.postern.api;

import dev.postern.net.Farewell;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The last handler of a connection that carries events from now on: what the client still sends is
/// read, so that its end is seen, and dropped.
final class EventPipe extends ChannelInboundHandlerAdapter implements EventSink {
  private static final int LINGER_SECONDS = 5;

  private final Channel channel;
  private final boolean chunked;
  private volatile @Nullable Source source;

  /// @param chunked whether the client knows chunks; else the end of the connection ends the stream
  private EventPipe(Channel channel, boolean chunked) {
    this.channel = channel;
    this.chunked = chunked;
  }

  /// Sends the head of a stream of events, and has it written; on the request's virtual thread.
  ///
  /// @param context of the handler that gives way
  static void begin(
      ChannelHandlerContext context, HttpResponse head, Response.Events events, boolean chunked) {
    EventPipe pipe = new EventPipe(context.channel(), chunked);
    boolean opened = false;
    try {
      context.executor().submit(() -> pipe.takeOver(context, head)).syncUninterruptibly();
      pipe.attach(events.opening().open(pipe));
      opened = true;
    } finally {
      if (!opened) {
        events.unsent().run();
      }
    }
  }

  // From here on the connection carries nothing but the answer: what knows HTTP is let go.
  private void takeOver(ChannelHandlerContext context, HttpResponse head) {
    if (!context.isRemoved()) {
      context.writeAndFlush(head);
      context.pipeline().remove("head");
      context.pipeline().remove("http");
      context.pipeline().replace(context.name(), "events", this);
      channel.config().setAutoRead(true);
    }
  }

  // Who writes here may have begun: what happened meanwhile is told now.
  private void attach(Source writer) {
    source = writer;
    if (channel.isActive()) {
      writer.room();
    } else {
      writer.gone();
    }
  }

  @Override
  public boolean hasRoom() {
    return channel.isWritable();
  }

  @Override
  public void send(EventText text) {
    ByteBuf bytes =
        chunked
            ? Unpooled.wrappedBuffer(text.chunk())
            : Unpooled.wrappedBuffer(text.chunk(), text.start(), text.length());
    channel.writeAndFlush(bytes);
  }

  @Override
  public void end() {
    ByteBuf last = chunked ? Unpooled.wrappedBuffer(EventText.LAST_CHUNK) : Unpooled.EMPTY_BUFFER;
    channel.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
    // A reader that takes nothing any more would never see the last chunk.
    channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Source writer = source;
    if (writer != null && channel.isWritable()) {
      writer.room();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Source writer = source;
    if (writer != null) {
      writer.gone();
    }
    context.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Farewell) {
      end();
    } else {
      context.fireUserEventTriggered(event);
    }
  }
}
