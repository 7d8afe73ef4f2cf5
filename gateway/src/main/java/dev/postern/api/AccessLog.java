package dev.postern.api;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notes each answer: one line in the log `access`, one count in the meters.
///
/// A line has the remote address, method, path, status, octets, milliseconds, request id,
/// application and grant. The path is the route's pattern, so that it carries nothing secret; where
/// there is no such route it is what was asked for, without its query, cut and escaped. Bodies,
/// queries and tokens are never in it.
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("access");
  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
  private static final int LONGEST = 200;

  private final Monitor monitor;
  private final boolean lines;

  /// @param lines whether lines are written
  AccessLog(Monitor monitor, boolean lines) {
    this.monitor = monitor;
    this.lines = lines;
  }

  /// Notes an answer.
  ///
  /// @param uri what was asked for, as it came
  /// @param octets of the answer's body; -1 if it was not known before it was sent
  /// @param nanos from the head of the request to the end of the answer
  void answered(
      Trail trail, String method, String uri, int status, long octets, long nanos, String id) {
    String verb = METHODS.contains(method) ? method : "other";
    monitor.answered(trail.route(), verb, status, nanos);
    if (lines && LOG.isInfoEnabled()) {
      LOG.info(
          line(trail, verb.equals("other") ? clean(method) : verb, uri, status, octets, nanos, id));
    }
  }

  static String line(
      Trail trail, String method, String uri, int status, long octets, long nanos, String id) {
    String path = trail.route().equals(Trail.NOWHERE) ? clean(path(uri)) : trail.route();
    return trail.remote()
        + ' '
        + method
        + ' '
        + path
        + ' '
        + status
        + ' '
        + (octets < 0 ? "-" : Long.toString(octets))
        + ' '
        + TimeUnit.NANOSECONDS.toMicros(nanos) / 1000.0
        + "ms id="
        + id
        + " app="
        + trail.caller()
        + " grant="
        + trail.grant();
  }

  private static String path(String uri) {
    int end = 0;
    while (end < uri.length() && "?#;".indexOf(uri.charAt(end)) < 0) {
      end++;
    }
    return uri.substring(0, end);
  }

  // A line of the log stays one line, and its fields stay apart.
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
      char c = text.charAt(i);
      if (c > ' ' && c < 0x7f && c != '\\' && c != '"') {
        clean.append(c);
      } else {
        clean.append(String.format("\\u%04x", (int) c));
      }
    }
    return clean.isEmpty() ? "-" : clean.toString();
  }
}
