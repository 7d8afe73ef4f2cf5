package dev.postern.store.sqlite;

import dev.postern.rules.Policy;
import dev.postern.rules.PolicyStore;
import dev.postern.rules.Seen;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Policies in the embedded engine.
final class SqlitePolicies implements PolicyStore {
  private static final ByAge<Policy> ROWS =
      new ByAge<>("policy", PolicyRow.SELECT, "", "policy", "policies", PolicyRow::read);

  private final Committer committer;
  private final Readers readers;

  SqlitePolicies(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public Optional<Policy> policy(UUID application, UUID id) {
    return readers.glance(db -> ROWS.one(db, application, id));
  }

  @Override
  public List<Policy> policies(UUID application, Optional<Seen> after, int limit) {
    return readers.read(db -> ROWS.page(db, application, after, limit));
  }

  @Override
  public void add(Policy policy, int most) {
    committer.commit(writer -> {
      ROWS.refuseMore(writer.db(), policy.application(), most);
      PolicyRow.write(writer.db(), policy);
      return policy;
    });
  }

  @Override
  public Policy edit(UUID application, UUID id, UnaryOperator<Policy> change) {
    return committer.commit(writer -> {
      Policy old = ROWS.existing(writer.db(), application, id);
      Policy changed = change.apply(old);
      if (!changed.equals(old)) {
        PolicyRow.write(writer.db(), changed);
      }
      return changed;
    });
  }

  @Override
  public boolean remove(UUID application, UUID id) {
    return committer.commit(writer -> ROWS.remove(writer.db(), application, id));
  }
}
