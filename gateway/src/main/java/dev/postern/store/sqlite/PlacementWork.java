package dev.postern.store.sqlite;

import dev.postern.mailbox.MailTx.Moved;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.UidSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Copies, moves and expunges placements.
final class PlacementWork {
  private final Unit unit;

  /// A placement as it was when the work began.
  private record Chosen(PlacementPage page, Placement placement, long received, boolean shared) {}

  PlacementWork(Unit unit) {
    this.unit = unit;
  }

  private List<Chosen> choose(FolderState folder, UidSet uids, boolean deletedOnly) {
    List<Chosen> chosen = new ArrayList<>();
    unit.pages.each(
        folder.key,
        uids,
        page -> {
          for (int i = 0; i < page.count; i++) {
            boolean wanted = !deletedOnly || (page.flags(i) & SystemFlag.DELETED.bit()) != 0;
            if (wanted && uids.contains(page.uid(i))) {
              unit.pages.withCold(page);
              chosen.add(new Chosen(page, page.placement(i), page.received[i], page.isShared(i)));
            }
          }
        });
    unit.messages.learnPlaces(
        chosen.stream().map(each -> each.placement().message().value()).toList());
    return chosen;
  }

  Moved copy(FolderState from, UidSet uids, FolderState to) {
    List<Long> source = new ArrayList<>();
    List<Long> target = new ArrayList<>();
    for (Chosen chosen : choose(from, uids, false)) {
      long message = chosen.placement().message().value();
      if (chosen.shared()) {
        unit.placing.countsTogether(message);
      } else {
        new Sharing(unit).share(message);
      }
      Placement copy = unit.placing.append(to, template(chosen, from, to), chosen.received(), true);
      List<MessageRow.Place> places = new ArrayList<>(places(message));
      places.add(new MessageRow.Place(to.key, copy.uid()));
      unit.messages.setPlaces(message, places);
      unit.changes.updated(message);
      source.add(chosen.placement().uid());
      target.add(copy.uid());
    }
    return new Moved(to.uidValidity, source, target);
  }

  Moved move(FolderState from, UidSet uids, FolderState to) {
    List<Long> source = new ArrayList<>();
    List<Long> target = new ArrayList<>();
    for (Chosen chosen : choose(from, uids, false)) {
      long message = chosen.placement().message().value();
      if (chosen.shared()) {
        unit.placing.countsTogether(message);
      }
      Placement template = template(chosen, from, to);
      remove(from, chosen);
      Placement moved = unit.placing.append(to, template, chosen.received(), chosen.shared());
      List<MessageRow.Place> places = new ArrayList<>(places(message));
      places.set(
          places.indexOf(new MessageRow.Place(from.key, chosen.placement().uid())),
          new MessageRow.Place(to.key, moved.uid()));
      unit.messages.setPlaces(message, places);
      unit.changes.updated(message);
      source.add(chosen.placement().uid());
      target.add(moved.uid());
    }
    return new Moved(to.uidValidity, source, target);
  }

  List<Long> expunge(FolderState folder, UidSet uids, boolean deletedOnly) {
    List<Long> removed = new ArrayList<>();
    for (Chosen chosen : choose(folder, uids, deletedOnly)) {
      long message = chosen.placement().message().value();
      if (chosen.shared()) {
        unit.placing.countsTogether(message);
      }
      remove(folder, chosen);
      List<MessageRow.Place> places = new ArrayList<>(places(message));
      places.remove(new MessageRow.Place(folder.key, chosen.placement().uid()));
      if (places.isEmpty()) {
        new MessageWork(unit).forget(row(message));
      } else {
        unit.messages.setPlaces(message, places);
        unit.changes.updated(message);
      }
      removed.add(chosen.placement().uid());
    }
    return removed;
  }

  private void remove(FolderState folder, Chosen chosen) {
    PlacementPage page = chosen.page();
    unit.placing.remove(folder, page, page.indexOf(chosen.placement().uid()));
  }

  private Placement template(Chosen chosen, FolderState from, FolderState to) {
    Placement old = chosen.placement();
    return new Placement(
        0,
        0,
        Keyed.carry(old.flags(), from, to),
        old.message(),
        old.revision(),
        old.internalDate(),
        old.zone(),
        Math.floorDiv(unit.now, 1000),
        old.size());
  }

  private List<MessageRow.Place> places(long message) {
    List<MessageRow.Place> places = unit.messages.places(message);
    if (places.isEmpty()) {
      throw new IllegalStateException("placement without its message");
    }
    return places;
  }

  private MessageRow row(long message) {
    Optional<MessageRow> row = unit.messages.get(message);
    return row.orElseThrow(() -> new IllegalStateException("placement without its message"));
  }
}
