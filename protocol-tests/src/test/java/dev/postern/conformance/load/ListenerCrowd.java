package dev.postern.conformance.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Many listeners to streams of events, on one thread.
final class ListenerCrowd implements AutoCloseable {
  private static final int PER_SOURCE = 5000;
  private static final byte[] OPENED = "\nid: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT = "\nevent: ".getBytes(StandardCharsets.US_ASCII);

  private final Selector selector = Selector.open();
  private final List<SocketChannel> channels = new ArrayList<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger events = new AtomicInteger();
  private volatile long firstEvent;
  private volatile long lastEvent;
  private volatile boolean closed;

  ListenerCrowd() throws IOException {}

  /// How far each marker is matched in what one listener was sent.
  private static final class Seen {
    private boolean open;
    private int opening;
    private int event;
  }

  /// Connects one more listener.
  void add(int port, String key, String path) throws IOException {
    SocketChannel channel = SocketChannel.open();
    // A source address has only so many ports.
    byte[] source = {127, 0, 0, (byte) (2 + channels.size() / PER_SOURCE)};
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 14);
    channel.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request =
        "GET %s/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(path, key);
    channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, new Seen());
    channels.add(channel);
  }

  /// Reads what comes until closed.
  void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    try {
      while (!closed) {
        selector.select(100);
        for (SelectionKey key : selector.selectedKeys()) {
          buffer.clear();
          if (((SocketChannel) key.channel()).read(buffer) < 0) {
            key.cancel();
          } else {
            look(buffer.flip(), (Seen) key.attachment());
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException | ClosedSelectorException e) {
      if (!closed) {
        throw new IllegalStateException("the listeners stopped reading", e);
      }
    }
  }

  private void look(ByteBuffer bytes, Seen seen) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (!seen.open) {
        seen.opening = matched(OPENED, seen.opening, next);
        if (seen.opening == OPENED.length) {
          seen.open = true;
          opened.incrementAndGet();
        }
      }
      seen.event = matched(EVENT, seen.event, next);
      if (seen.event == EVENT.length) {
        seen.event = 0;
        lastEvent = System.nanoTime();
        if (events.getAndIncrement() == 0) {
          firstEvent = lastEvent;
        }
      }
    }
  }

  private static int matched(byte[] marker, int before, byte next) {
    if (marker[before] == next) {
      return before + 1;
    }
    return marker[0] == next ? 1 : 0;
  }

  int opened() {
    return opened.get();
  }

  int events() {
    return events.get();
  }

  /// Counts events anew.
  void forget() {
    events.set(0);
  }

  long firstEvent() {
    return firstEvent;
  }

  long lastEvent() {
    return lastEvent;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }
}
