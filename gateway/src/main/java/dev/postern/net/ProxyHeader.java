package dev.postern.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.TransportProtocol;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for the header of a proxy, tells whom it speaks for, and goes; what follows the header
/// goes through the pipeline from its front, where TLS may be by then.
///
/// A connection whose header is late, malformed, or of another version is closed without a word.
final class ProxyHeader extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ProxyHeader.class);
  private static final long SECONDS = 5;

  /// Octets of what a proxy may add to the addresses.
  private static final int MAX_TLVS = 4096;

  private final Consumer<InetSocketAddress> then;
  private @Nullable CompositeByteBuf behind;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean told;

  /// @param then told the client's address, on the event loop
  ProxyHeader(Consumer<InetSocketAddress> then) {
    this.then = then;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context
        .pipeline()
        .addBefore(context.name(), "proxy-decoder", new HAProxyMessageDecoder(MAX_TLVS));
    deadline = context.executor().schedule(() -> context.close(), SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HAProxyMessage header && !told) {
      told = true;
      Optional<InetSocketAddress> client = client(context, header);
      header.release();
      if (client.isPresent()) {
        // The decoder is still at work: when it has gone, what follows is here.
        context.executor().execute(() -> pass(context, client.get()));
      } else {
        context.close();
      }
    } else if (message instanceof ByteBuf bytes) {
      behind = behind == null ? context.alloc().compositeBuffer() : behind;
      behind.addComponent(true, bytes);
    }
  }

  private void pass(ChannelHandlerContext context, InetSocketAddress client) {
    if (context.isRemoved()) {
      return;
    }
    CompositeByteBuf rest = behind;
    behind = null;
    context.pipeline().remove(this);
    then.accept(client);
    // Those who came after the connection was opened have not heard of it.
    context.channel().pipeline().fireChannelActive();
    if (rest != null) {
      context.channel().pipeline().fireChannelRead(rest).fireChannelReadComplete();
    }
  }

  // LOCAL is the proxy itself, asking whether we are well; so is a client of no address family.
  private static Optional<InetSocketAddress> client(
      ChannelHandlerContext context, HAProxyMessage header) {
    if (header.protocolVersion() != HAProxyProtocolVersion.V2) {
      return Optional.empty();
    }
    TransportProtocol transport = header.proxiedProtocol().transportProtocol();
    if (header.command() == HAProxyCommand.LOCAL || transport == TransportProtocol.UNSPEC) {
      return Optional.of((InetSocketAddress) context.channel().remoteAddress());
    }
    try {
      return transport == TransportProtocol.STREAM
          ? Optional.of(
              new InetSocketAddress(
                  InetAddress.ofLiteral(header.sourceAddress()), header.sourcePort()))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      // A path of a Unix socket.
      return Optional.empty();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Farewell) {
      context.close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // ChannelInboundHandler's, not ChannelHandler's
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("no proxy header from {}: {}", context.channel().remoteAddress(), cause.toString());
    context.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (deadline != null) {
      deadline.cancel(false);
    }
    if (behind != null) {
      behind.release();
      behind = null;
    }
  }
}
