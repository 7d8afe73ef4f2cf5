package dev.postern.webhook.send;

import dev.postern.mailbox.AccountId;
import dev.postern.webhook.WebhookStore;
import dev.postern.webhook.WebhookStore.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What one destination was told and the store does not know yet. It is written in groups, so that
/// a busy destination costs the disk a few transactions a second; a crash before that repeats
/// notifications and loses none. Thread-safe.
final class Ledger {
  private static final Duration PACE = Duration.ofMillis(100);

  private final UUID webhook;
  private final WebhookStore store;
  private Map<AccountId, Long> positions = new HashMap<>();
  private List<Attempt> again = new ArrayList<>();
  private long lastWritten = System.nanoTime() - PACE.toNanos();

  Ledger(UUID webhook, WebhookStore store) {
    this.webhook = webhook;
    this.store = store;
  }

  /// Notes how far an account was told, and what of that must be tried again.
  ///
  /// @return whether this is the first to be written
  synchronized boolean note(AccountId account, long seq, List<Attempt> failed) {
    boolean first = positions.isEmpty();
    positions.merge(account, seq, Math::max);
    again.addAll(failed);
    return first;
  }

  /// Returns how long to wait until [#write] has something to write and was not called just before.
  Duration due() {
    synchronized (this) {
      if (positions.isEmpty()) {
        return Duration.ofDays(1);
      }
      Duration left = PACE.minusNanos(System.nanoTime() - lastWritten);
      return left.isNegative() ? Duration.ZERO : left;
    }
  }

  /// Makes it durable; on the lane's thread only.
  ///
  /// @return whether there is more to be tried again now
  /// @throws dev.postern.fault.GatewayException if the store cannot write now; nothing is forgotten
  boolean write() {
    Map<AccountId, Long> writing;
    List<Attempt> failed;
    synchronized (this) {
      if (positions.isEmpty()) {
        return false;
      }
      writing = positions;
      failed = again;
      positions = new HashMap<>();
      again = new ArrayList<>();
      lastWritten = System.nanoTime();
    }
    boolean written = false;
    try {
      store.advance(webhook, writing, failed);
      written = true;
    } finally {
      if (!written) {
        putBack(writing, failed);
      }
    }
    return !failed.isEmpty();
  }

  private synchronized void putBack(Map<AccountId, Long> unwritten, List<Attempt> failed) {
    unwritten.forEach((account, seq) -> positions.merge(account, seq, Math::max));
    again.addAll(0, failed);
  }
}
