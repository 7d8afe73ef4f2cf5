package dev.postern;

import dev.postern.api.WorkspaceServices;
import dev.postern.auth.Grouping;
import dev.postern.auth.Workspaces;
import dev.postern.guard.Guards;
import dev.postern.guard.Memberships;
import dev.postern.rules.Plan;
import dev.postern.store.sqlite.SqliteEngine;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/// What bounds the accounts: workspaces, policies, rules and lists, put together.
record Guarded(Guards guards, Memberships memberships, Workspaces workspaces) {
  static Guarded on(SqliteEngine engine, Plan plan, InstantSource clock) {
    Memberships memberships = new Memberships(engine.lists());
    Guards guards =
        new Guards(engine.workspaces(), engine.policies(), engine.rules(), memberships, plan);
    Workspaces workspaces = new Workspaces(engine.workspaces(), clock);
    workspaces.listen(guards::changed);
    return new Guarded(guards, memberships, workspaces);
  }

  /// Makes what the API's routes of workspaces work on.
  WorkspaceServices services(Core core, Executor workers) {
    SqliteEngine engine = core.engine();
    return new WorkspaceServices(
        workspaces, new Grouping(engine.workspaces(), engine.grants(), core.clock(), workers));
  }
}
