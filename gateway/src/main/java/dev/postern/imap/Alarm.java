package dev.postern.imap;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Wakes an idling session: at once at first, then at most once in the gathering time.
///
/// [#ring] comes from the committer's thread and only hands over; the rest runs on the session's.
final class Alarm {
  private final Session session;
  private final AtomicBoolean rung = new AtomicBoolean();
  private volatile boolean armed;
  private volatile boolean watching;
  private volatile long lastHeard;

  Alarm(Session session) {
    this.session = session;
  }

  /// From now on the session wants to hear at once.
  void arm() {
    lastHeard = Long.MIN_VALUE;
    armed = true;
  }

  /// From now on, or no more, the session hears between commands too (RFC 5465).
  void watch(boolean on) {
    watching = on;
  }

  void disarm() {
    armed = false;
  }

  /// Something was committed.
  void ring() {
    if (!(armed || watching) || !rung.compareAndSet(false, true)) {
      return;
    }
    long gather = session.services().options().gather().toMillis();
    long last = lastHeard;
    long wait = last == Long.MIN_VALUE ? 0 : last + gather - session.services().clock().millis();
    if (wait <= 0) {
      handOver();
    } else {
      session
          .services()
          .scheduler()
          .schedule(this::handOver, Math.min(wait, gather), TimeUnit.MILLISECONDS);
    }
  }

  private void handOver() {
    session.link().connection().run(this::hear);
  }

  private void hear() {
    rung.set(false);
    if (armed || watching) {
      session.guarded(this::tell);
      lastHeard = session.services().clock().millis();
    }
  }

  /// In IDLE everything may be told; between commands what NOTIFY asked for, unless a message is on
  /// its way, after which it is told anyway.
  private void tell() {
    Optional<Notices> notices = session.notices();
    if (session.isAppending()) {
      return;
    }
    boolean push = notices.map(Notices::pushes).orElse(false);
    if (session.state() instanceof SessionState.Selected && (armed || push)) {
      News.tell(session, armed || notices.map(Notices::pushesExpunges).orElse(false));
    }
    notices.ifPresent(Notices::tell);
  }
}
