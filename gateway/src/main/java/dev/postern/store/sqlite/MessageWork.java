package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.FlagSet;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx.Added;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.ThreadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Adds messages, gives them new content, deletes them.
final class MessageWork {
  private final Unit unit;

  MessageWork(Unit unit) {
    this.unit = unit;
  }

  Added add(NewMessage message) {
    long id = unit.nextId();
    long thread = message.thread().map(known -> unit.messages.thread(known.value())).orElse(0L);
    return add(message, id, thread == 0 ? unit.nextId() : thread, 0);
  }

  /// Adds a message under a given name.
  Added add(NewMessage message, long id, long thread, int revision) {
    List<FolderState> into = message.folders().stream().map(unit::state).toList();
    if (into.isEmpty()) {
      throw new GatewayException(Fault.INVALID, "a message needs a folder");
    }
    long received = message.received().toEpochMilli();
    boolean shared = into.size() > 1;
    if (shared) {
      unit.placing.countsTogether(id);
    }
    List<Placement> placements = new ArrayList<>();
    List<MessageRow.Place> places = new ArrayList<>();
    for (FolderState folder : into) {
      FlagSet flags = Keyed.pack(folder, message.flags());
      Placement placement =
          unit.placing.append(folder, template(id, revision, message, flags), received, shared);
      placements.add(placement);
      places.add(new MessageRow.Place(folder.key, placement.uid()));
    }
    Digest digest = message.digest();
    long blob = unit.bodies.take(unit.account, message.blob());
    unit.messages.insertContent(blob, digest);
    MessageRow row =
        new MessageRow(
            id,
            thread,
            received,
            revision,
            blob,
            digest.hasAttachment(),
            places,
            message.replyTo().map(MessageId::value).orElse(0L),
            message.metadata(),
            digest.subject().toLowerCase(Locale.ROOT),
            message.verdict());
    unit.messages.insert(row, IndexRows.base(digest.subject()));
    unit.messages.threadGrew(thread, received);
    IndexRows index = new IndexRows(unit.db, unit.account);
    index.insert(id, received, digest);
    index.insertPairs(id, received, message.metadata());
    unit.changes.created(id, into.stream().allMatch(FolderState::isQuiet));
    return new Added(
        new MessageId(id), new ThreadId(thread), List.copyOf(message.folders()), placements);
  }

  private Placement template(long id, int revision, NewMessage message, FlagSet flags) {
    return new Placement(
        0,
        0,
        flags,
        new MessageId(id),
        revision,
        message.internalDate(),
        message.zone(),
        Math.floorDiv(unit.now, 1000),
        message.digest().wire().size());
  }

  Added replaceContent(MessageId id, Blob blob, Digest digest) {
    MessageRow old = row(id);
    Digest oldDigest = unit.digest(old);
    int revision = new RevisionWork(unit).next(old);
    boolean shared = old.places().size() > 1;
    List<FolderId> folders = new ArrayList<>();
    List<Placement> placements = new ArrayList<>();
    List<MessageRow.Place> places = new ArrayList<>();
    for (MessageRow.Place place : old.places()) {
      FolderState folder = unit.state(place.folder());
      PlacementPage page = unit.pages.holding(place.folder(), place.uid()).orElseThrow();
      int at = page.indexOf(place.uid());
      Placement was = unit.pages.withCold(page).placement(at);
      boolean sharedHere = shared || page.isShared(at);
      if (sharedHere) {
        unit.placing.countsTogether(old.id());
      }
      unit.placing.remove(folder, page, at);
      if (was.revision() != old.revision()) {
        continue;
      }
      Placement template = revised(was, revision, digest);
      Placement now = unit.placing.append(folder, template, old.received(), sharedHere);
      folders.add(FolderKeys.id(folder.key));
      placements.add(now);
      places.add(new MessageRow.Place(folder.key, now.uid()));
    }
    long body = unit.bodies.take(unit.account, blob);
    unit.messages.insertContent(body, digest);
    unit.messages.setContent(old, revision, body, digest, places);
    IndexRows index = new IndexRows(unit.db, unit.account);
    index.delete(old.id(), old.received(), oldDigest);
    index.insert(old.id(), old.received(), digest);
    unit.db.run("DELETE FROM content WHERE id=?", old.blob());
    unit.bodies.release(old.blob());
    unit.changes.updated(old.id());
    return new Added(id, new ThreadId(old.thread()), folders, placements);
  }

  private static Placement revised(Placement was, int revision, Digest digest) {
    return new Placement(
        0,
        0,
        was.flags(),
        was.message(),
        revision,
        was.internalDate(),
        was.zone(),
        was.saveDate(),
        digest.wire().size());
  }

  void delete(MessageId id) {
    MessageRow row = row(id);
    if (row.places().size() > 1) {
      unit.placing.countsTogether(row.id());
    }
    for (MessageRow.Place place : row.places()) {
      PlacementPage page = unit.pages.holding(place.folder(), place.uid()).orElseThrow();
      int at = page.indexOf(place.uid());
      if (page.isShared(at)) {
        unit.placing.countsTogether(row.id());
      }
      unit.placing.remove(unit.state(place.folder()), page, at);
    }
    unit.db.run("DELETE FROM note WHERE account=? AND message=?", unit.account, row.id());
    forget(row);
  }

  /// Deletes the row of a message without placements. Its content and index rows go later, in the
  /// background: there may be very many.
  void forget(MessageRow row) {
    unit.messages.delete(row.id());
    new IndexRows(unit.db, unit.account).deletePairs(row.id(), row.received(), row.metadata());
    unit.db.run(
        "INSERT INTO purge VALUES(?,?,?,?)", unit.account, row.id(), row.received(), row.blob());
    unit.threadShrank(row.thread());
    boolean quiet = row.places().stream().allMatch(place -> unit.state(place.folder()).isQuiet());
    if (quiet) {
      unit.db.run(
          "UPDATE note SET at=?,revision=?,thread=? WHERE account=? AND message=? AND lasting=1",
          unit.now,
          new RevisionWork(unit).next(row) - 1,
          row.thread(),
          unit.account,
          row.id());
    }
    unit.changes.deleted(row.id(), quiet);
  }

  private MessageRow row(MessageId id) {
    Optional<MessageRow> row = unit.messages.get(id.value());
    return row.orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such message"));
  }
}
