package dev.postern.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what no handler of the door took: failures, which are logged once and close the
/// connection, and farewells.
final class LastHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(LastHandler.class);

  private final AcceptedConnection connection;
  private final String listener;

  LastHandler(AcceptedConnection connection, String listener) {
    this.connection = connection;
    this.listener = listener;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Farewell) {
      Channel channel = context.channel();
      connection.run(channel::close);
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // ChannelInboundHandler's, not ChannelHandler's
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (isClients(cause)) {
      log.debug("{}: {}: {}", listener, connection.remote(), cause.toString());
    } else {
      log.error("{}: a handler failed for {}", listener, connection.remote(), cause);
    }
    context.close();
  }

  // Resets, and handshakes with who knows what, are no fault of ours.
  private static boolean isClients(Throwable cause) {
    return cause instanceof IOException
        || (cause instanceof DecoderException && cause.getCause() instanceof SSLException);
  }
}
