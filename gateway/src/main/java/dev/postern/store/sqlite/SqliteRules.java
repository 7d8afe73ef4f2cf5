package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.rules.Comparison;
import dev.postern.rules.Condition;
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
    List<Condition> conditions = rule.match().conditions();
    for (int i = 0; i < conditions.size(); i++) {
      Condition condition = conditions.get(i);
      if (condition.comparison() == Comparison.IN_LIST
          || condition.comparison() == Comparison.NOT_IN_LIST) {
        String where = "match.conditions[" + i + "].value: invalid_field: list ";
        for (String list : condition.values()) {
          refuseUnfit(db, rule.application(), condition.field(), list, where + list);
        }
      }
    }
  }

  private static void refuseUnfit(Db db, UUID application, String field, String list, String said) {
    Optional<ListType> type =
        db.one(
            rows -> ListType.valueOf(rows.getString(1)),
            "SELECT type FROM item_list WHERE id=? AND application=? AND gone=0",
            list,
            application.toString());
    if (type.isEmpty()) {
      throw new GatewayException(Fault.INVALID, said + " does not exist");
    }
    if (!type.equals(ListType.ofField(field))) {
      throw new GatewayException(
          Fault.INVALID, said + " holds items of type " + type.get().wire() + ", not " + field);
    }
  }

  @Override
  public boolean remove(UUID application, UUID id) {
    return committer.commit(writer -> ROWS.remove(writer.db(), application, id));
  }
}
