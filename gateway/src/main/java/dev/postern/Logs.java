package dev.postern;

import ch.qos.logback.classic.Level;
import org.slf4j.LoggerFactory;

/// The log's level.
final class Logs {
  private Logs() {}

  /// Sets the level of our own loggers: error, warn, info, debug or trace.
  static void level(String level) {
    if (LoggerFactory.getLogger("dev.postern") instanceof ch.qos.logback.classic.Logger ours) {
      ours.setLevel(Level.toLevel(level, Level.INFO));
    }
  }
}
