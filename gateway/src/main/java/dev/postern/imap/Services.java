package dev.postern.imap;

import dev.postern.auth.Authenticator;
import dev.postern.delivery.Filing;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.OpenFolders;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/// What every session of the door works with.
record Services(
    ImapOptions options,
    MailStore store,
    OpenFolders folders,
    Authenticator authenticator,
    Filing filing,
    ScheduledExecutorService scheduler,
    InstantSource clock,
    Recents recents,
    SortHeads heads) {}
