package dev.postern.contract;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One request and its answer.
///
/// @param target as it went over the wire
/// @param header returns a header field of the answer by its name
public record Talk(
    String method,
    String target,
    int status,
    Function<String, Optional<String>> header,
    byte[] body) {
  /// Returns the segments of the path, decoded as far as they can be.
  List<String> segments() {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    path = path.replaceFirst("^[a-z]+://[^/]*", "");
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(decoded(segment));
      }
    }
    return segments;
  }

  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return segment;
    }
  }

  /// Says whether the query has a parameter.
  boolean asks(String name) {
    return target.contains("?" + name + "=") || target.contains("&" + name + "=");
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    String text = text();
    String cut = text.length() > 2000 ? text.substring(0, 2000) + "…" : text;
    return method + " " + target + " -> " + status + " " + cut;
  }
}
