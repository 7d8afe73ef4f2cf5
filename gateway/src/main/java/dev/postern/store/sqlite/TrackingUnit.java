package dev.postern.store.sqlite;

import dev.postern.delivery.Hit;
import dev.postern.delivery.Tracked;
import dev.postern.delivery.TrackingOptions;
import dev.postern.delivery.TrackingTx;
import dev.postern.mailbox.MessageId;
import java.util.Optional;

/// Tracked messages inside a mailbox transaction.
final class TrackingUnit implements TrackingTx {
  private final Unit unit;

  TrackingUnit(Unit unit) {
    this.unit = unit;
  }

  @Override
  public void keep(MessageId message, Tracked tracked) {
    TrackingOptions options = tracked.options();
    unit.db.run(
        "INSERT OR REPLACE INTO tracking(account,message,token,opens,links,replies,label,domain,"
            + "targets,created) VALUES(?,?,?,?,?,?,?,?,?,?)",
        unit.account,
        message.value(),
        tracked.token().isEmpty() ? null : tracked.token(),
        options.opens() ? 1 : 0,
        options.links() ? 1 : 0,
        options.threadReplies() ? 1 : 0,
        options.label(),
        options.domainName(),
        String.join("\n", tracked.targets()),
        unit.now);
  }

  @Override
  public Optional<TrackingOptions> options(MessageId message) {
    return SqliteTracking.options(unit.db, unit.account, message);
  }

  @Override
  public boolean awaitsReplies() {
    return unit.db.number(
            "SELECT count(*) FROM (SELECT 1 FROM tracking WHERE account=? AND replies=1 LIMIT 1)",
            unit.account)
        > 0;
  }

  @Override
  public int opened(MessageId message, Hit.Visit visit) {
    int count = count("opened", message);
    keep(message, Hit.Kind.OPENED, new Hit(count - 1, 0, visit));
    return count;
  }

  @Override
  public Clicks clicked(MessageId message, int link, Hit.Visit visit) {
    int all = count("clicked", message);
    if (all == 0) {
      return new Clicks(0, 0);
    }
    keep(message, Hit.Kind.CLICKED, new Hit(all - 1, link, visit));
    unit.db.run(
        "INSERT INTO tracking_link VALUES(?,?,?,1) ON CONFLICT DO UPDATE SET count=count+1",
        unit.account,
        message.value(),
        link);
    long ofLink =
        unit.db.number(
            "SELECT count FROM tracking_link WHERE account=? AND message=? AND link=?",
            unit.account,
            message.value(),
            link);
    return new Clicks(all, Math.toIntExact(ofLink));
  }

  @Override
  public int replied(MessageId message) {
    return count("replied", message);
  }

  private void keep(MessageId message, Hit.Kind kind, Hit hit) {
    if (hit.number() < 0) {
      return;
    }
    unit.db.run(
        "INSERT OR REPLACE INTO tracking_hit VALUES(?,?,?,?,?,?,?,?)",
        unit.account,
        message.value(),
        kind.name(),
        hit.number(),
        hit.link(),
        hit.visit().at().toEpochMilli(),
        hit.visit().ip(),
        hit.visit().userAgent());
    unit.db.run(
        "DELETE FROM tracking_hit WHERE account=? AND message=? AND kind=? AND number<=?",
        unit.account,
        message.value(),
        kind.name(),
        hit.number() - Hit.KEPT);
  }

  private int count(String column, MessageId message) {
    unit.db.run(
        "UPDATE tracking SET %1$s=%1$s+1 WHERE account=? AND message=?".formatted(column),
        unit.account,
        message.value());
    return Math.toIntExact(
        unit.db.number(
            "SELECT " + column + " FROM tracking WHERE account=? AND message=?",
            unit.account,
            message.value()));
  }
}
