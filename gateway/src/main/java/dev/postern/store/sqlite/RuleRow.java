package dev.postern.store.sqlite;

import dev.postern.rules.Action;
import dev.postern.rules.Comparison;
import dev.postern.rules.Condition;
import dev.postern.rules.Match;
import dev.postern.rules.Rule;
import dev.postern.rules.Trigger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Rows of the table `rule`.
final class RuleRow {
  static final String SELECT =
      "SELECT id,application,name,description,priority,enabled,outbound,written,created,updated"
          + " FROM rule";

  private RuleRow() {}

  static Rule read(ResultSet rows) throws SQLException {
    Unpacker in = new Unpacker(rows.getBytes(8));
    return new Rule(
        UUID.fromString(rows.getString(1)),
        UUID.fromString(rows.getString(2)),
        rows.getString(3),
        rows.getString(4),
        rows.getInt(5),
        rows.getInt(6) != 0,
        rows.getInt(7) != 0 ? Trigger.OUTBOUND : Trigger.INBOUND,
        match(in),
        actions(in),
        Instant.ofEpochMilli(rows.getLong(9)),
        Instant.ofEpochMilli(rows.getLong(10)));
  }

  static void write(Db db, Rule rule) {
    db.run(
        "INSERT INTO rule VALUES(?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET"
            + " name=excluded.name,description=excluded.description,priority=excluded.priority,"
            + "enabled=excluded.enabled,outbound=excluded.outbound,written=excluded.written,"
            + "updated=excluded.updated",
        rule.id().toString(),
        rule.application().toString(),
        rule.name(),
        rule.description(),
        rule.priority(),
        rule.enabled() ? 1 : 0,
        rule.trigger() == Trigger.OUTBOUND ? 1 : 0,
        written(rule),
        rule.createdAt().toEpochMilli(),
        rule.updatedAt().toEpochMilli());
  }

  private static byte[] written(Rule rule) {
    Packer out = new Packer();
    out.text(rule.match().operator().name()).number(rule.match().conditions().size());
    for (Condition condition : rule.match().conditions()) {
      out.text(condition.field()).text(condition.comparison().name());
      out.number(condition.values().size());
      condition.values().forEach(out::text);
    }
    rule.actions().forEach(action -> out.text(action.wire()).text(action.value().orElse("")));
    return out.bytes();
  }

  private static Match match(Unpacker in) {
    Match.Operator operator = Match.Operator.valueOf(in.text());
    List<Condition> conditions = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      conditions.add(new Condition(in.text(), Comparison.valueOf(in.text()), values(in)));
    }
    return new Match(operator, conditions);
  }

  private static List<String> values(Unpacker in) {
    List<String> values = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      values.add(in.text());
    }
    return values;
  }

  private static List<Action> actions(Unpacker in) {
    List<Action> actions = new ArrayList<>();
    while (in.hasMore()) {
      actions.add(Action.of(in.text(), in.text()).orElseThrow());
    }
    return actions;
  }
}
