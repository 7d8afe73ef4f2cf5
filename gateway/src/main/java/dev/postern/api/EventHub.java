package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.webhook.send.Payloads;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// All who wait for something to happen in an account: streams of events and long polls.
public final class EventHub {
  /// Every stream is written to once in so many seconds.
  private static final int BEAT_SECONDS = 20;

  /// The most streams and long polls of one account at once.
  static final int MAX_SEATS = 1000;

  private final MailStore mail;
  private final Payloads payloads;
  private final InstantSource clock;
  private final Executor threads;
  private final Map<AccountId, EventFeed> feeds = new ConcurrentHashMap<>();
  private final Map<AccountId, Set<Seat>> seats = new ConcurrentHashMap<>();
  private int tick;

  /// Makes a hub.
  ///
  /// @param threads runs each task on a (virtual) thread of its own
  public EventHub(MailStore mail, Payloads payloads, InstantSource clock, Executor threads) {
    this.mail = mail;
    this.payloads = payloads;
    this.clock = clock;
    this.threads = threads;
  }

  /// Begins to keep streams alive, until the timer ends.
  public void start(ScheduledExecutorService timer) {
    timer.scheduleWithFixedDelay(this::beat, 1, 1, TimeUnit.SECONDS);
  }

  /// Keeps the streams of a part of the accounts alive, so that the work is spread.
  void beat() {
    int turn = tick++;
    feeds.forEach((account, feed) -> {
      if (Math.floorMod(Long.hashCode(account.value()) - turn, BEAT_SECONDS) == 0) {
        feed.beat();
      }
    });
  }

  /// Ends all that waits for an account, which was deleted.
  public void end(AccountId account) {
    List.copyOf(seats.getOrDefault(account, Set.of())).forEach(Seat::end);
  }

  /// Ends what waits for an account with its own access tokens, as the account was stopped.
  public void stop(AccountId account) {
    seats.getOrDefault(account, Set.of()).stream()
        .filter(seat -> seat.own)
        .toList()
        .forEach(Seat::end);
  }

  /// Takes a place, to be given back.
  ///
  /// @param own whether it is of an access token
  /// @throws GatewayException with THROTTLED if the account has none left
  Seat seat(AccountId account, boolean own) {
    Seat seat = new Seat(account, own);
    seats.compute(
        account,
        (_, known) -> {
          Set<Seat> taken = known == null ? ConcurrentHashMap.newKeySet(1) : known;
          if (taken.size() >= MAX_SEATS) {
            throw new GatewayException(
                Fault.THROTTLED, "the grant has " + MAX_SEATS + " streams and long polls open");
          }
          taken.add(seat);
          return taken;
        });
    return seat;
  }

  /// A place of one account.
  final class Seat implements AutoCloseable {
    private final AccountId account;
    private final boolean own;
    private Runnable onEnd = () -> {};
    private boolean ended;

    private Seat(AccountId account, boolean own) {
      this.account = account;
      this.own = own;
    }

    /// Says what is to be done when the account is deleted or stopped.
    void onEnd(Runnable action) {
      boolean now;
      synchronized (this) {
        onEnd = action;
        now = ended;
      }
      if (now) {
        action.run();
      }
    }

    private void end() {
      Runnable action;
      synchronized (this) {
        ended = true;
        action = onEnd;
      }
      action.run();
    }

    @Override
    public void close() {
      seats.computeIfPresent(
          account,
          (_, taken) -> {
            taken.remove(this);
            return taken.isEmpty() ? null : taken;
          });
    }
  }

  /// What a client wants to hear.
  ///
  /// @param from empty: what happens from now on
  /// @param triggers empty: all but those that repeat others in another form
  /// @param bearer the token that it came with
  /// @param allowed whether the token still opens the account; asked now and then
  record Wish(
      Optional<Position> from, Set<String> triggers, String bearer, BooleanSupplier allowed) {
    /// Leaves the token out.
    @Override
    public String toString() {
      return "Wish[from=" + from + ", triggers=" + triggers + "]";
    }
  }

  /// Tells a client of events.
  ///
  /// @param seat given back when the client is gone
  EventSink.Source listen(Seat seat, Grant grant, Wish wish, EventSink sink) {
    seat.onEnd(sink::end);
    Position now = Position.after(mail.<Long>glance(grant.account(), MailRead::seq));
    // A position that is not reached yet is another account's, or of what was restored since.
    boolean known = wish.from().filter(from -> from.isAfter(now)).isEmpty();
    Position start = known ? wish.from().orElse(now) : now;
    sink.send(EventText.opening(start));
    if (!known) {
      sink.send(EventText.reset(grant.id(), now));
    }
    EventListener listener = new EventListener(wish, sink, start);
    EventFeed feed = join(grant, listener);
    return new EventSink.Source() {
      @Override
      public void room() {
        feed.wake();
      }

      @Override
      public void gone() {
        leave(grant.account(), listener);
        seat.close();
      }
    };
  }

  private EventFeed join(Grant grant, EventListener listener) {
    return feeds.compute(
        grant.account(),
        (_, known) -> {
          EventFeed feed =
              known == null ? new EventFeed(grant, mail, payloads, clock, threads) : known;
          feed.add(listener);
          return feed;
        });
  }

  private void leave(AccountId account, EventListener listener) {
    feeds.computeIfPresent(
        account,
        (_, feed) -> {
          if (!feed.remove(listener)) {
            return feed;
          }
          feed.close();
          return null;
        });
  }

  /// Returns how many listen and wait, for measures.
  int seats() {
    return seats.values().stream().mapToInt(Set::size).sum();
  }
}
