package dev.postern.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Takes one listener's new connections in: whom a proxy speaks for, then limits, then TLS, then
/// the door.
final class Acceptor extends ChannelInitializer<Channel> {
  private final NetOptions options;
  private final ListenerSpec spec;
  private final Door door;
  private final Supplier<SslContext> tls;
  private final Connections connections;
  private final Executor threads;
  private final BooleanSupplier draining;

  Acceptor(
      NetOptions options,
      ListenerSpec spec,
      Door door,
      Supplier<SslContext> tls,
      Connections connections,
      Executor threads,
      BooleanSupplier draining) {
    this.options = options;
    this.spec = spec;
    this.door = door;
    this.tls = tls;
    this.connections = connections;
    this.threads = threads;
    this.draining = draining;
  }

  @Override
  protected void initChannel(Channel channel) {
    if (channel.remoteAddress() == null || channel.localAddress() == null) {
      // Gone before we looked.
      channel.close();
      return;
    }
    InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
    if (options.proxies().expectedFrom(remote.getAddress(), spec.name())) {
      channel.pipeline().addLast(new ProxyHeader(client -> admit(channel, client, true)));
    } else {
      admit(channel, remote, false);
    }
  }

  private void admit(Channel channel, InetSocketAddress remote, boolean proxied) {
    var connection =
        new AcceptedConnection(
            channel, remote, proxied, spec, options.plaintextLogin(), tls, connections, threads);
    if (draining.getAsBoolean() || !connections.admit(connection)) {
      connections.tally().add(spec.name() + " refused");
      refuse(channel);
      return;
    }
    connections.tally().add(spec.name() + " opened");
    channel
        .closeFuture()
        .addListener(_ -> {
          connections.closed(connection);
          connections.tally().add(spec.name() + " closed");
        });
    channel
        .pipeline()
        .addLast(new Watch(connection, spec, options.signInDeadline(), System::nanoTime));
    if (spec.tls() == TlsMode.IMPLICIT) {
      connection.startTls();
    }
    door.accept(connection, channel.pipeline());
    channel.pipeline().addLast(new LastHandler(connection, spec.name()));
    if (spec.signsIn()) {
      connections.awaitSignIn(connection);
    }
  }

  private void refuse(Channel channel) {
    if (spec.tls() == TlsMode.IMPLICIT) {
      channel.close();
    } else {
      channel
          .writeAndFlush(Unpooled.wrappedBuffer(spec.refusal()))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }
}
