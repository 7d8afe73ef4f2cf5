package dev.postern.smtp.client;

import dev.postern.mailbox.AccountId;
import dev.postern.outbound.Transport;
import java.util.List;

/// The transport of a server without a smarthost: nothing goes out. Remote recipients are refused
/// before mail is accepted; what was queued when there still was a way out waits for one.
public final class NoTransport implements Transport {
  private static final Outcome NO_WAY =
      new Outcome.Unreachable("", "451 4.4.1 no way out is configured");

  @Override
  public List<Outcome> send(Job job) {
    return job.recipients().stream().map(_ -> NO_WAY).toList();
  }

  @Override
  public boolean routes(AccountId account, String domain) {
    return false;
  }
}
