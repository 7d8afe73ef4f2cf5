package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mailbox.MailRead.Noted;
import dev.postern.mailbox.MailTx.Added;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.ThreadId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Contents of one message beside each other: the newest is the message, earlier ones last as long
/// as a placement shows them.
final class RevisionWork {
  /// Messages that are looked up one by one.
  private static final int FEW = 16;

  private final Unit unit;

  /// An earlier content.
  ///
  /// @param blob 0 if only the number is kept
  private record Earlier(int revision, long blob) {}

  RevisionWork(Unit unit) {
    this.unit = unit;
  }

  /// Returns a revision number that no content of the message ever had.
  int next(MessageRow row) {
    long last =
        unit.db.number(
            "SELECT max(revision) FROM earlier WHERE account=? AND message=?",
            unit.account,
            row.id());
    return (int) Math.max(row.revision(), last) + 1;
  }

  Added add(MessageId id, NewMessage next) {
    MessageRow old = row(id);
    int revision = next(old);
    Placement added = append(old, revision, next);
    keep(old);
    long body = unit.bodies.take(unit.account, next.blob());
    unit.messages.insertContent(body, next.digest());
    Digest before = unit.digest(old);
    unit.messages.setContent(old, revision, body, next.digest(), with(old, next, added));
    reindex(old, before, next.digest());
    unit.changes.updated(old.id());
    return new Added(id, new ThreadId(old.thread()), next.folders(), List.of(added));
  }

  Added place(MessageId id, NewMessage like) {
    MessageRow row = row(id);
    Placement added = append(row, row.revision(), like);
    unit.messages.setPlaces(row.id(), with(row, like, added));
    unit.changes.updated(row.id());
    return new Added(id, new ThreadId(row.thread()), like.folders(), List.of(added));
  }

  private MessageRow row(MessageId id) {
    return unit.messages
        .get(id.value())
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such message"));
  }

  private Placement append(MessageRow row, int revision, NewMessage next) {
    FolderState folder = unit.state(next.folders().getFirst());
    new Sharing(unit).share(row.id());
    Placement template =
        new Placement(
            0,
            0,
            Keyed.pack(folder, next.flags()),
            new MessageId(row.id()),
            revision,
            next.internalDate(),
            next.zone(),
            Math.floorDiv(unit.now, 1000),
            next.digest().wire().size());
    return unit.placing.append(folder, template, row.received(), true);
  }

  private static List<MessageRow.Place> with(MessageRow row, NewMessage next, Placement added) {
    List<MessageRow.Place> places = new ArrayList<>(row.places());
    long folder = FolderKeys.of(next.folders().getFirst());
    places.add(new MessageRow.Place(folder, added.uid()));
    return places;
  }

  private void keep(MessageRow row) {
    unit.db.run(
        "INSERT INTO earlier VALUES(?,?,?,?)", unit.account, row.id(), row.revision(), row.blob());
  }

  private void reindex(MessageRow row, Digest before, Digest after) {
    IndexRows index = new IndexRows(unit.db, unit.account);
    index.delete(row.id(), row.received(), before);
    index.insert(row.id(), row.received(), after);
  }

  Added again(Noted gone, NewMessage message) {
    long id = gone.message().value();
    if (unit.messages.get(id).isPresent()) {
      throw new IllegalArgumentException("the message is not gone");
    }
    // What is left of it must not be purged once its rows are there again.
    unit.db
        .list(
            Dead::read,
            "SELECT " + Dead.COLUMNS + " FROM purge WHERE account=? AND message=?",
            unit.account,
            id)
        .forEach(dead -> dead.remove(unit.db, unit.bodies));
    long thread = message.thread().map(known -> unit.messages.thread(known.value())).orElse(0L);
    return new MessageWork(unit)
        .add(message, id, thread == 0 ? gone.thread().value() : thread, gone.revision() + 1);
  }

  /// Lets go of the messages' contents that no placement shows, after placements were removed. If
  /// the newest is among them the newest that is left becomes the message.
  void letGo(Set<Long> messages) {
    if (messages.size() <= FEW) {
      messages.forEach(this::letGo);
      return;
    }
    // Few messages ever have an earlier content, so one look at those replaces many.
    unit
        .db
        .list(
            rows -> rows.getLong(1),
            "SELECT DISTINCT message FROM earlier WHERE account=? AND message BETWEEN ? AND ?",
            unit.account,
            Collections.min(messages),
            Collections.max(messages))
        .stream()
        .filter(messages::contains)
        .forEach(this::letGo);
  }

  private void letGo(long message) {
    List<Earlier> earlier =
        unit.db.list(
            rows -> new Earlier(rows.getInt(1), rows.getLong(2)),
            "SELECT revision,blob FROM earlier WHERE account=? AND message=? ORDER BY revision",
            unit.account,
            message);
    if (earlier.isEmpty()) {
      return;
    }
    Optional<MessageRow> row = unit.messages.get(message);
    Set<Integer> shown = row.map(this::shown).orElse(Set.of());
    for (Earlier each : earlier) {
      if (each.blob() != 0 && !shown.contains(each.revision())) {
        remove(message, each.revision());
        drop(each.blob());
      }
    }
    if (row.isEmpty()) {
      unit.db.run("DELETE FROM earlier WHERE account=? AND message=?", unit.account, message);
    } else if (!shown.isEmpty() && !shown.contains(row.get().revision())) {
      fallBack(
          row.get(),
          earlier.stream().filter(each -> shown.contains(each.revision())).toList().getLast());
    }
  }

  private Set<Integer> shown(MessageRow row) {
    Set<Integer> revisions = new HashSet<>();
    for (MessageRow.Place place : row.places()) {
      PlacementPage page = unit.pages.holding(place.folder(), place.uid()).orElseThrow();
      int at = page.indexOf(place.uid());
      revisions.add(unit.pages.withCold(page).placement(at).revision());
    }
    return revisions;
  }

  private void fallBack(MessageRow row, Earlier to) {
    Digest before = unit.digest(row);
    Digest after = unit.messages.digest(to.blob()).orElseThrow();
    remove(row.id(), to.revision());
    unit.db.run("INSERT INTO earlier VALUES(?,?,?,0)", unit.account, row.id(), row.revision());
    unit.messages.setContent(row, to.revision(), to.blob(), after, row.places());
    reindex(row, before, after);
    drop(row.blob());
    unit.changes.updated(row.id());
  }

  private void remove(long message, int revision) {
    unit.db.run(
        "DELETE FROM earlier WHERE account=? AND message=? AND revision=?",
        unit.account,
        message,
        revision);
  }

  private void drop(long blob) {
    unit.db.run("DELETE FROM content WHERE id=?", blob);
    unit.bodies.release(blob);
  }
}
