package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.ChangeBatch;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.webhook.send.Payloads;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The events of one account for all who listen to it now.
///
/// A task runs while there is something to do; between events there is only this object. Listeners
/// at the same position share one look at the log and the text of each event. Nothing is queued for
/// a reader that does not keep up: it goes on from its own position when it has room.
final class EventFeed {
  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

  private final Grant grant;
  private final MailStore mail;
  private final Payloads payloads;
  private final InstantSource clock;
  private final Executor threads;
  private final MailStore.Watch watch;
  // Guarded by this.
  private final List<EventListener> listeners = new ArrayList<>(1);
  private boolean running;
  private boolean news;
  private boolean beat;
  // Somebody came whose position is older than the watch.
  private boolean unsure;
  // The newest transaction heard of.
  private volatile long head;
  // Read while some are behind; belongs to the running task.
  private @Nullable LogWindow window;

  EventFeed(Grant grant, MailStore mail, Payloads payloads, InstantSource clock, Executor threads) {
    this.grant = grant;
    this.mail = mail;
    this.payloads = payloads;
    this.clock = clock;
    this.threads = threads;
    this.watch = mail.watch(grant.account(), this::changed);
  }

  // On the committer's thread.
  private void changed(ChangeBatch batch) {
    if (batch.logged()) {
      reached(batch.seq());
      wake();
    }
  }

  private synchronized void reached(long seq) {
    head = Math.max(head, seq);
  }

  /// Takes a listener in.
  void add(EventListener listener) {
    synchronized (this) {
      listeners.add(listener);
      unsure = true;
    }
    wake();
  }

  /// Lets a listener go.
  ///
  /// @return whether nobody listens any more
  synchronized boolean remove(EventListener listener) {
    listeners.removeIf(each -> each == listener);
    return listeners.isEmpty();
  }

  /// Hears of no more changes.
  void close() {
    watch.close();
  }

  synchronized List<EventListener> listeners() {
    return List.copyOf(listeners);
  }

  /// Has every listener's connection kept alive.
  void beat() {
    synchronized (this) {
      beat = true;
    }
    wake();
  }

  /// Has the log looked at.
  void wake() {
    synchronized (this) {
      news = true;
      if (running) {
        return;
      }
      running = true;
    }
    threads.execute(this::run);
  }

  private synchronized boolean takeNews() {
    running = news;
    news = false;
    return running;
  }

  private synchronized boolean takeUnsure() {
    boolean wanted = unsure;
    unsure = false;
    return wanted;
  }

  private synchronized boolean takeBeat() {
    boolean wanted = beat;
    beat = false;
    return wanted;
  }

  private void run() {
    while (takeNews()) {
      try {
        round();
      } catch (RuntimeException | Error e) {
        // The account is gone, or the store fails: whoever comes again will see.
        LOG.info("events of {}: streams end: {}", grant.id(), e.toString());
        listeners().forEach(EventListener::end);
      }
    }
  }

  private void round() {
    boolean beats = takeBeat();
    if (takeUnsure()) {
      reached(mail.glance(grant.account(), MailRead::seq));
    }
    boolean more = false;
    Map<Position, List<EventListener>> behind = behind();
    for (Map.Entry<Position, List<EventListener>> group : behind.entrySet()) {
      more |= advance(group.getKey(), group.getValue());
    }
    if (!more && allHaveRead()) {
      window = null;
    }
    if (beats) {
      beatAll();
    }
    if (more) {
      wake();
    }
  }

  // Each bearer token is looked at once.
  private void beatAll() {
    Map<String, Boolean> allowed = new HashMap<>();
    for (EventListener listener : listeners()) {
      listener.beat(allowed.computeIfAbsent(listener.bearer(), _ -> listener.isAllowed()));
    }
  }

  // The farthest behind come first, so that others can use what was read for them.
  private Map<Position, List<EventListener>> behind() {
    Map<Position, List<EventListener>> groups = new TreeMap<>();
    Position newest = Position.after(head);
    for (EventListener listener : listeners()) {
      if (newest.isAfter(listener.position()) && listener.hasRoom()) {
        groups.computeIfAbsent(listener.position(), _ -> new ArrayList<>()).add(listener);
      }
    }
    return groups;
  }

  private boolean allHaveRead() {
    Position newest = Position.after(head);
    return listeners().stream().noneMatch(listener -> newest.isAfter(listener.position()));
  }

  // Returns whether there may be more for some of them at once.
  private boolean advance(Position from, List<EventListener> group) {
    Optional<LogWindow> read = window(from);
    if (read.isEmpty()) {
      Position now = Position.after(mail.<Long>glance(grant.account(), MailRead::seq));
      EventText reset = EventText.reset(grant.id(), now);
      group.forEach(listener -> listener.send(reset, now));
      return true;
    }
    List<EventListener> keepingUp = new ArrayList<>(group);
    for (StreamEvent event : StreamEvent.behind(from, read.get().entries())) {
      tell(event, keepingUp);
      keepingUp.removeIf(listener -> !listener.hasRoom());
      if (keepingUp.isEmpty()) {
        return false;
      }
    }
    Position end = read.get().end();
    keepingUp.forEach(listener -> listener.pass(end));
    // A part that was read for others, or before, may end before what was heard of since.
    return read.get().more() || Position.after(head).isAfter(end);
  }

  private Optional<LogWindow> window(Position from) {
    LogWindow known = window;
    if (known != null && known.covers(from)) {
      return Optional.of(known);
    }
    Optional<LogWindow> read = LogWindow.behind(mail, grant.account(), from, head);
    window = read.orElse(null);
    return read;
  }

  private void tell(StreamEvent event, List<EventListener> listeners) {
    String trigger = event.notice().trigger();
    boolean wanted = listeners.stream().anyMatch(listener -> listener.wants(trigger));
    Optional<EventText> text = wanted ? text(event) : Optional.empty();
    for (EventListener listener : listeners) {
      if (text.isPresent() && listener.wants(trigger)) {
        listener.send(text.get(), event.at());
      } else {
        listener.pass(event.at());
      }
    }
  }

  private Optional<EventText> text(StreamEvent event) {
    Payloads.Delivery delivery = new Payloads.Delivery(grant.id(), 1, clock.instant());
    try {
      return payloads
          .of(grant, event.notice(), delivery)
          .map(made -> EventText.event(event.at(), event.notice().trigger(), made.json()));
    } catch (GatewayException refusal) {
      throw refusal;
    } catch (RuntimeException bug) {
      // It would fail each time a client comes again, and nothing behind it would ever be told.
      LOG.error("events of {}: {} is left out", grant.id(), event.at(), bug);
      return Optional.empty();
    }
  }
}
