package dev.postern.smtp.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A policy of MTA-STS (RFC 8461 section 3.2).
///
/// @param mx names of servers, in lower case; one may begin with `*.`
record StsPolicy(Mode mode, List<String> mx, Duration maxAge) {
  private static final long MAX_AGE = 31_557_600;

  enum Mode {
    ENFORCE,
    TESTING,
    NONE
  }

  /// Keeps the list as it is now.
  StsPolicy {
    mx = List.copyOf(mx);
  }

  /// Reads the text of a policy; empty if it is none.
  static Optional<StsPolicy> parse(String text) {
    Map<String, String> fields = new HashMap<>();
    List<String> mx = new ArrayList<>();
    for (String line : text.split("\r?\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip();
        String value = line.substring(colon + 1).strip();
        if (name.equals("mx")) {
          mx.add(value.toLowerCase(Locale.ROOT));
        } else {
          fields.putIfAbsent(name, value);
        }
      }
    }
    String age = fields.getOrDefault("max_age", "");
    Optional<Mode> mode = mode(fields.getOrDefault("mode", ""));
    boolean valid =
        fields.getOrDefault("version", "").equals("STSv1")
            && age.matches("[0-9]{1,10}")
            && (!mx.isEmpty() || mode.equals(Optional.of(Mode.NONE)));
    return mode.filter(_ -> valid)
        .map(known ->
            new StsPolicy(known, mx, Duration.ofSeconds(Math.min(MAX_AGE, Long.parseLong(age)))));
  }

  private static Optional<Mode> mode(String text) {
    return switch (text) {
      case "enforce" -> Optional.of(Mode.ENFORCE);
      case "testing" -> Optional.of(Mode.TESTING);
      case "none" -> Optional.of(Mode.NONE);
      default -> Optional.empty();
    };
  }

  /// Says whether a server may take mail of the domain (section 4.1).
  boolean allows(String host) {
    return mx.stream().anyMatch(pattern -> CertificateNames.matches(pattern, host));
  }
}
