package dev.postern.smtp.client;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/// A connection's octets: lines out, replies in, each step within its time.
///
/// A read has its own time limit. A write has none in Java: [#isOverdue] tells when one takes too
/// long, and whoever watches closes the connection under it.
final class HopSocket implements AutoCloseable {
  private static final int BUFFER = 32 << 10;
  private static final Duration PARTING = Duration.ofSeconds(1);
  private static final long NEVER = Long.MAX_VALUE;

  private final Socket raw;
  private final Duration block;
  private Socket socket;
  private ReplyReader replies;
  private OutputStream out;
  private volatile long since = NEVER;
  private volatile boolean overdue;
  private volatile boolean closed;

  /// Takes over a connected socket.
  ///
  /// @param block the longest time for one write
  HopSocket(Socket raw, Duration block) throws IOException {
    this.raw = raw;
    this.block = block;
    this.socket = raw;
    raw.setTcpNoDelay(true);
    this.replies = new ReplyReader(raw);
    this.out = buffered(raw);
  }

  private OutputStream buffered(Socket to) throws IOException {
    return new BufferedOutputStream(new Watched(to.getOutputStream()), BUFFER);
  }

  /// Puts a line into the buffer.
  void say(String line) throws IOException {
    if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a command is one line");
    }
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /// Returns where data goes; not to be closed.
  OutputStream data() {
    return out;
  }

  /// Sends what is in the buffer.
  void flush() throws IOException {
    out.flush();
  }

  /// Sends what is in the buffer and returns the next reply.
  HopReply reply(Duration within) throws IOException {
    flush();
    return replies.read(within);
  }

  /// Returns a reply that is here already, without sending anything.
  HopReply parting() throws IOException {
    return replies.read(PARTING);
  }

  /// Says a line and returns the reply to it.
  HopReply command(String line, Duration within) throws IOException {
    say(line);
    return reply(within);
  }

  /// Says whether the hop has sent what nobody asked for.
  boolean isAhead() throws IOException {
    return replies.hasMore();
  }

  /// Does the TLS handshake and speaks TLS from now on.
  ///
  /// @throws IOException if it fails; the connection is of no use then
  SSLSocket startTls(TlsClient tls, String name, Duration within) throws IOException {
    since = System.nanoTime();
    try {
      SSLSocket secured = tls.handshake(raw, name, within);
      socket = secured;
      replies = new ReplyReader(secured);
      out = buffered(secured);
      return secured;
    } catch (IOException e) {
      throw timed(e);
    } finally {
      since = NEVER;
    }
  }

  boolean isLoopback() {
    return raw.getInetAddress().isLoopbackAddress();
  }

  /// Says whether a write or a handshake takes too long.
  boolean isOverdue(long now) {
    long began = since;
    return began != NEVER && now - began > block.toNanos();
  }

  /// Ends a write that hangs.
  void cut() {
    overdue = true;
    closeRaw();
  }

  private IOException timed(IOException e) {
    return overdue ? new SocketTimeoutException() : e;
  }

  boolean isClosed() {
    return closed;
  }

  /// Hangs up; what was not flushed is lost.
  @Override
  public void close() {
    closed = true;
    closeRaw();
  }

  // Closing a TLS socket may wait for the peer.
  private void closeRaw() {
    try {
      raw.close();
    } catch (IOException _) {
      // It is of no use either way.
    }
  }

  Socket socket() {
    return socket;
  }

  private final class Watched extends FilterOutputStream {
    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      since = System.nanoTime();
      try {
        out.write(octets, offset, length);
      } catch (IOException e) {
        throw timed(e);
      } finally {
        since = NEVER;
      }
    }
  }
}
