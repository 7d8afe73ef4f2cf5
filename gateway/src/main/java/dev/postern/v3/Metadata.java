package dev.postern.v3;

import java.util.Map;
import java.util.Optional;

/// Key-value pairs that a client keeps with an object (spec/api-data.md section 1.5).
public final class Metadata {
  private static final int MAX_PAIRS = 50;
  private static final int MAX_KEY = 40;
  private static final int MAX_VALUE = 500;

  private Metadata() {}

  /// Reads the `metadata` member; empty if it is absent.
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX if a limit is passed
  public static Optional<Map<String, String>> read(JsonBody json) {
    Optional<Map<String, String>> metadata = json.textMap("metadata");
    metadata.ifPresent(pairs -> {
      if (pairs.size() > MAX_PAIRS) {
        throw json.refusal("metadata", "must have at most " + MAX_PAIRS + " pairs");
      }
      pairs.forEach((key, value) -> {
        if (key.isEmpty() || length(key) > MAX_KEY) {
          throw json.refusal(
              "metadata", "must have keys of 1 to " + MAX_KEY + " characters, not " + quoted(key));
        }
        if (length(value) > MAX_VALUE) {
          throw json.refusal("metadata." + key, "must have at most " + MAX_VALUE + " characters");
        }
      });
    });
    return metadata;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String quoted(String key) {
    return '"' + (key.length() > MAX_KEY ? key.substring(0, MAX_KEY) + "…" : key) + '"';
  }
}
