package dev.postern.smtp;

import dev.postern.net.Connection;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.UUID;

/// A connection whose facts a test sets; tasks run at once.
final class FakeConnection implements Connection {
  final EmbeddedChannel channel = new EmbeddedChannel();
  boolean secure;
  boolean tlsAvailable;
  boolean loginAllowed = true;
  boolean loopback = true;
  String address = "192.0.2.7";
  boolean signedIn;
  int handshakes;

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public InetSocketAddress remote() {
    return new InetSocketAddress(address, 4711);
  }

  @Override
  public InetSocketAddress local() {
    return new InetSocketAddress("127.0.0.1", 587);
  }

  @Override
  public boolean secure() {
    return secure;
  }

  @Override
  public boolean loopback() {
    return loopback;
  }

  @Override
  public boolean tlsAvailable() {
    return tlsAvailable;
  }

  @Override
  public boolean loginAllowed() {
    return loginAllowed;
  }

  @Override
  public void startTls() {
    handshakes++;
    tlsAvailable = false;
    secure = true;
    channel.config().setAutoRead(true);
  }

  @Override
  public void run(Runnable task) {
    task.run();
  }

  @Override
  public void signedIn(UUID grant) {
    signedIn = true;
  }
}
