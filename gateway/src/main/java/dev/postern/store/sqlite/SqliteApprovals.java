package dev.postern.store.sqlite;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MessageId;
import dev.postern.outbound.Approval;
import dev.postern.outbound.ApprovalStore;
import dev.postern.store.sqlite.segment.SegmentFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Mail that waits for consent.
final class SqliteApprovals implements ApprovalStore {
  private static final String OF_LIVING =
      " AND EXISTS(SELECT 1 FROM account l WHERE l.id=a.account AND l.deleted=0)";

  private final Readers readers;
  private final SegmentFiles files;

  SqliteApprovals(Readers readers, SegmentFiles files) {
    this.readers = readers;
    this.files = files;
  }

  @Override
  public List<Approval> list(Filter filter, Optional<Position> after, int limit) {
    StringBuilder sql =
        new StringBuilder(ApprovalRows.SELECT).append(" WHERE a.application=?").append(OF_LIVING);
    List<Object> values = new ArrayList<>(List.of(filter.application().toString()));
    filter
        .account()
        .ifPresent(account -> {
          sql.append(" AND a.account=?");
          values.add(account.value());
        });
    filter
        .status()
        // Written out, so that the index of those that are pending is of use.
        .ifPresent(status -> sql.append(" AND a.status='").append(status.name()).append('\''));
    after.ifPresent(last -> {
      sql.append(" AND (a.created,a.id)<(?,?)");
      values.add(last.created().toEpochMilli());
      values.add(last.id().toString());
    });
    values.add(limit);
    return readers.read(db ->
        db.list(
            ApprovalRows::read,
            sql.append(" ORDER BY a.created DESC,a.id DESC LIMIT ?").toString(),
            values.toArray()));
  }

  @Override
  public Optional<Approval> find(UUID application, UUID id) {
    return readers.glance(db ->
        db.one(
            ApprovalRows::read,
            ApprovalRows.SELECT + " WHERE a.id=? AND a.application=?" + OF_LIVING,
            id.toString(),
            application.toString()));
  }

  @Override
  public Optional<Approval> find(AccountId account, MessageId message) {
    return readers.glance(db ->
        db.one(
            ApprovalRows::read,
            ApprovalRows.SELECT + " WHERE a.account=? AND a.message=? ORDER BY created DESC",
            account.value(),
            message.value()));
  }

  @Override
  public boolean isApproved(AccountId account, UUID id) {
    return readers.glance(db ->
        db.number(
                "SELECT count(*) FROM approval WHERE account=? AND id=? AND status='APPROVED'",
                account.value(),
                id.toString())
            > 0);
  }

  @Override
  public int pending() {
    return readers.read(
        db -> Math.toIntExact(db.number("SELECT count(*) FROM approval WHERE status='PENDING'")));
  }

  @Override
  public Optional<Content> content(Approval approval) {
    return BlobPlaces.open(
        readers,
        files,
        "SELECT b.segment,b.start,b.length FROM approval a JOIN blob b ON b.id=a.blob"
            + " WHERE a.account=? AND a.id=?",
        approval.account().value(),
        approval.id().toString());
  }

  /// Removes what was decided before `before`, in milliseconds.
  ///
  /// @return how many, at most `most`
  static int drop(Db db, long before, int most) {
    record Key(long account, String id) {}
    List<Key> keys =
        db.list(
            rows -> new Key(rows.getLong(1), rows.getString(2)),
            "SELECT account,id FROM approval WHERE decided<? LIMIT ?",
            before,
            most);
    keys.forEach(
        key -> db.run("DELETE FROM approval WHERE account=? AND id=?", key.account(), key.id()));
    return keys.size();
  }
}
