package dev.postern.store.sqlite;

import dev.postern.auth.Device;
import dev.postern.auth.DeviceStore;
import dev.postern.auth.Network;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Devices of the embedded engine.
final class SqliteDevices implements DeviceStore {
  // Of deleted accounts they are still there for a moment.
  private static final String OF_LIVING =
      " FROM device d JOIN grant_row g ON g.account=d.account AND g.deleted IS NULL";

  private final Committer committer;
  private final Readers readers;

  SqliteDevices(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public List<Device> devices() {
    return readers.glance(db ->
        db.list(
            SqliteDevices::device,
            "SELECT d.id,d.name,g.id,d.network,d.pin,d.created,d.seen"
                + OF_LIVING
                + " ORDER BY d.created,d.id"));
  }

  @Override
  public void add(Device device, int most, int mostPins) {
    String network = device.network().map(Network::toString).orElse(null);
    committer.commit(writer -> {
      Db db = writer.db();
      db.run(
          "DELETE FROM device WHERE account NOT IN (SELECT account FROM grant_row"
              + " WHERE deleted IS NULL)");
      long account =
          db.number(
              "SELECT account FROM grant_row WHERE id=? AND deleted IS NULL",
              device.grant().toString());
      if (account == 0) {
        throw new GatewayException(Fault.NOT_FOUND, "grant_id: there is no such agent");
      }
      refuseSame(db, "name", device.name());
      refuseSame(db, "network", network == null ? "" : network);
      if (db.number("SELECT count(*) FROM device") >= most) {
        throw new GatewayException(Fault.LIMIT, "there are too many devices");
      }
      if (device.pin().isPresent()
          && db.number("SELECT count(*) FROM device WHERE account=? AND pin IS NOT NULL", account)
              >= mostPins) {
        throw new GatewayException(
            Fault.LIMIT, "the agent has too many devices with a PIN: at most " + mostPins);
      }
      return db.run(
          "INSERT INTO device VALUES(?,?,?,?,?,?,0)",
          device.id().toString(),
          account,
          device.name(),
          network,
          device.pin().orElse(null),
          device.createdAt().toEpochMilli());
    });
  }

  private static void refuseSame(Db db, String column, String value) {
    if (db.number("SELECT count(*) FROM device WHERE " + column + "=?", value) > 0) {
      throw new GatewayException(
          Fault.ALREADY_EXISTS, column + ": another device has it: " + value);
    }
  }

  @Override
  public boolean remove(UUID id) {
    return committer.commit(
            writer -> writer.db().run("DELETE FROM device WHERE id=?", id.toString()))
        > 0;
  }

  @Override
  public void seen(UUID id, Instant at) {
    committer.commit(writer ->
        writer.db().run("UPDATE device SET seen=? WHERE id=?", at.toEpochMilli(), id.toString()));
  }

  private static Device device(ResultSet rows) throws SQLException {
    long seen = rows.getLong(7);
    return new Device(
        UUID.fromString(rows.getString(1)),
        rows.getString(2),
        UUID.fromString(rows.getString(3)),
        Optional.ofNullable(rows.getString(4)).map(Network::parse),
        Optional.ofNullable(rows.getString(5)),
        Instant.ofEpochMilli(rows.getLong(6)),
        seen == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(seen)));
  }
}
