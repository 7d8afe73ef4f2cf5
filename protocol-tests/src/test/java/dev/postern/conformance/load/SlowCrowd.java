package dev.postern.conformance.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Clients that connect, begin a line and go on with an octet now and then, so that they are never
/// idle and never done.
final class SlowCrowd implements AutoCloseable {
  private static final int PER_SOURCE = 5000;
  private static final long PAUSE_MILLIS = 10_000;
  private static final byte[] BEGUN = "EHLO ".getBytes(StandardCharsets.US_ASCII);

  private final List<SocketChannel> channels = new ArrayList<>();
  private final Thread trickle = Thread.ofPlatform().daemon().unstarted(this::trickle);

  private SlowCrowd() {}

  /// Connects them all, spread over `ports`, from loopback addresses of their own.
  static SlowCrowd of(int clients, List<Integer> ports) throws IOException {
    SlowCrowd crowd = new SlowCrowd();
    for (int i = 0; i < clients; i++) {
      crowd.add(ports.get(i % ports.size()));
    }
    crowd.trickle.start();
    return crowd;
  }

  private void add(int port) throws IOException {
    SocketChannel channel = SocketChannel.open();
    byte[] source = {127, 0, 0, (byte) (2 + channels.size() / PER_SOURCE)};
    channel.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.configureBlocking(false);
    write(channel, BEGUN);
    channels.add(channel);
  }

  private void trickle() {
    try {
      while (!Thread.interrupted()) {
        Thread.sleep(PAUSE_MILLIS);
        channels.forEach(channel -> write(channel, new byte[] {'x'}));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  // The server may have ended it: that is what it is for.
  private static void write(SocketChannel channel, byte[] octets) {
    try {
      channel.write(ByteBuffer.wrap(octets));
    } catch (IOException _) {
      // One client less.
    }
  }

  @Override
  public void close() throws IOException {
    trickle.interrupt();
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
