package dev.postern.net;

import dev.postern.metrics.Tally;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The network side of this process: event loops, listeners, connections, and their end.
public final class Net implements AutoCloseable {
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 128 * 1024);
  private static final int BACKLOG = 1024;

  private final NetOptions options;
  private final Supplier<SslContext> tls;
  private final Connections connections;
  private final EventLoopGroup loops;
  private final Class<? extends ServerSocketChannel> channelType;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("connection-", 0).factory());
  private final List<Channel> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean draining;

  private Net(NetOptions options, Supplier<SslContext> tls) {
    this.options = options;
    this.tls = tls;
    this.connections = new Connections(options);
    boolean epoll = Epoll.isAvailable();
    this.loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.channelType = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /// Starts the event loops.
  ///
  /// @param tls asked once for each connection that starts TLS, so that a renewed certificate is
  ///   used at once; never asked if all listeners are [TlsMode#PLAIN]
  public static Net start(NetOptions options, Supplier<SslContext> tls) {
    return new Net(options, tls);
  }

  /// Opens a listener.
  ///
  /// @throws BindException that says which listener, which address, and what is wrong with it
  public Bound listen(ListenerSpec spec, Door door) throws BindException {
    ChannelFuture bind =
        new ServerBootstrap()
            .group(loops)
            .channel(channelType)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(
                new Acceptor(options, spec, door, tls, connections, threads, () -> draining))
            .bind(spec.address())
            .awaitUninterruptibly();
    if (!bind.isSuccess()) {
      throw bindFailure(spec, bind.cause());
    }
    listeners.add(bind.channel());
    return new Bound(spec.name(), (InetSocketAddress) bind.channel().localAddress());
  }

  /// Closes all connections that are signed in to `grant`, within a second.
  public void signOut(UUID grant) {
    connections.of(grant).forEach(connection -> connection.end(Farewell.SIGNED_OUT));
  }

  /// Closes all connections that are signed in to `grant`, which was stopped, within a second.
  public void stop(UUID grant) {
    connections.of(grant).forEach(connection -> connection.end(Farewell.STOPPED));
  }

  /// Says which grants are stopped: who signs in to one while it is being stopped is sent away.
  /// Asked at each sign-in, on the thread that signs in.
  public void stopping(Predicate<UUID> stopped) {
    connections.stopping(stopped);
  }

  /// Returns the number of open connections.
  public int connections() {
    return connections.count();
  }

  /// Returns how many connections were `opened`, `closed` and `refused`, each behind the name of
  /// its listener: `imap opened`.
  public Tally tally() {
    return connections.tally();
  }

  /// Stops accepting, says farewell to every connection, and waits until they are closed and their
  /// tasks are done, at most for `time`; then closes what is left.
  public void drain(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    draining = true;
    listeners.forEach(listener -> listener.close().awaitUninterruptibly());
    List<AcceptedConnection> open = connections.all();
    open.forEach(connection -> connection.say(Farewell.SHUTTING_DOWN));
    for (AcceptedConnection connection : open) {
      connection
          .channel()
          .closeFuture()
          .awaitUninterruptibly(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
    connections.all().forEach(connection -> connection.channel().close().awaitUninterruptibly());
    threads.shutdown();
    try {
      threads.awaitTermination(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /// Drains for a second.
  @Override
  public void close() {
    drain(Duration.ofSeconds(1));
  }

  private static BindException bindFailure(ListenerSpec spec, Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    String reason = message;
    if (message.contains("already in use")) {
      reason = "is already in use";
    } else if (message.contains("assign requested address")) {
      reason = "is not an address of this machine";
    } else if (message.contains("ermission denied")) {
      reason = "may not be opened by this user (ports below 1024 need a privilege)";
    }
    InetSocketAddress address = spec.address();
    var failure =
        new BindException(
            "listener %s: %s:%d %s"
                .formatted(spec.name(), literal(address), address.getPort(), reason));
    failure.initCause(cause);
    return failure;
  }

  private static String literal(InetSocketAddress address) {
    if (address.getAddress() == null) {
      return address.getHostString();
    }
    String text = address.getAddress().getHostAddress();
    return text.contains(":") ? "[" + text + "]" : text;
  }
}
