package dev.postern.api;

import dev.postern.mailbox.AccountId;
import dev.postern.outbound.Transport;
import java.util.List;

/// No mail leaves the server of a test.
final class NoWayOut implements Transport {
  @Override
  public List<Outcome> send(Job job) {
    return List.of();
  }

  @Override
  public boolean routes(AccountId account, String domain) {
    return false;
  }
}
