package dev.postern.dns;

import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Record;

/// What is known about one question, and for how long.
///
/// @param records all of the type that was asked for; empty unless the status is found
record Found(Answer.Status status, List<Record> records, boolean secure, Duration ttl) {
  // What an object costs beside its octets, roughly.
  private static final int OBJECT = 160;

  /// How long it is remembered that nobody could answer.
  static final Duration FAILURE = Duration.ofSeconds(10);

  static final Found FAILED = new Found(Answer.Status.FAILED, List.of(), false, FAILURE);

  /// Returns about how many octets it takes.
  int weight() {
    int octets = OBJECT;
    for (Record each : records) {
      octets += OBJECT + each.rdataToWireCanonical().length;
    }
    return octets;
  }
}
