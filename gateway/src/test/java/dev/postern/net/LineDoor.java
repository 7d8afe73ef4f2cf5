package dev.postern.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A protocol of lines, for tests: greets, echoes in order, and knows a few words.
final class LineDoor implements Door {
  /// The grant that `login` signs in to.
  static final UUID GRANT = new UUID(7, 7);

  final Queue<Connection> accepted = new ConcurrentLinkedQueue<>();

  @Override
  public void accept(Connection connection, ChannelPipeline pipeline) {
    accepted.add(connection);
    pipeline.addLast(
        new LineBasedFrameDecoder(100),
        new StringDecoder(),
        new StringEncoder(),
        new Lines(connection));
  }

  private static final class Lines extends SimpleChannelInboundHandler<String> {
    private final Connection connection;
    private boolean deaf;

    Lines(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush("hello\r\n");
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
      if (deaf) {
        // What came in one packet with STARTTLS is not protected (RFC 3207 section 4.2).
        return;
      }
      switch (line) {
        case "starttls" -> {
          deaf = true;
          context.channel().config().setAutoRead(false);
          context.writeAndFlush("go\r\n");
          context
              .channel()
              .eventLoop()
              .execute(() -> {
                deaf = false;
                connection.startTls();
              });
        }
        case "login" -> {
          connection.signedIn(GRANT);
          context.writeAndFlush("welcome\r\n");
        }
        case "fail" -> throw new IllegalStateException("as the test wants it");
        case "fail later" ->
            connection.run(() -> {
              throw new IllegalStateException("as the test wants it");
            });
        default -> connection.run(() -> context.writeAndFlush(line + "\r\n"));
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof Farewell farewell && farewell != Farewell.SHUTTING_DOWN) {
        context.writeAndFlush("bye: " + farewell.text() + "\r\n").addListener(_ -> context.close());
      } else {
        context.fireUserEventTriggered(event);
      }
    }
  }
}
