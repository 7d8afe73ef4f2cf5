package dev.postern.store.sqlite;

import dev.postern.auth.ApplicationStoreContract;
import dev.postern.auth.GrantStoreContract;
import dev.postern.mailbox.EnginePorts;
import dev.postern.outbound.QueueStoreContract;
import dev.postern.webhook.WebhookStoreContract;
import org.junit.jupiter.api.AfterEach;

/// The embedded engine keeps every engine's promises beside the mailbox's.
class SqlitePortsTest
    implements ApplicationStoreContract,
        GrantStoreContract,
        QueueStoreContract,
        WebhookStoreContract {
  private final TemporaryEngine engine = new TemporaryEngine();

  @Override
  public EnginePorts engine() {
    return engine.ports();
  }

  @AfterEach
  void close() {
    engine.close();
  }
}
