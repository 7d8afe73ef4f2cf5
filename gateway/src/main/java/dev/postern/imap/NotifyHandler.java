package dev.postern.imap;

import dev.postern.imap.wire.Command;
import java.util.Optional;

/// NOTIFY (RFC 5465).
///
/// `NONE` ends what comes unasked; with every command the selected mailbox is told of as before any
/// NOTIFY, so that nobody misses mail.
final class NotifyHandler {
  private NotifyHandler() {}

  static String run(Session session, Command.Notify notify) {
    session.notices(Optional.empty());
    if (notify.set().isPresent()) {
      Notices notices = new Notices(session, notify.set().get());
      session.notices(Optional.of(notices));
      notices.begin();
    }
    return "OK NOTIFY completed";
  }
}
