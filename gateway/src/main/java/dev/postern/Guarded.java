package dev.postern;

import dev.postern.api.GuardServices;
import dev.postern.api.WorkspaceServices;
import dev.postern.auth.Grouping;
import dev.postern.auth.Workspaces;
import dev.postern.guard.Guards;
import dev.postern.guard.ListBook;
import dev.postern.guard.Memberships;
import dev.postern.guard.PolicyBook;
import dev.postern.guard.Rulebook;
import dev.postern.guard.Usual;
import dev.postern.rules.Limit;
import dev.postern.rules.Plan;
import dev.postern.store.sqlite.SqliteEngine;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
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

  /// Returns it as the API works on it.
  GuardServices services(SqliteEngine engine, Settings settings, InstantSource clock) {
    return new GuardServices(
        new PolicyBook(engine.policies(), guards, usual(settings), clock),
        new Rulebook(engine.rules(), guards, clock),
        new ListBook(engine.lists(), guards, memberships, clock));
  }

  // What the server itself bounds, whatever a policy says.
  private static Usual usual(Settings settings) {
    Map<Limit, Long> limits = new EnumMap<>(Limit.class);
    long size = settings.config().limits().messageSize();
    limits.put(Limit.MESSAGE_SIZE, size);
    limits.put(Limit.ATTACHMENT_SIZE, size);
    settings.quota().octets().ifPresent(most -> limits.put(Limit.STORAGE, most));
    settings.sends().perDay().ifPresent(most -> limits.put(Limit.DAILY_SENT, (long) most));
    return new Usual(limits, !settings.screening().dnsbl().isEmpty(), true);
  }
}
