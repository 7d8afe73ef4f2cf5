package dev.postern.smtp;

import dev.postern.lint.LintKind;
import dev.postern.net.Connection;
import dev.postern.net.Farewell;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Waits a moment whether a client begins with TLS; one that does not is greeted in the clear.
///
/// A TLS client speaks first and at once, others wait for the greeting, which a TLS client could
/// make nothing of.
final class FirstOctet extends ChannelInboundHandlerAdapter {
  private static final int TLS_HANDSHAKE = 0x16;

  private final Connection connection;
  private final SmtpServices services;
  private final TlsHabits habits;
  private @Nullable ScheduledFuture<?> wait;
  private boolean decided;

  FirstOctet(Connection connection, SmtpServices services, TlsHabits habits) {
    this.connection = connection;
    this.services = services;
    this.habits = habits;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    Duration time = habits.patience(connection.remote().getAddress());
    wait =
        context
            .executor()
            .schedule(() -> decide(context, false), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (decided || !bytes.isReadable()) {
      context.fireChannelRead(message);
      return;
    }
    boolean tls = bytes.getByte(bytes.readerIndex()) == TLS_HANDSHAKE;
    Channel channel = context.channel();
    if (tls) {
      connection.startTls();
    }
    decide(context, tls);
    if (tls) {
      // From the front, where the handshake is now.
      channel.pipeline().fireChannelRead(bytes);
      notice(LintKind.TLS_FIRST);
    } else {
      context.fireChannelRead(bytes);
    }
  }

  private void decide(ChannelHandlerContext context, boolean tls) {
    if (!decided && !context.isRemoved()) {
      decided = true;
      cancel();
      habits.began(connection.remote().getAddress(), tls);
      context.pipeline().addAfter(context.name(), "smtp", new SmtpConnection(connection, services));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Farewell && !decided) {
      context.channel().close();
    } else {
      if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
        notice(LintKind.TLS_FAILED);
      }
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    cancel();
  }

  private void notice(LintKind kind) {
    connection.run(() -> {
      Client client = new Client(connection, services.guard(), services.manners());
      client.identify();
      client.notice(kind);
    });
  }

  private void cancel() {
    if (wait != null) {
      wait.cancel(false);
    }
  }
}
