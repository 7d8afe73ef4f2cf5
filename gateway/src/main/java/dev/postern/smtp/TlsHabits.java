package dev.postern.smtp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How long clients are waited for, who may begin with TLS: longer where one of them did. So who
/// was too slow once is heard the next time, and others seldom wait. Bounded. Thread-safe.
final class TlsHabits {
  private static final int MOST = 1000;
  private static final Duration STRANGER = Duration.ofMillis(700);
  private static final Duration PLAIN = Duration.ofMillis(100);
  private static final Duration TLS = Duration.ofSeconds(3);

  // By address, whether TLS was seen; what was used last is last.
  private final Map<InetAddress, Boolean> known = new LinkedHashMap<>(16, 0.75f, true);

  /// Returns how long to wait for a first octet from an address.
  synchronized Duration patience(InetAddress from) {
    Boolean tls = known.get(from);
    return tls == null ? STRANGER : tls ? TLS : PLAIN;
  }

  /// Notes how a client at an address began.
  synchronized void began(InetAddress from, boolean tls) {
    known.merge(from, tls, Boolean::logicalOr);
    if (known.size() > MOST) {
      known.remove(known.keySet().iterator().next());
    }
  }
}
