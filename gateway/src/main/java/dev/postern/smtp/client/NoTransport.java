package dev.postern.smtp.client;

import dev.postern.outbound.Transport;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The transport of a server without a smarthost: nothing goes out. Remote recipients are refused
/// before mail is accepted; what was queued when there still was a way out waits for one.
public final class NoTransport implements Transport {
  private static final Outcome NO_WAY = new Outcome.Deferred("no smarthost is configured");

  @Override
  public List<Outcome> send(String sender, List<String> recipients, MemorySegment message) {
    return recipients.stream().map(_ -> NO_WAY).toList();
  }

  @Override
  public boolean routes(String domain) {
    return false;
  }
}
