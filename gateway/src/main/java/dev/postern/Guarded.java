package dev.postern;

import dev.postern.api.GuardServices;
import dev.postern.api.WorkspaceServices;
import dev.postern.auth.Grouping;
import dev.postern.auth.Workspaces;
import dev.postern.delivery.Admission;
import dev.postern.guard.Guards;
import dev.postern.guard.ListBook;
import dev.postern.guard.Memberships;
import dev.postern.guard.PolicyBook;
import dev.postern.guard.RuleTrial;
import dev.postern.guard.Rulebook;
import dev.postern.guard.StorageQuota;
import dev.postern.guard.Usual;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Quota;
import dev.postern.retention.Retention;
import dev.postern.retention.RetentionWorker;
import dev.postern.rules.Limit;
import dev.postern.rules.Plan;
import dev.postern.screening.Judgement;
import dev.postern.screening.ScreeningOptions;
import dev.postern.store.sqlite.SqliteEngine;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/// What bounds the accounts: workspaces, policies, rules and lists, put together.
///
/// @param storage how much each account may keep
record Guarded(
    Guards guards,
    Memberships memberships,
    Workspaces workspaces,
    Function<AccountId, Quota> storage) {
  /// Puts them together, and holds the engine to what accounts may keep.
  ///
  /// @param quota configured for all
  static Guarded on(SqliteEngine engine, Plan plan, Quota quota, InstantSource clock) {
    Memberships memberships = new Memberships(engine.lists());
    Guards guards =
        new Guards(engine.workspaces(), engine.policies(), engine.rules(), memberships, plan);
    Workspaces workspaces = new Workspaces(engine.workspaces(), clock);
    workspaces.listen(guards::changed);
    StorageQuota storage =
        new StorageQuota(
            quota,
            account -> engine.grants().grantOf(account),
            guards::of,
            () -> guards.changes() + engine.moves());
    engine.limit(storage);
    return new Guarded(guards, memberships, workspaces, storage);
  }

  /// Makes what says which mail agents take.
  Admission admission(SqliteEngine engine, ScreeningOptions screening, InstantSource clock) {
    Judgement judgement = new Judgement(screening.junkScore(), screening.dmarc());
    return new Admission(engine.mail(), guards::of, engine.counters(), judgement, clock);
  }

  /// Makes what deletes mail for its age.
  RetentionWorker retention(Core core, ScheduledExecutorService timer, Executor workers) {
    SqliteEngine engine = core.engine();
    return new RetentionWorker(
        new Retention(engine.grants(), engine.mail(), guards::of, core.clock()), timer, workers);
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
        new ListBook(engine.lists(), guards, memberships, clock),
        new RuleTrial(engine.rules(), engine.workspaces(), engine.lists(), memberships),
        engine.evaluations(),
        guards::of);
  }

  // What the server itself bounds, whatever a policy says.
  private static Usual usual(Settings settings) {
    Map<Limit, Long> limits = new EnumMap<>(Limit.class);
    long size = settings.config().limits().messageSize();
    limits.put(Limit.MESSAGE_SIZE, size);
    limits.put(Limit.ATTACHMENT_SIZE, size);
    return new Usual(limits, !settings.screening().dnsbl().isEmpty(), true);
  }
}
