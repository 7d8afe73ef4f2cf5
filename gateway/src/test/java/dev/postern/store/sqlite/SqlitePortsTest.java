package dev.postern.store.sqlite;

import dev.postern.auth.ApplicationStoreContract;
import dev.postern.auth.GrantStoreContract;
import dev.postern.auth.WorkspaceStore;
import dev.postern.auth.WorkspaceStoreContract;
import dev.postern.domains.DomainStore;
import dev.postern.domains.DomainStoreContract;
import dev.postern.mailbox.EnginePorts;
import dev.postern.outbound.QueueStoreContract;
import dev.postern.rules.ListStore;
import dev.postern.rules.ListStoreContract;
import dev.postern.rules.PolicyStore;
import dev.postern.rules.PolicyStoreContract;
import dev.postern.rules.RuleStore;
import dev.postern.rules.RuleStoreContract;
import dev.postern.webhook.WebhookStoreContract;
import org.junit.jupiter.api.AfterEach;

/// The embedded engine keeps every engine's promises beside the mailbox's.
class SqlitePortsTest
    implements ApplicationStoreContract,
        DomainStoreContract,
        GrantStoreContract,
        ListStoreContract,
        PolicyStoreContract,
        QueueStoreContract,
        RuleStoreContract,
        WebhookStoreContract,
        WorkspaceStoreContract {
  private final TemporaryEngine engine = new TemporaryEngine();

  @Override
  public EnginePorts engine() {
    return engine.ports();
  }

  @Override
  public DomainStore domains() {
    return engine.engine().domains();
  }

  @Override
  public WorkspaceStore workspaces() {
    return engine.engine().workspaces();
  }

  @Override
  public PolicyStore policies() {
    return engine.engine().policies();
  }

  @Override
  public RuleStore rules() {
    return engine.engine().rules();
  }

  @Override
  public ListStore lists() {
    return engine.engine().lists();
  }

  @Override
  public void restart() {
    engine.restart();
  }

  @AfterEach
  void close() {
    engine.close();
  }
}
