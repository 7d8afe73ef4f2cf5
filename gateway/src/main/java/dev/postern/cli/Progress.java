package dev.postern.cli;

import java.time.Duration;
import java.time.Instant;

/// Shows how far long work has come: a bar on a terminal, else a line now and then.
final class Progress implements AutoCloseable {
  private static final Duration OFTEN = Duration.ofMillis(200);
  private static final Duration SELDOM = Duration.ofSeconds(10);
  private static final int WIDTH = 24;

  private final Terminal terminal;
  private final String what;
  private final long whole;
  private final Instant start;
  private Instant shown;
  private long done;
  private long messages;

  /// Begins.
  ///
  /// @param what is done, such as `importing`
  /// @param whole of what [#at] counts
  Progress(Terminal terminal, String what, long whole) {
    this.terminal = terminal;
    this.what = what;
    this.whole = Math.max(1, whole);
    this.start = terminal.clock().instant();
    this.shown = start;
  }

  /// Notes that so much is done.
  ///
  /// @param part of the whole
  void at(long part, long messagesSoFar) {
    done = part;
    messages = messagesSoFar;
    Instant now = terminal.clock().instant();
    if (Duration.between(shown, now).compareTo(terminal.isPerson() ? OFTEN : SELDOM) >= 0) {
      shown = now;
      show(now);
    }
  }

  private void show(Instant now) {
    if (terminal.isPerson()) {
      int full = (int) Math.min(WIDTH, WIDTH * done / whole);
      String bar = "#".repeat(full) + " ".repeat(WIDTH - full);
      terminal.err().print("\r" + what + " [" + bar + "] " + line(now) + "\u001B[K");
    } else {
      terminal.err().println("postern: " + what + " " + line(now));
    }
    terminal.err().flush();
  }

  private String line(Instant now) {
    double seconds = Math.max(0.001, Duration.between(start, now).toMillis() / 1000.0);
    long percent = Math.min(100, 100 * done / whole);
    long left = done == 0 ? 0 : (long) (seconds * (whole - done) / done);
    return "%d%% %,d messages, %,.0f/s, %d:%02d left"
        .formatted(percent, messages, messages / seconds, left / 60, Math.max(0, left) % 60);
  }

  /// Takes the bar away.
  @Override
  public void close() {
    if (terminal.isPerson()) {
      terminal.err().print("\r\u001B[K");
      terminal.err().flush();
    }
  }
}
