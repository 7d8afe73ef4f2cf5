package dev.postern;

import dev.postern.guard.Guards;
import dev.postern.guard.Memberships;
import dev.postern.rules.Plan;
import dev.postern.store.sqlite.SqliteEngine;

/// What bounds the accounts: workspaces, policies, rules and lists, put together.
record Guarded(Guards guards, Memberships memberships) {
  static Guarded on(SqliteEngine engine, Plan plan) {
    Memberships memberships = new Memberships(engine.lists());
    Guards guards =
        new Guards(engine.workspaces(), engine.policies(), engine.rules(), memberships, plan);
    return new Guarded(guards, memberships);
  }
}
