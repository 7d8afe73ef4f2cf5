package dev.postern.store.sqlite;

import dev.postern.rules.ListCheck;
import dev.postern.rules.ListType;
import dev.postern.rules.Rule;
import dev.postern.rules.RuleStore;
import dev.postern.rules.Seen;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Rules in the embedded engine.
final class SqliteRules implements RuleStore {
  private static final ByAge<Rule> ROWS =
      new ByAge<>("rule", RuleRow.SELECT, "", "rule", "rules", RuleRow::read);

  private final Committer committer;
  private final Readers readers;

  SqliteRules(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public Optional<Rule> rule(UUID application, UUID id) {
    return readers.glance(db -> ROWS.one(db, application, id));
  }

  @Override
  public List<Rule> rules(UUID application, Collection<UUID> ids) {
    return readers.read(db ->
        Set.copyOf(ids).stream().flatMap(id -> ROWS.one(db, application, id).stream()).toList());
  }

  @Override
  public List<Rule> rules(UUID application, Optional<Seen> after, int limit) {
    return readers.read(db -> ROWS.page(db, application, after, limit));
  }

  @Override
  public void add(Rule rule, int most) {
    committer.commit(writer -> {
      ROWS.refuseMore(writer.db(), rule.application(), most);
      refuseUnfitLists(writer.db(), rule);
      RuleRow.write(writer.db(), rule);
      return rule;
    });
  }

  @Override
  public Rule edit(UUID application, UUID id, UnaryOperator<Rule> change) {
    return committer.commit(writer -> {
      Rule old = ROWS.existing(writer.db(), application, id);
      Rule changed = change.apply(old);
      if (!changed.match().equals(old.match())) {
        refuseUnfitLists(writer.db(), changed);
      }
      if (!changed.equals(old)) {
        RuleRow.write(writer.db(), changed);
      }
      return changed;
    });
  }

  private static void refuseUnfitLists(Db db, Rule rule) {
    ListCheck.check(
        rule,
        list ->
            db.one(
                rows -> ListType.valueOf(rows.getString(1)),
                "SELECT type FROM item_list WHERE id=? AND application=? AND gone=0",
                list.toString(),
                rule.application().toString()));
  }

  @Override
  public boolean remove(UUID application, UUID id) {
    return committer.commit(writer -> ROWS.remove(writer.db(), application, id));
  }
}
