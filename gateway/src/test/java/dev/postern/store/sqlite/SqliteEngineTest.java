package dev.postern.store.sqlite;

import dev.postern.mailbox.ChangeContract;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.FolderContract;
import dev.postern.mailbox.FollowerContract;
import dev.postern.mailbox.ListingContract;
import dev.postern.mailbox.MailStoreContract;
import dev.postern.mailbox.RevisionContract;
import dev.postern.mailbox.TextContract;
import org.junit.jupiter.api.AfterEach;

/// The embedded engine keeps every engine's promises.
class SqliteEngineTest
    implements MailStoreContract,
        FolderContract,
        ListingContract,
        ChangeContract,
        RevisionContract,
        FollowerContract,
        TextContract {
  private final TemporaryEngine engine = new TemporaryEngine();

  @Override
  public EnginePorts engine() {
    return engine.ports();
  }

  @Override
  public void indexTexts() {
    engine.engine().indexTexts();
  }

  @AfterEach
  void close() {
    engine.close();
  }
}
