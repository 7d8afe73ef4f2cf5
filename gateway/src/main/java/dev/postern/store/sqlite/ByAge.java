package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.rules.Seen;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What an application has of one kind, in order of age, then of id: a table with the columns `id`,
/// `application` and `created`, and an index on these.
///
/// @param table its name
/// @param select the statement that reads its rows, without a condition
/// @param also what must hold besides, ` AND` before it
/// @param noun what one row is
/// @param plural what many are
record ByAge<T>(
    String table, String select, String also, String noun, String plural, Db.Row<T> row) {
  Optional<T> one(Db db, UUID application, UUID id) {
    return db.one(
        row,
        select + " WHERE id=? AND application=?" + also,
        id.toString(),
        application.toString());
  }

  /// Returns one that must be there.
  ///
  /// @throws GatewayException with NOT_FOUND
  T existing(Db db, UUID application, UUID id) {
    return one(db, application, id)
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, noun + " not found"));
  }

  List<T> page(Db db, UUID application, Optional<Seen> after, int limit) {
    return db.list(
        row,
        select
            + " WHERE application=? AND (created,id)>(?,?)"
            + also
            + " ORDER BY created,id LIMIT ?",
        application.toString(),
        after.map(seen -> seen.createdAt().toEpochMilli()).orElse(Long.MIN_VALUE),
        after.map(seen -> seen.id().toString()).orElse(""),
        limit);
  }

  /// Refuses to add to `most`.
  void refuseMore(Db db, UUID application, int most) {
    long there =
        db.number(
            "SELECT count(*) FROM " + table + " WHERE application=?" + also,
            application.toString());
    if (there >= most) {
      throw new GatewayException(
          Fault.LIMIT, "the application has the maximum of %d %s".formatted(most, plural));
    }
  }

  boolean remove(Db db, UUID application, UUID id) {
    return db.run(
            "DELETE FROM " + table + " WHERE id=? AND application=?" + also,
            id.toString(),
            application.toString())
        > 0;
  }
}
