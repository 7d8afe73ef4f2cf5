package dev.postern.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One method on one pattern, such as `GET /v3/grants/{grant}/messages/{message}`.
///
/// @param pattern the path's segments
/// @param path the same as one text
/// @param open whether it is answered without a bearer token
/// @param needs what an API key must be allowed
record Route(
    String method, List<String> pattern, String path, boolean open, Needs needs, Handler handler) {
  /// Makes a route.
  ///
  /// @param line method, space, pattern
  static Route of(String line, Handler handler) {
    return of(line, false, handler);
  }

  /// Makes a route that anybody may call.
  ///
  /// @param line method, space, pattern
  static Route open(String line, Handler handler) {
    return of(line, true, handler);
  }

  private static Route of(String line, boolean open, Handler handler) {
    int space = line.indexOf(' ');
    String path = line.substring(space + 1);
    List<String> pattern = List.of(path.substring(1).split("/", -1));
    String method = line.substring(0, space);
    return new Route(method, pattern, path, open, Needs.of(method, pattern), handler);
  }

  /// Returns the values of the pattern's names if `segments` fit it.
  Optional<Map<String, String>> match(List<String> segments) {
    if (segments.size() != pattern.size()) {
      return Optional.empty();
    }
    Map<String, String> found = new HashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String wanted = pattern.get(i);
      if (wanted.startsWith("{")) {
        found.put(wanted.substring(1, wanted.length() - 1), segments.get(i));
      } else if (!wanted.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(found);
  }

  /// Answers requests.
  @FunctionalInterface
  interface Handler {
    Response answer(Request request);
  }
}
