package dev.postern.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection whose request line and header, once begun, do not come to an end in time: a
/// client that sends a byte now and then is never idle.
final class HeadDeadline extends ChannelInboundHandlerAdapter {
  private static final int SECONDS = 20;

  private @Nullable ScheduledFuture<?> timer;
  private boolean inRequest;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!inRequest && timer == null) {
      timer = context.executor().schedule(() -> context.close(), SECONDS, TimeUnit.SECONDS);
    }
    context.fireChannelRead(message);
  }

  /// Tells that a whole head was read; on the event loop.
  void arrived() {
    inRequest = true;
    stop();
  }

  /// Tells that its request was answered; on the event loop.
  void answered() {
    inRequest = false;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stop();
    context.fireChannelInactive();
  }

  private void stop() {
    ScheduledFuture<?> running = timer;
    timer = null;
    if (running != null) {
      running.cancel(false);
    }
  }
}
