package dev.postern.outbound;

import dev.postern.config.Rate;
import dev.postern.mailbox.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How many recipients an account's mail, and mail to a domain, may go to in a time. Mail that
/// stays here and mail of nobody's account is not held up by the account's rate.
///
/// Counted in memory since the server started: it spreads mail, it is no quota. Guarded by the lock
/// of the worker.
public final class Rates {
  private static final int KNOWN = 50_000;

  private final Optional<Rate> perAccount;
  private final Optional<Rate> perDomain;
  // When the next recipient would go if they went at even distances.
  private final Map<Object, Instant> free =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Instant> eldest) {
          return size() > KNOWN;
        }
      };

  /// @param perAccount empty: as many as there are
  /// @param perDomain empty: as many as there are
  public Rates(Optional<Rate> perAccount, Optional<Rate> perDomain) {
    this.perAccount = perAccount;
    this.perDomain = perDomain;
  }

  /// Returns rates that hold nothing up.
  public static Rates none() {
    return new Rates(Optional.empty(), Optional.empty());
  }

  /// Takes the turn of a transfer.
  ///
  /// @return when to come again; empty: it may begin
  Optional<Instant> take(List<Due> job, Instant now) {
    List<Runnable> takes = new ArrayList<>();
    Instant wait = now;
    AccountId account = job.getFirst().account();
    if (perAccount.isPresent() && !account.equals(AccountId.NOBODY)) {
      wait = later(wait, look(account, perAccount.get(), job.size(), now, takes));
    }
    if (perDomain.isPresent()) {
      Map<String, Integer> domains = new LinkedHashMap<>();
      job.forEach(due -> domains.merge(due.domain(), 1, Integer::sum));
      for (Map.Entry<String, Integer> domain : domains.entrySet()) {
        wait = later(wait, look(domain.getKey(), perDomain.get(), domain.getValue(), now, takes));
      }
    }
    if (wait.isAfter(now)) {
      return Optional.of(wait);
    }
    takes.forEach(Runnable::run);
    return Optional.empty();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  // As many as a rate allows in its time may go at once after a pause.
  private Instant look(Object who, Rate rate, int count, Instant now, List<Runnable> takes) {
    Duration apart = rate.per().dividedBy(rate.count());
    Instant next = later(free.getOrDefault(who, now), now);
    takes.add(() -> free.put(who, next.plus(apart.multipliedBy(count))));
    return next.minus(rate.per()).plus(apart);
  }
}
