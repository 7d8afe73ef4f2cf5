package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.rules.ItemList;
import dev.postern.rules.ListStore;
import dev.postern.rules.ListType;
import dev.postern.rules.Seen;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// Lists and their items in the embedded engine. The number of an item is in its id, so that a
/// listing goes on behind an item that is gone.
final class SqliteLists implements ListStore {
  private static final ByAge<ItemList> ROWS =
      new ByAge<>(
          "item_list",
          "SELECT id,application,name,description,type,items,created,updated FROM item_list",
          " AND gone=0",
          "list",
          "lists",
          SqliteLists::read);
  private static final String NUMBER = "(SELECT number FROM item_list WHERE id=? AND gone=0)";

  // RFC 9562 section 5.8: version 8 and variant 2, the rest is our own.
  private static final long VERSION = 0x8000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final Committer committer;
  private final Readers readers;

  SqliteLists(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  private static ItemList read(ResultSet rows) throws SQLException {
    return new ItemList(
        UUID.fromString(rows.getString(1)),
        UUID.fromString(rows.getString(2)),
        rows.getString(3),
        rows.getString(4),
        ListType.valueOf(rows.getString(5)),
        rows.getLong(6),
        Instant.ofEpochMilli(rows.getLong(7)),
        Instant.ofEpochMilli(rows.getLong(8)));
  }

  @Override
  public Optional<ItemList> list(UUID application, UUID id) {
    return readers.glance(db -> ROWS.one(db, application, id));
  }

  @Override
  public List<ItemList> lists(UUID application, Optional<Seen> after, int limit) {
    return readers.read(db -> ROWS.page(db, application, after, limit));
  }

  @Override
  public void add(ItemList list, int most) {
    committer.commit(writer -> {
      ROWS.refuseMore(writer.db(), list.application(), most);
      return writer
          .db()
          .run(
              "INSERT INTO item_list(id,application,name,description,type,items,next,created,"
                  + "updated) VALUES(?,?,?,?,?,0,1,?,?)",
              list.id().toString(),
              list.application().toString(),
              list.name(),
              list.description(),
              list.type().name(),
              list.createdAt().toEpochMilli(),
              list.updatedAt().toEpochMilli());
    });
  }

  @Override
  public ItemList edit(
      UUID application, UUID id, Optional<String> name, Optional<String> description, Instant now) {
    return committer.commit(writer -> {
      Db db = writer.db();
      ItemList old = ROWS.existing(db, application, id);
      db.run(
          "UPDATE item_list SET name=?,description=?,updated=? WHERE id=?",
          name.orElse(old.name()),
          description.orElse(old.description()),
          now.toEpochMilli(),
          id.toString());
      return ROWS.existing(db, application, id);
    });
  }

  @Override
  public boolean remove(UUID application, UUID id) {
    return committer.commit(writer ->
        writer
                .db()
                .run(
                    "UPDATE item_list SET gone=1 WHERE id=? AND application=? AND gone=0",
                    id.toString(),
                    application.toString())
            > 0);
  }

  /// Removes up to `most` items of lists that are gone.
  ///
  /// @return whether there is more
  static boolean drop(Db db, int most) {
    long gone = db.number("SELECT min(number) FROM item_list WHERE gone=1");
    int removed =
        db.run(
            "DELETE FROM list_item WHERE list=?1 AND number IN"
                + " (SELECT number FROM list_item WHERE list=?1 LIMIT ?2)",
            gone,
            most);
    if (removed < most) {
      db.run("DELETE FROM item_list WHERE number=?", gone);
    }
    return gone != 0;
  }

  @Override
  public List<Item> items(UUID list, Optional<UUID> after, int limit) {
    return readers.read(db ->
        db.list(
            rows ->
                new Item(
                    itemId(rows.getLong(1), rows.getLong(2)),
                    rows.getString(3),
                    Instant.ofEpochMilli(rows.getLong(4))),
            "SELECT list,number,value,created FROM list_item WHERE list="
                + NUMBER
                + " AND number>? ORDER BY number LIMIT ?",
            list.toString(),
            after.map(id -> id.getLeastSignificantBits() & ~VARIANT).orElse(0L),
            limit));
  }

  private static UUID itemId(long list, long number) {
    return new UUID(list << 16 | VERSION, VARIANT | number);
  }

  @Override
  public void values(UUID list, Consumer<String> item) {
    readers.read(db -> {
      db.each(
          rows -> item.accept(rows.getString(1)),
          "SELECT value FROM list_item INDEXED BY list_item_value WHERE list=" + NUMBER,
          list.toString());
      return true;
    });
  }

  @Override
  public boolean holds(UUID list, String value) {
    return readers.glance(db ->
        db.number(
                "SELECT EXISTS(SELECT 1 FROM list_item WHERE list=" + NUMBER + " AND value=?)",
                list.toString(),
                value)
            > 0);
  }

  @Override
  public ItemList addItems(
      UUID application, UUID id, Collection<String> items, long most, Instant now) {
    return committer.commit(writer -> {
      Db db = writer.db();
      ItemList old = ROWS.existing(db, application, id);
      long list = db.number("SELECT number FROM item_list WHERE id=?", id.toString());
      long first = db.number("SELECT next FROM item_list WHERE id=?", id.toString());
      long next = first;
      for (String item : items) {
        next +=
            db.run(
                "INSERT INTO list_item VALUES(?,?,?,?) ON CONFLICT DO NOTHING",
                list,
                next,
                item,
                now.toEpochMilli());
      }
      if (next > first && old.itemsCount() + next - first > most) {
        throw new GatewayException(
            Fault.LIMIT, "items: the list has %d of at most %d".formatted(old.itemsCount(), most));
      }
      return counted(db, old, next - first, now);
    });
  }

  @Override
  public ItemList removeItems(UUID application, UUID id, Collection<String> items, Instant now) {
    return committer.commit(writer -> {
      Db db = writer.db();
      ItemList old = ROWS.existing(db, application, id);
      long list = db.number("SELECT number FROM item_list WHERE id=?", id.toString());
      long removed = 0;
      for (String item : items) {
        removed += db.run("DELETE FROM list_item WHERE list=? AND value=?", list, item);
      }
      return counted(db, old, -removed, now);
    });
  }

  private static ItemList counted(Db db, ItemList old, long more, Instant now) {
    if (more == 0) {
      return old;
    }
    db.run(
        "UPDATE item_list SET items=items+?1,next=next+max(?1,0),updated=?2 WHERE id=?3",
        more,
        now.toEpochMilli(),
        old.id().toString());
    return ROWS.existing(db, old.application(), old.id());
  }
}
