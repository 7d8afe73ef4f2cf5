package dev.postern.net;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Watches over one connection's time: the sign-in deadline, idleness, and clients that do not
/// read. Stands behind TLS and in front of the door's handlers, on the event loop.
final class Watch extends ChannelDuplexHandler {
  // A client that takes nothing for so long is gone, or wants to hold our memory.
  private static final Duration STALLED = Duration.ofMinutes(5);

  private final AcceptedConnection connection;
  private final ListenerSpec spec;
  private final Duration signInDeadline;
  private final LongSupplier clock;
  private long lastActive;
  private @Nullable ScheduledFuture<?> deadline;
  private @Nullable ScheduledFuture<?> idle;
  private @Nullable ScheduledFuture<?> stall;

  /// @param clock nanoseconds from any origin
  Watch(
      AcceptedConnection connection,
      ListenerSpec spec,
      Duration signInDeadline,
      LongSupplier clock) {
    this.connection = connection;
    this.spec = spec;
    this.signInDeadline = signInDeadline;
    this.clock = clock;
    this.lastActive = clock.getAsLong();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (spec.signsIn()) {
      deadline = after(context, signInDeadline.toNanos(), this::checkSignIn);
    }
    idle = after(context, spec.idle().toNanos(), () -> checkIdle(context));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    lastActive = clock.getAsLong();
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    lastActive = clock.getAsLong();
    context.write(message, promise);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    cancel(stall);
    stall =
        context.channel().isWritable() ? null : after(context, STALLED.toNanos(), connection::cut);
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      connection.secured();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    cancel(deadline);
    cancel(idle);
    cancel(stall);
  }

  private void checkSignIn() {
    if (connection.grant() == null) {
      connection.end(Farewell.SIGN_IN_LATE);
    }
  }

  private void checkIdle(ChannelHandlerContext context) {
    long left = spec.idle().toNanos() - (clock.getAsLong() - lastActive);
    if (connection.busy()) {
      left = spec.idle().toNanos();
    }
    if (left > 0) {
      idle = after(context, left, () -> checkIdle(context));
    } else {
      connection.end(Farewell.IDLE);
    }
  }

  private static ScheduledFuture<?> after(
      ChannelHandlerContext context, long nanos, Runnable action) {
    return context.executor().schedule(action, nanos, TimeUnit.NANOSECONDS);
  }

  private static void cancel(@Nullable ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
