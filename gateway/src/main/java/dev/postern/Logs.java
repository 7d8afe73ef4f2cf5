package dev.postern;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/// The log's level.
final class Logs {
  private Logs() {}

  /// Waits, at most half a second, until the access log is written.
  static void flush() {
    if (LoggerFactory.getLogger("access") instanceof ch.qos.logback.classic.Logger access
        && access.getAppender("accessed") instanceof AsyncAppender lines) {
      for (int i = 0; i < 500 && lines.getNumberOfElementsInQueue() > 0; i++) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  /// Sets the level of our own loggers: error, warn, info, debug or trace.
  static void level(String level) {
    if (LoggerFactory.getLogger("dev.postern") instanceof ch.qos.logback.classic.Logger ours) {
      ours.setLevel(Level.toLevel(level, Level.INFO));
    }
  }
}
