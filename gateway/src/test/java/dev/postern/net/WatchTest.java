package dev.postern.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.PlaintextLogin;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final InetSocketAddress HERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 143);
  private static final ListenerSpec IMAP =
      new ListenerSpec("imap", HERE, TlsMode.PLAIN, true, Duration.ofMinutes(31), new byte[0]);

  private final List<Object> said = new ArrayList<>();
  private final EmbeddedChannel channel = new LocalChannel();
  private long now;

  /// A channel between loopback addresses.
  private static final class LocalChannel extends EmbeddedChannel {
    @Override
    protected SocketAddress localAddress0() {
      return HERE;
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return HERE;
    }
  }

  private void minutes(int count) {
    now += TimeUnit.MINUTES.toNanos(count);
    channel.advanceTimeBy(count, TimeUnit.MINUTES);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  @Test
  @Tag("C-11")
  void aSignedInClientHasHalfAnHourAfterEachThingItSends() {
    channel.freezeTime();
    AcceptedConnection connection =
        new AcceptedConnection(
            channel,
            HERE,
            false,
            IMAP,
            PlaintextLogin.LOOPBACK,
            () -> {
              throw new IllegalStateException("no TLS here");
            },
            new Connections(NetOptions.defaults()),
            Runnable::run);
    connection.signedIn(new UUID(0, 1));
    channel.pipeline().addLast(new Watch(connection, IMAP, Duration.ofMinutes(1), () -> now));
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext context, Object event) {
                said.add(event);
              }
            });
    minutes(30);
    assertThat(said).isEmpty();
    channel.writeInbound("a NOOP");
    minutes(30);
    assertThat(said).isEmpty();
    minutes(1);
    assertThat(said).containsExactly(Farewell.IDLE);
  }
}
