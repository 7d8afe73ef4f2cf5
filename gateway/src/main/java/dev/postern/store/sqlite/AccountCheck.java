package dev.postern.store.sqlite;

import dev.postern.mailbox.Placement;
import dev.postern.mailbox.SystemFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Compares one account's folder counters and indexes of marks with its pages.
final class AccountCheck {
  private final Db db;
  private final long account;
  private final List<String> problems = new ArrayList<>();

  /// Sums that are equal if the marks are, in whatever order they are met.
  private long unseen;

  private long flagged;

  AccountCheck(Db db, long account) {
    this.db = db;
    this.account = account;
  }

  List<String> run() {
    MarkSum unread = new MarkSum(MarkIndex.UNREAD);
    MarkSum starred = new MarkSum(MarkIndex.STARRED);
    long[] unreadIds = unread.ids();
    for (FolderState folder : new Folders(db, account).all()) {
      count(folder, unreadIds);
    }
    if (unread.sum != unseen || starred.sum != flagged) {
      problems.add("account " + account + ": the unread or the starred index is wrong");
    }
    return problems;
  }

  private static long mixed(long message) {
    long mixed = message * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  /// What an index holds.
  private final class MarkSum {
    long sum;
    private long[] ids = new long[64];
    private int count;

    MarkSum(String table) {
      db.each(
          rows ->
              add(MarkPage.read(new Cursor(rows.getLong(1), rows.getLong(2)), rows.getBytes(3))),
          "SELECT received,message,packed FROM " + table + " WHERE account=?",
          account);
    }

    private void add(MarkPage page) {
      for (int i = 0; i < page.count; i++) {
        long message = page.key(i).id();
        sum += page.marks(i) * mixed(message);
        if (count == ids.length) {
          ids = Arrays.copyOf(ids, 2 * count);
        }
        ids[count++] = message;
      }
    }

    long[] ids() {
      long[] sorted = Arrays.copyOf(ids, count);
      Arrays.sort(sorted);
      return sorted;
    }
  }

  private void count(FolderState folder, long[] unreadIds) {
    long[] found = new long[7];
    long[] last = {0};
    new Numbering(db, account)
        .scan(
            folder,
            placement -> {
              count(placement, found);
              if (placement.uid() <= last[0] || placement.uid() >= folder.uidNext) {
                problems.add("account " + account + " folder " + folder.key + ": UIDs disordered");
              }
              last[0] = placement.uid();
            },
            () -> {});
    db.each(
        rows -> {
          found[5]++;
          found[6] += Arrays.binarySearch(unreadIds, rows.getLong(1)) >= 0 ? 1 : 0;
        },
        "SELECT DISTINCT message FROM filed WHERE account=? AND folder=?",
        account,
        folder.key);
    boolean right =
        found[0] == folder.exists
            && found[1] == folder.unseen
            && found[2] == folder.deleted
            && found[3] == folder.size
            && found[4] <= folder.modseq
            && found[5] == folder.messages
            && found[6] == folder.unread;
    if (!right) {
      problems.add(
          "account %d folder %d: counted %s, row says %s"
              .formatted(account, folder.key, Arrays.toString(found), folder.toFolder()));
    }
  }

  private void count(Placement placement, long[] found) {
    found[0]++;
    if (!placement.flags().has(SystemFlag.SEEN)) {
      found[1]++;
      unseen += mixed(placement.message().value());
    }
    if (placement.flags().has(SystemFlag.FLAGGED)) {
      flagged += mixed(placement.message().value());
    }
    found[2] += placement.flags().has(SystemFlag.DELETED) ? 1 : 0;
    found[3] += placement.size();
    found[4] = Math.max(found[4], placement.modseq());
  }
}
