package dev.postern.api;

import dev.postern.fault.Fault;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A body on its way from the event loop, which offers pieces, to the request's virtual thread,
/// which reads them. The event loop never waits; it stops reading the socket while [#isFull].
final class RequestBody implements Body {
  private static final int FULL = 256 * 1024;
  private static final Duration DRAIN_TIME = Duration.ofSeconds(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
  private final long declared;
  private final Duration patience;
  private final Runnable onOpen;
  private final Runnable onRoom;
  private final Consumer<Runnable> onWait;
  private int buffered;
  private boolean complete;
  private boolean gone;
  private boolean broken;
  private boolean ignored;

  /// @param declared Content-Length, 0 if there is no body, -1 if unknown
  /// @param patience how long the whole body may take, counted from the first read
  /// @param onOpen called when somebody wants the body: the time for `100 Continue`
  /// @param onRoom called when the body is no longer full
  /// @param onWait called with what to do when the connection ends while somebody waits
  RequestBody(
      long declared,
      Duration patience,
      Runnable onOpen,
      Runnable onRoom,
      Consumer<Runnable> onWait) {
    this.declared = declared;
    this.patience = patience;
    this.onOpen = onOpen;
    this.onRoom = onRoom;
    this.onWait = onWait;
    this.complete = declared == 0;
  }

  @Override
  public InputStream open(int max) {
    if (declared > max) {
      throw Problem.tooLarge("request body is larger than " + max + " bytes");
    }
    onOpen.run();
    return new Reader(max, patience);
  }

  @Override
  public void whenEnding(Runnable action) {
    onWait.accept(action);
  }

  /// Adds a piece; on the event loop.
  void offer(byte[] piece) {
    lock.lock();
    try {
      if (!ignored && piece.length > 0) {
        pieces.add(piece);
        buffered += piece.length;
        news.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends the body; on the event loop.
  void complete() {
    lock.lock();
    try {
      complete = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Tells that the rest will not come; on the event loop.
  void gone() {
    lock.lock();
    try {
      gone = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Tells that what came is no body; on the event loop.
  void broken() {
    lock.lock();
    try {
      broken = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Drops what has come and what will come: the answer does not need it.
  void ignore() {
    lock.lock();
    try {
      ignored = true;
      pieces.clear();
      buffered = 0;
    } finally {
      lock.unlock();
    }
    onRoom.run();
  }

  boolean isComplete() {
    lock.lock();
    try {
      return complete;
    } finally {
      lock.unlock();
    }
  }

  boolean isFull() {
    lock.lock();
    try {
      return buffered >= FULL;
    } finally {
      lock.unlock();
    }
  }

  // Returns an empty piece at the end.
  private byte[] next(long deadline) {
    lock.lock();
    try {
      while (pieces.isEmpty() && !complete) {
        long left = deadline - System.nanoTime();
        if (gone) {
          throw new ClientGone();
        }
        if (broken) {
          throw new Problem(400, Fault.SYNTAX.apiType(), "malformed request body");
        }
        if (left <= 0) {
          throw new Problem(408, "request_timeout", "the request body came too slowly");
        }
        news.awaitNanos(left);
      }
      byte[] piece = pieces.isEmpty() ? new byte[0] : pieces.remove();
      buffered -= piece.length;
      return piece;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGone();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the rest of a short body, so that the connection can stay open.
  ///
  /// @return whether all of it came
  boolean drain(int max) {
    if (declared > max) {
      return false;
    }
    Reader reader = new Reader(max, DRAIN_TIME);
    byte[] sink = new byte[8192];
    try {
      while (reader.read(sink, 0, sink.length) >= 0) {
        // Only the end matters.
      }
      return true;
    } catch (Problem _) {
      return false;
    }
  }

  private final class Reader extends InputStream {
    private final long deadline;
    private long left;
    private byte[] piece = new byte[0];
    private int position;

    Reader(int max, Duration time) {
      deadline = System.nanoTime() + time.toNanos();
      left = max;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, target.length);
      if (length == 0) {
        return 0;
      }
      if (position == piece.length) {
        piece = next(deadline);
        position = 0;
        onRoom.run();
        left -= piece.length;
        if (left < 0) {
          throw Problem.tooLarge("request body is too large");
        }
        if (piece.length == 0) {
          return -1;
        }
      }
      int count = Math.min(length, piece.length - position);
      System.arraycopy(piece, position, target, offset, count);
      position += count;
      return count;
    }
  }
}
