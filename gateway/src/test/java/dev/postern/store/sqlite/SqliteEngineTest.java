package dev.postern.store.sqlite;

import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.MailStoreContract;
import org.junit.jupiter.api.AfterEach;

/// The embedded engine keeps every engine's promises.
class SqliteEngineTest implements MailStoreContract {
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
