package dev.postern.webhook.send;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;

/// One open connection to a receiver, for one request at a time. The address it leads to was
/// checked when it was made.
final class HookConnection implements AutoCloseable {
  private static final int MAX_BODY = 64 * 1024;

  /// Shorter than what common servers keep an idle connection (five seconds): a request should not
  /// cross with a close.
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(4);

  /// Then the name is looked up again.
  private static final Duration LONGEST_USE = Duration.ofMinutes(1);

  private final Socket raw;
  private final Socket socket;
  private final InputStream in;
  private final long made = System.nanoTime();
  private long used = made;
  private boolean asked;
  private boolean usable = true;

  /// @param raw closed at the end, without the words that TLS has for it: those could block
  /// @param socket the same, or TLS over it
  HookConnection(Socket raw, Socket socket) throws IOException {
    this.raw = raw;
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /// The receiver closed a connection between two requests: the request can go over another one.
  static final class StaleException extends IOException {
    private static final long serialVersionUID = 1L;

    StaleException(Throwable cause) {
      super("connection was closed", cause);
    }
  }

  /// Sends a request and reads the answer.
  ///
  /// @param wantsBody whether the answer's body matters
  HookHttp.Reply ask(byte[] request, boolean wantsBody) throws IOException {
    boolean first = !asked;
    asked = true;
    usable = false;
    try {
      socket.getOutputStream().write(request);
      awaitFirst();
    } catch (IOException e) {
      throw first ? e : new StaleException(e);
    }
    ReplyHead head = ReplyHead.read(in);
    while (head.status() / 100 == 1) {
      head = ReplyHead.read(in);
    }
    // An answer whose end is the connection's is not waited for unless it matters.
    boolean bounded = head.chunked() || (head.length() >= 0 && head.length() <= MAX_BODY);
    ReplyHead.Body body =
        bounded || wantsBody ? head.body(in, MAX_BODY) : new ReplyHead.Body(new byte[0], false);
    usable = body.whole() && !head.closes();
    used = System.nanoTime();
    return new HookHttp.Reply(
        head.status(), wantsBody ? body.octets() : new byte[0], head.retryAfter());
  }

  private void awaitFirst() throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      throw new IOException("answer ended early");
    }
    in.reset();
  }

  /// Says whether it can carry another request.
  boolean isUsable() {
    long now = System.nanoTime();
    return usable && now - used < LONGEST_IDLE.toNanos() && now - made < LONGEST_USE.toNanos();
  }

  @Override
  public void close() {
    usable = false;
    try {
      raw.close();
    } catch (IOException _) {
      // It is being given up.
    }
  }
}
