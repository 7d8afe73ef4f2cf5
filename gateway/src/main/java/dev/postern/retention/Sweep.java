package dev.postern.retention;

import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.FolderId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One walk through all mailboxes, in small steps. Keeps nothing that must outlive it: another one
/// finds what this one left.
///
/// A step that takes long makes the next one smaller, so that whoever else writes waits for
/// milliseconds. Not safe for concurrent use, but each step may run on another thread.
final class Sweep {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
  private static final int LEAST = 8;
  private static final int MOST = 128;
  private static final int IDLE = 200;
  private static final Duration LONG = Duration.ofMillis(15);
  private static final Duration SHORT = Duration.ofMillis(6);

  private final Retention retention;
  private final Deque<AccountId> accounts;
  private final Deque<FolderId> folders = new ArrayDeque<>();
  private AccountId account = new AccountId(0);
  private long above;
  private int size = 16;
  private long deleted;

  Sweep(Retention retention) {
    this.retention = retention;
    this.accounts = new ArrayDeque<>(retention.accounts());
  }

  /// Deletes a few messages, or finds that none is old in a few hundred folders.
  ///
  /// @return how long it took; empty if there is nothing left to do
  /// @throws GatewayException if nothing can be read or written now
  Optional<Duration> step() {
    long begun = System.nanoTime();
    for (int looked = 0; looked < IDLE; looked++) {
      if (folders.isEmpty() && !nextAccount()) {
        return Optional.empty();
      }
      if (!folders.isEmpty() && some()) {
        return Optional.of(paced(begun));
      }
    }
    return Optional.of(Duration.ofNanos(System.nanoTime() - begun));
  }

  /// Returns how many messages were deleted so far.
  long deleted() {
    return deleted;
  }

  private boolean nextAccount() {
    AccountId next = accounts.poll();
    if (next == null) {
      return false;
    }
    account = next;
    above = 0;
    attempt(() -> folders.addAll(retention.folders(next)));
    return true;
  }

  private boolean some() {
    int before = folders.size();
    attempt(() -> {
      Retention.Slice slice = retention.delete(account, folders.getFirst(), above, size);
      above = slice.last();
      deleted += slice.deleted();
      if (slice.last() == 0) {
        folders.removeFirst();
      }
    });
    return folders.size() == before;
  }

  // The account or the folder went meanwhile; what is wrong with one must not spare the others.
  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (GatewayException e) {
      if (e.fault().isTransient()) {
        throw e;
      }
      LOG.info("old mail of account {} stays for now: {}", account.value(), e.text());
      folders.clear();
    }
  }

  private Duration paced(long begun) {
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    if (took.compareTo(LONG) > 0) {
      size = Math.max(LEAST, size / 2);
    } else if (took.compareTo(SHORT) < 0) {
      size = Math.min(MOST, size + size / 2);
    }
    return took;
  }
}
