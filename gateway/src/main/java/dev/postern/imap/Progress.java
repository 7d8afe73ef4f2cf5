package dev.postern.imap;

import java.time.Duration;
import java.time.Instant;

/// Tells a client that waits how far its command has come, so that it neither gives up nor is cut
/// off on the way (RFC 9585, clients.md row 52).
final class Progress {
  /// RFC 9585 section 4 recommends 10 to 15 seconds.
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Session session;
  private final String tag;
  private final long goal;
  private final boolean told;
  private Instant next;

  /// @param goal what [#at] counts up to
  Progress(Session session, String tag, long goal) {
    this.session = session;
    this.tag = tag;
    this.goal = goal;
    this.told = session.offer().works(Capability.INPROGRESS);
    this.next = now().plus(EVERY);
  }

  private Instant now() {
    return session.services().clock().instant();
  }

  /// Notes how much is done, at most the goal; call between lines only.
  void at(long done) {
    if (told && done > 0 && done < goal && now().isAfter(next)) {
      next = now().plus(EVERY);
      session
          .out()
          .put("* OK [INPROGRESS (")
          .quoted(tag)
          .put(' ')
          .put(done)
          .put(' ')
          .put(goal)
          .put(")] Still working")
          .line();
      session.link().flush();
    }
  }
}
