package dev.postern.net;

import dev.postern.config.PlaintextLogin;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client of one listener. Thread-safe.
final class AcceptedConnection implements Connection {
  private static final Logger log = LoggerFactory.getLogger(AcceptedConnection.class);
  private static final long HANDSHAKE_SECONDS = 10;
  private static final long FAREWELL_MILLIS = 900;

  private final Channel channel;
  private final ListenerSpec spec;
  private final PlaintextLogin plaintextLogin;
  private final Supplier<SslContext> tls;
  private final Connections connections;
  private final SerialTasks tasks;
  private final InetSocketAddress remote;
  private final boolean proxied;
  private final InetSocketAddress local;
  private volatile boolean secure;
  private volatile @Nullable String session;
  private volatile boolean tlsStarted;
  private volatile @Nullable UUID grant;

  /// @param remote the client
  /// @param proxied whether a proxy said so
  AcceptedConnection(
      Channel channel,
      InetSocketAddress remote,
      boolean proxied,
      ListenerSpec spec,
      PlaintextLogin plaintextLogin,
      Supplier<SslContext> tls,
      Connections connections,
      Executor threads) {
    this.channel = channel;
    this.spec = spec;
    this.plaintextLogin = plaintextLogin;
    this.tls = tls;
    this.connections = connections;
    this.tasks = new SerialTasks(threads, this::failed);
    this.remote = remote;
    this.proxied = proxied;
    this.local = (InetSocketAddress) channel.localAddress();
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public boolean secure() {
    return secure;
  }

  @Override
  public Optional<String> tls() {
    return Optional.ofNullable(session);
  }

  @Override
  public boolean loopback() {
    return !proxied
        && remote.getAddress().isLoopbackAddress()
        && local.getAddress().isLoopbackAddress();
  }

  @Override
  public boolean tlsAvailable() {
    return spec.tls() == TlsMode.STARTTLS && !tlsStarted;
  }

  @Override
  public boolean loginAllowed() {
    return secure
        || switch (plaintextLogin) {
          case NEVER -> false;
          case LOOPBACK -> loopback();
          case ALWAYS -> true;
        };
  }

  @Override
  public void startTls() {
    if (!channel.eventLoop().inEventLoop()) {
      channel.eventLoop().execute(this::startTls);
      return;
    }
    if (tlsStarted) {
      throw new IllegalStateException("TLS is on already");
    }
    tlsStarted = true;
    SslHandler handler = tls.get().newHandler(channel.alloc());
    handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
    channel.pipeline().addFirst("tls", handler);
    channel.config().setAutoRead(true);
  }

  @Override
  public void run(Runnable task) {
    tasks.run(task);
  }

  @Override
  public void signedIn(UUID grant) {
    UUID before = this.grant;
    this.grant = grant;
    connections.signedIn(this, before, grant);
  }

  @Nullable UUID grant() {
    return grant;
  }

  /// Says whether a task runs or waits.
  boolean busy() {
    return tasks.busy();
  }

  /// Notes that the TLS handshake is done. On the event loop.
  void secured() {
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler != null) {
      SSLSession established = handler.engine().getSession();
      session = established.getProtocol() + " " + established.getCipherSuite();
    }
    secure = true;
  }

  /// Ends this connection within a second.
  void end(Farewell reason) {
    say(reason);
    channel.eventLoop().schedule(this::cut, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Closes at once: TLS would wait for its own last words to be read. On the event loop.
  void cut() {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (first != null) {
      first.close();
    }
  }

  /// Tells the door to end this connection; see [Farewell].
  void say(Farewell reason) {
    channel
        .eventLoop()
        .execute(() -> {
          // Before the handshake there is nobody to read words.
          if (spec.tls() != TlsMode.PLAIN && tlsStarted && !secure) {
            channel.close();
          } else {
            channel.pipeline().fireUserEventTriggered(reason);
          }
        });
  }

  private void failed(Throwable cause) {
    log.error("{}: a task failed for {}", spec.name(), remote, cause);
    channel.close();
  }
}
