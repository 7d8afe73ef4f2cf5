package dev.postern;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import org.slf4j.LoggerFactory;

/// The log's level.
final class Logs {
  private Logs() {}

  /// Writes what the access log still has to write.
  static void flush() {
    if (LoggerFactory.getLogger("access") instanceof ch.qos.logback.classic.Logger access
        && access.getAppender("accessed") instanceof AsyncAppender lines) {
      lines.stop();
      lines.start();
    }
  }

  /// Sets the level of our own loggers: error, warn, info, debug or trace.
  static void level(String level) {
    if (LoggerFactory.getLogger("dev.postern") instanceof ch.qos.logback.classic.Logger ours) {
      ours.setLevel(Level.toLevel(level, Level.INFO));
    }
  }
}
