package dev.postern.api;

import dev.postern.auth.Workspaces;
import dev.postern.guard.Guards;
import dev.postern.guard.ListBook;
import dev.postern.guard.Memberships;
import dev.postern.guard.PolicyBook;
import dev.postern.guard.RuleTrial;
import dev.postern.guard.Rulebook;
import dev.postern.guard.Usual;
import dev.postern.rules.Plan;
import dev.postern.store.sqlite.SqliteEngine;
import java.time.InstantSource;

/// What bounds the accounts of a test's server.
record GuardStage(Workspaces workspaces, Guards guards, GuardServices services) {
  static GuardStage on(SqliteEngine engine, Plan plan, Usual usual, InstantSource clock) {
    Memberships memberships = new Memberships(engine.lists());
    Guards guards =
        new Guards(engine.workspaces(), engine.policies(), engine.rules(), memberships, plan);
    Workspaces workspaces = new Workspaces(engine.workspaces(), clock);
    workspaces.listen(guards::changed);
    GuardServices services =
        new GuardServices(
            new PolicyBook(engine.policies(), guards, usual, clock),
            new Rulebook(engine.rules(), guards, clock),
            new ListBook(engine.lists(), guards, memberships, clock),
            new RuleTrial(engine.rules(), engine.workspaces(), engine.lists(), memberships),
            engine.evaluations(),
            guards::of);
    return new GuardStage(workspaces, guards, services);
  }
}
