package dev.postern.webhook.send;

import dev.postern.mailbox.AccountId;
import dev.postern.webhook.WebhookStore.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The accounts that one destination has not heard all of, in the order they came up. An account is
/// in one pair of hands at a time, which keeps its events in order. Thread-safe.
///
/// At first the store is asked who is behind, page by page; until it has named everyone, news
/// waits, because what came before it may not have been told yet.
final class Backlog {
  private static final int REMEMBERED = 10_000;

  private final Map<AccountId, Long> waiting = new LinkedHashMap<>();
  private final Map<AccountId, Long> early = new HashMap<>();
  private final Set<AccountId> busy = new HashSet<>();

  /// News of a transaction may come after the log was read: then it is no news. To forget costs a
  /// repeated notification at most.
  private final Map<AccountId, Long> told = new LinkedHashMap<>(16, 0.75f, true);

  private boolean swept;

  /// Notes a transaction.
  synchronized void news(AccountId account, long seq) {
    (swept ? waiting : early).merge(account, seq - 1, Math::min);
  }

  /// Notes accounts that the store says are behind.
  synchronized void behind(List<Position> positions) {
    positions.forEach(position -> waiting.merge(position.account(), position.seq(), Math::min));
  }

  /// Notes that the store has named all that were behind.
  synchronized void swept() {
    swept = true;
    early.forEach((account, seq) -> waiting.merge(account, seq, Math::min));
    early.clear();
  }

  synchronized int size() {
    return waiting.size();
  }

  /// Says whether somebody could [#take] something.
  synchronized boolean hasWork() {
    return waiting.keySet().stream().anyMatch(account -> !busy.contains(account));
  }

  /// Hands out the account that waits longest, and the position after which it is to be read.
  synchronized Optional<Position> take() {
    Optional<AccountId> next =
        waiting.keySet().stream().filter(account -> !busy.contains(account)).findFirst();
    return next.map(account -> {
      long seq = Optional.ofNullable(waiting.remove(account)).orElse(0L);
      busy.add(account);
      return new Position(account, Math.max(seq, told.getOrDefault(account, 0L)));
    });
  }

  /// Takes an account back.
  ///
  /// @param seq how far it was told
  /// @param more whether its log may go on after that
  synchronized void done(AccountId account, long seq, boolean more) {
    busy.remove(account);
    told.put(account, seq);
    if (told.size() > REMEMBERED) {
      told.remove(told.keySet().iterator().next());
    }
    early.computeIfPresent(account, (_, after) -> Math.max(after, seq));
    if (more) {
      waiting.merge(account, seq, Math::min);
    }
  }
}
