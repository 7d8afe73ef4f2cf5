package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.FlagSet;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx.MessageEdit;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.UidSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Changes a message as the API does: all its placements alike.
final class EditWork {
  private final Unit unit;

  EditWork(Unit unit) {
    this.unit = unit;
  }

  void edit(MessageId id, MessageEdit edit) {
    MessageRow row = row(id);
    for (MessageRow.Place place : row.places()) {
      flags(place, edit);
    }
    if (edit.folders().isPresent()) {
      file(row, edit.folders().get());
    }
    if (edit.metadata().isPresent() && !edit.metadata().get().equals(row.metadata())) {
      unit.messages.setMetadata(row.id(), edit.metadata().get());
      IndexRows index = new IndexRows(unit.db, unit.account);
      index.deletePairs(row.id(), row.received(), row.metadata());
      // Nobody is told of metadata alone (spec/api-data.md section 1.5).
      index.insertPairs(row.id(), row.received(), edit.metadata().get());
    }
  }

  private void flags(MessageRow.Place place, MessageEdit edit) {
    PlacementPage page = unit.pages.holding(place.folder(), place.uid()).orElseThrow();
    int at = page.indexOf(place.uid());
    int bits = page.flags(at);
    bits = set(bits, SystemFlag.SEEN, edit.unread().map(unread -> !unread));
    bits = set(bits, SystemFlag.FLAGGED, edit.starred());
    bits = set(bits, SystemFlag.ANSWERED, edit.answered());
    if (bits != page.flags(at)) {
      FlagSet flags = new FlagSet(bits, page.keywords[at]);
      unit.placing.flag(unit.state(place.folder()), page, at, flags);
    }
  }

  private static int set(int bits, SystemFlag flag, Optional<Boolean> wanted) {
    return wanted.map(on -> on ? bits | flag.bit() : bits & ~flag.bit()).orElse(bits);
  }

  private void file(MessageRow row, List<FolderId> wanted) {
    List<FolderState> folders = wanted.stream().distinct().map(unit::state).toList();
    if (folders.isEmpty()) {
      throw new GatewayException(Fault.INVALID, "a message needs a folder");
    }
    List<MessageRow.Place> leaving =
        row.places().stream()
            .filter(place -> folders.stream().noneMatch(folder -> folder.key == place.folder()))
            .toList();
    List<FolderState> joining =
        folders.stream()
            .filter(
                folder -> row.places().stream().noneMatch(place -> place.folder() == folder.key))
            .toList();
    if (row.places().size() == 1 && leaving.size() == 1 && joining.size() == 1) {
      MessageRow.Place only = leaving.getFirst();
      new PlacementWork(unit)
          .move(unit.state(only.folder()), UidSet.of(only.uid()), joining.getFirst());
      return;
    }
    if (!leaving.isEmpty() || !joining.isEmpty()) {
      refile(row, leaving, joining);
    }
  }

  private void refile(MessageRow row, List<MessageRow.Place> leaving, List<FolderState> joining) {
    new Sharing(unit).share(row.id());
    List<MessageRow.Place> places = new ArrayList<>(row.places());
    MessageRow.Place first = places.getFirst();
    FolderState source = unit.state(first.folder());
    PlacementPage page = unit.pages.holding(first.folder(), first.uid()).orElseThrow();
    Placement template = unit.pages.withCold(page).placement(page.indexOf(first.uid()));
    for (FolderState folder : joining) {
      Placement added =
          unit.placing.append(folder, copy(template, source, folder), row.received(), true);
      places.add(new MessageRow.Place(folder.key, added.uid()));
    }
    for (MessageRow.Place place : leaving) {
      PlacementPage old = unit.pages.holding(place.folder(), place.uid()).orElseThrow();
      unit.placing.remove(unit.state(place.folder()), old, old.indexOf(place.uid()));
    }
    places.removeAll(leaving);
    unit.messages.setPlaces(row.id(), places);
    unit.changes.updated(row.id());
  }

  private Placement copy(Placement template, FolderState from, FolderState to) {
    return new Placement(
        0,
        0,
        Keyed.carry(template.flags(), from, to),
        template.message(),
        template.revision(),
        template.internalDate(),
        template.zone(),
        Math.floorDiv(unit.now, 1000),
        template.size());
  }

  private MessageRow row(MessageId id) {
    return unit.messages
        .get(id.value())
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such message"));
  }
}
