package dev.postern.store.sqlite;

import dev.postern.metrics.Tally;
import java.time.Instant;
import java.time.InstantSource;

/// What waits in the engine and what it has written. Each call looks it up: for somebody who asks
/// every few seconds.
public final class EngineNumbers {
  private final Readers readers;
  private final Committer committer;
  private final InstantSource clock;

  EngineNumbers(Readers readers, Committer committer, InstantSource clock) {
    this.readers = readers;
    this.committer = committer;
    this.clock = clock;
  }

  /// Returns what the writer did: `groups` that were committed and synced, `transactions` in them,
  /// `micros` that took, and groups that `failed`.
  public Tally writes() {
    return committer.tally();
  }

  /// Returns how many recipients of outgoing mail wait.
  public long queued() {
    return number("SELECT count(*) FROM recipient WHERE due IS NOT NULL");
  }

  /// Returns how many recipients failed for good in the last seven days.
  public long failed() {
    return number("SELECT count(*) FROM recipient WHERE failed IS NOT NULL");
  }

  /// Returns how many mails wait for their time.
  public long scheduled() {
    return number("SELECT count(*) FROM schedule WHERE closed IS NULL");
  }

  /// Returns how many webhook deliveries wait for another attempt.
  public long retries() {
    return number("SELECT count(*) FROM webhook_attempt");
  }

  /// Returns how old, in seconds, the oldest change is that a webhook has not been told of; zero if
  /// all are.
  public long lag() {
    long oldest =
        number(
            "SELECT min((SELECT l.at FROM log l WHERE l.account=p.account AND l.seq>p.seq"
                + " ORDER BY l.seq LIMIT 1)) FROM webhook_position p"
                + " JOIN webhook w ON w.id=p.webhook AND w.status IN ('ACTIVE','FAILING')"
                + " JOIN account a ON a.id=p.account AND a.deleted=0 AND a.seq>p.seq");
    Instant now = clock.instant();
    return oldest == 0 ? 0 : Math.max(0, (now.toEpochMilli() - oldest) / 1000);
  }

  private long number(String sql) {
    return readers.read(db -> db.number(sql));
  }
}
