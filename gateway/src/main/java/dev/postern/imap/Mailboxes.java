package dev.postern.imap;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Refusal;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.UidSet;

/// Finds mailboxes by name.
final class Mailboxes {
  static final UidSet EVERY_UID = UidSet.ofRanges(1, 0xffff_ffffL);

  private Mailboxes() {}

  /// Returns the mailbox with this name.
  static Folder require(MailRead read, String name) {
    return read.folderNamed(name)
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such mailbox"));
  }

  /// Returns the mailbox that messages are to be put in (C-79).
  static Folder target(MailRead read, String name) {
    return read.folderNamed(name).orElseThrow(() -> new Refusal("NO [TRYCREATE] no such mailbox"));
  }
}
