package dev.postern.imap;

import dev.postern.fault.Fault;
import dev.postern.imap.wire.Command;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// IDLE (RFC 2177): news goes out as it comes, until DONE (C-106, C-107). Allowed without a
/// selected mailbox too (clients.md row 25).
final class IdleExchange implements Exchange {
  private final Session session;
  private final String tag;
  private final ScheduledFuture<?> heartbeat;
  private boolean over;

  private IdleExchange(Session session, String tag) {
    this.session = session;
    this.tag = tag;
    long every = session.services().options().heartbeat().toMillis();
    // A beat of its own for each session, so that many do not beat together.
    long first = every / 2 + Math.floorMod(System.identityHashCode(this), every / 2 + 1);
    heartbeat =
        session
            .link()
            .connection()
            .channel()
            .eventLoop()
            .scheduleAtFixedRate(
                () -> session.link().connection().run(this::beat),
                first,
                every,
                TimeUnit.MILLISECONDS);
  }

  static @org.jspecify.annotations.Nullable String begin(Session session, Command.Idle idle) {
    session.out().put("+ idling").line();
    session.link().flush();
    session.exchange(new IdleExchange(session, idle.tag()));
    session.alarm().arm();
    if (session.state() instanceof SessionState.Selected) {
      News.tell(session, true);
    }
    return null;
  }

  private void beat() {
    session.guarded(() -> {
      if (!over && !(session.state() instanceof SessionState.LoggedOut)) {
        session.out().put("* OK Still here").line();
      }
    });
  }

  @Override
  public void line(ByteBuf line) {
    close();
    session.exchange(null);
    boolean done = line.toString(StandardCharsets.ISO_8859_1).equalsIgnoreCase("DONE");
    session.answering(
        tag,
        () -> {
          if (session.state() instanceof SessionState.Selected) {
            News.tell(session, true);
          }
          if (session.state() instanceof SessionState.LoggedOut) {
            return null;
          }
          return done ? "OK IDLE completed" : Fault.SYNTAX.imap("expected DONE");
        });
  }

  /// Stops the heartbeat.
  @Override
  public void close() {
    over = true;
    heartbeat.cancel(false);
    session.alarm().disarm();
  }
}
