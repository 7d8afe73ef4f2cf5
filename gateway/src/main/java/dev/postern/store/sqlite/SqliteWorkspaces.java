package dev.postern.store.sqlite;

import dev.postern.auth.Grant;
import dev.postern.auth.Workspace;
import dev.postern.auth.WorkspaceStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Reports;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/// Workspaces of the embedded engine.
final class SqliteWorkspaces implements WorkspaceStore {
  // So many moves take some milliseconds.
  private static final int AT_ONCE = 500;

  // Of all workspaces of an application together: who lists them gets them all.
  private static final int MOST_NAMED = 100_000;

  private final Committer committer;
  private final Readers readers;
  private final ApplicationLog log;
  private final AtomicLong moves = new AtomicLong();

  SqliteWorkspaces(Committer committer, Readers readers, ApplicationLog log) {
    this.committer = committer;
    this.readers = readers;
    this.log = log;
  }

  @Override
  public Optional<Workspace> workspace(UUID id) {
    return readers.glance(db -> WorkspaceRow.byId(db, id));
  }

  @Override
  public List<Workspace> workspaces(UUID application) {
    return readers.read(db -> WorkspaceRow.all(db, application));
  }

  @Override
  public Optional<Workspace> ofDomain(UUID application, String domain) {
    return readers.read(db -> WorkspaceRow.ofDomain(db, application, domain));
  }

  @Override
  public void add(Workspace workspace, int most) {
    committer.commit(writer -> {
      Db db = writer.db();
      UUID application = workspace.application();
      if (workspace
          .domain()
          .flatMap(domain -> WorkspaceRow.ofDomain(db, application, domain))
          .isPresent()) {
        throw new GatewayException(
            Fault.INVALID, "domain: another workspace of the application has it");
      }
      if (WorkspaceRow.count(db, application) >= most) {
        throw new GatewayException(
            Fault.LIMIT, "the application has too many workspaces: at most " + most);
      }
      refuseUnknown(db, workspace, Optional.empty());
      WorkspaceRow.insert(db, workspace);
      return workspace;
    });
  }

  @Override
  public Workspace edit(UUID application, UUID id, UnaryOperator<Workspace> change) {
    return committer.commit(writer -> {
      Db db = writer.db();
      Workspace old = existing(db, application, id);
      Workspace changed = change.apply(old);
      refuseUnknown(db, changed, Optional.of(old));
      WorkspaceRow.update(db, changed);
      return changed;
    });
  }

  private static Workspace existing(Db db, UUID application, UUID id) {
    return WorkspaceRow.byId(db, id)
        .filter(found -> found.application().equals(application))
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "workspace not found"));
  }

  // What was named before may be gone since: whoever adds one more names it again.
  private static void refuseUnknown(Db db, Workspace workspace, Optional<Workspace> old) {
    String application = workspace.application().toString();
    Optional<UUID> policy =
        workspace
            .policyId()
            .filter(id -> old.flatMap(Workspace::policyId).filter(id::equals).isEmpty());
    if (policy.isPresent() && !exists(db, "policy", policy.get(), application)) {
      throw new GatewayException(
          Fault.INVALID, "policy_id: there is no policy " + policy.get() + " in the application");
    }
    List<UUID> named = old.map(Workspace::ruleIds).orElse(List.of());
    Set<UUID> added = new LinkedHashSet<>(workspace.ruleIds());
    named.forEach(added::remove);
    if (added.isEmpty()) {
      return;
    }
    // Some thousand looks by id would hold others up.
    Set<UUID> known =
        new HashSet<>(
            db.list(
                rows -> UUID.fromString(rows.getString(1)),
                "SELECT id FROM rule WHERE application=?",
                application));
    for (UUID rule : added) {
      if (!known.contains(rule)) {
        throw new GatewayException(
            Fault.INVALID, "rule_ids: there is no rule " + rule + " in the application");
      }
    }
    long others = WorkspaceRow.named(db, workspace.application()) - named.size();
    if (others + workspace.ruleIds().size() > MOST_NAMED) {
      throw new GatewayException(
          Fault.LIMIT,
          "rule_ids: the application's workspaces have more than "
              + MOST_NAMED
              + " entries together");
    }
  }

  private static boolean exists(Db db, String table, UUID id, String application) {
    return db.number(
            "SELECT count(*) FROM " + table + " WHERE id=? AND application=?",
            id.toString(),
            application)
        > 0;
  }

  @Override
  public boolean remove(UUID application, UUID id, Instant now) {
    Optional<Workspace> found =
        workspace(id).filter(workspace -> workspace.application().equals(application));
    if (found.isEmpty()) {
      return false;
    }
    if (found.get().isDefault()) {
      throw new GatewayException(Fault.INVALID, "the default workspace cannot be deleted");
    }
    while (empty(found.get(), now) == AT_ONCE) {
      // More of them are in it.
    }
    return committer.commit(writer -> {
      List<Grant> late = SqliteGrants.inWorkspace(writer.db(), id, 0, Integer.MAX_VALUE);
      moveToDefault(writer, application, late, now);
      return writer.db().run("DELETE FROM workspace WHERE id=?", id.toString());
    })
        > 0;
  }

  private int empty(Workspace workspace, Instant now) {
    return committer.commit(writer -> {
      List<Grant> some = SqliteGrants.inWorkspace(writer.db(), workspace.id(), 0, AT_ONCE);
      moveToDefault(writer, workspace.application(), some, now);
      return some.size();
    });
  }

  private void moveToDefault(Job.Writer writer, UUID application, List<Grant> grants, Instant now) {
    UUID home = home(writer.db(), application);
    grants.forEach(grant -> move(writer, grant, home, now));
  }

  private static UUID home(Db db, UUID application) {
    return SqliteApplications.byId(db, application).orElseThrow().defaultWorkspaceId();
  }

  private void move(Job.Writer writer, Grant grant, UUID workspace, Instant now) {
    if (grant.workspaceId().equals(workspace)) {
      return;
    }
    writer
        .db()
        .run(
            "UPDATE grant_row SET workspace=?,updated=? WHERE id=?",
            workspace.toString(),
            now.toEpochMilli(),
            grant.id().toString());
    log.add(writer, grant, Reports.GRANT_UPDATED, now);
    writer.afterCommit().add(moves::incrementAndGet);
  }

  /// Returns a number that is another one after each move of an account.
  long moves() {
    return moves.get();
  }

  @Override
  public List<UUID> assign(
      UUID application, UUID id, Collection<UUID> into, Collection<UUID> out, Instant now) {
    return committer.commit(writer -> {
      Db db = writer.db();
      Workspace workspace = existing(db, application, id);
      List<Grant> coming = own(db, application, "assign_grants", into);
      List<Grant> going =
          own(db, application, "remove_grants", out).stream()
              .filter(grant -> grant.workspaceId().equals(id) && !workspace.isDefault())
              .toList();
      coming.forEach(grant -> move(writer, grant, id, now));
      moveToDefault(writer, application, going, now);
      return going.stream().map(Grant::id).toList();
    });
  }

  private static List<Grant> own(Db db, UUID application, String field, Collection<UUID> grants) {
    List<Grant> found = new ArrayList<>();
    for (UUID id : grants) {
      found.add(
          SqliteGrants.byId(db, id)
              .filter(grant -> grant.applicationId().equals(application))
              .orElseThrow(() ->
                  new GatewayException(
                      Fault.INVALID, field + ": there is no grant " + id + " in the application")));
    }
    return found;
  }

  @Override
  public List<Grant> members(UUID id, Optional<AccountId> after, int limit) {
    long account = after.map(AccountId::value).orElse(0L);
    return readers.read(db -> SqliteGrants.inWorkspace(db, id, account, limit));
  }

  @Override
  public int gather(UUID application, UUID id, Set<UUID> grants, Instant now) {
    return committer.commit(writer -> {
      Db db = writer.db();
      boolean gathers =
          WorkspaceRow.byId(db, id)
              .filter(found -> found.application().equals(application) && found.autoGroup())
              .isPresent();
      UUID home = home(db, application);
      List<Grant> still =
          grants.stream()
              .filter(_ -> gathers)
              .flatMap(grant -> SqliteGrants.byId(db, grant).stream())
              .filter(grant -> grant.workspaceId().equals(home))
              .toList();
      still.forEach(grant -> move(writer, grant, id, now));
      return still.size();
    });
  }
}
