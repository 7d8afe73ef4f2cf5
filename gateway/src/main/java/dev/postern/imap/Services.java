package dev.postern.imap;

import dev.postern.auth.Authenticator;
import dev.postern.auth.SettingStore;
import dev.postern.delivery.Filing;
import dev.postern.mailbox.AnnotationStore;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.OpenFolders;
import dev.postern.metrics.Tally;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/// What every session of the door works with.
record Services(
    ImapOptions options,
    MailStore store,
    OpenFolders folders,
    Authenticator authenticator,
    Filing filing,
    SettingStore settings,
    AnnotationStore annotations,
    ScheduledExecutorService scheduler,
    InstantSource clock,
    Recents recents,
    SortHeads heads,
    Tally commands) {
  /// Returns the same with other options.
  Services with(ImapOptions others) {
    return new Services(
        others,
        store,
        folders,
        authenticator,
        filing,
        settings,
        annotations,
        scheduler,
        clock,
        recents,
        heads,
        commands);
  }
}
