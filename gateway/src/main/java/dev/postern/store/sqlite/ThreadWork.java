package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.ThreadId;
import java.util.Collection;

/// Makes several threads one.
final class ThreadWork {
  private final Unit unit;

  ThreadWork(Unit unit) {
    this.unit = unit;
  }

  void merge(ThreadId into, Collection<ThreadId> from) {
    unit.settle();
    long target = unit.messages.thread(into.value());
    if (target == 0) {
      throw new GatewayException(Fault.NOT_FOUND, "no such thread");
    }
    for (ThreadId each : from) {
      long source = unit.messages.thread(each.value());
      if (source != 0 && source != target) {
        merge(target, source);
      }
    }
  }

  private void merge(long target, long source) {
    for (MessageRow row : unit.messages.ofThread(source)) {
      for (MessageRow.Place place : row.places()) {
        PlacementPage page = unit.pages.holding(place.folder(), place.uid()).orElseThrow();
        unit.placing.touch(unit.state(place.folder()), page, page.indexOf(place.uid()));
      }
      unit.messages.threadGrew(target, row.received());
      unit.changes.updated(row.id());
    }
    long account = unit.account;
    unit.db.run(
        "UPDATE message SET thread=? WHERE account=? AND thread=?", target, account, source);
    unit.db.run(
        "UPDATE thread_alias SET thread=? WHERE account=? AND thread=?", target, account, source);
    unit.db.run("INSERT OR REPLACE INTO thread_alias VALUES(?,?,?)", account, source, target);
    unit.db.run("DELETE FROM thread WHERE account=? AND id=?", account, source);
  }
}
