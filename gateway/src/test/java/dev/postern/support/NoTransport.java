package dev.postern.support;

import dev.postern.mailbox.AccountId;
import dev.postern.outbound.Transport;
import java.util.List;

/// The transport of a server without a way out.
public final class NoTransport implements Transport {
  private static final Outcome NO_WAY = new Outcome.Unreachable("", "451 4.4.1 no way out");

  @Override
  public List<Outcome> send(Job job) {
    return job.recipients().stream().map(_ -> NO_WAY).toList();
  }

  @Override
  public boolean routes(AccountId account, String domain) {
    return false;
  }
}
