package dev.postern.delivery;

import dev.postern.mail.Digest;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.MessageIds;
import dev.postern.mailbox.FlagEdit;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.Keywords;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.UidSet;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The messages that a sent one answers or forwards: they are marked `\Answered` or `$Forwarded`
/// wherever they lie, as a mail client marks them that sends by SMTP, so that IMAP and API agree
/// whichever way the answer went.
public final class Originals {
  private static final String FORWARDED = "$Forwarded";

  private final List<String> answered;
  private final List<String> forwarded;

  private Originals(List<String> answered, List<String> forwarded) {
    this.answered = answered;
    this.forwarded = forwarded;
  }

  /// Reads what a message to be sent answers (In-Reply-To) and forwards (X-Forwarded-Message-Id, as
  /// Thunderbird and others write it); do so before the transaction.
  public static Originals of(MemorySegment message, Digest digest) {
    HeaderBlock header = HeaderBlock.of(message, 0, digest.wire().headerLength());
    return new Originals(
        digest.inReplyTo(),
        header.unfoldedRaw("X-Forwarded-Message-Id").map(MessageIds::parseList).orElse(List.of()));
  }

  /// Marks them.
  ///
  /// @param known the answered message, if the API named it
  public void mark(MailTx tx, Optional<MessageId> known) {
    known.flatMap(tx::message).ifPresent(message -> answered(tx, message));
    for (String id : answered) {
      tx.named(id).forEach(message -> answered(tx, message));
    }
    for (String id : forwarded) {
      tx.named(id).forEach(message -> forwarded(tx, message));
    }
  }

  private static void answered(MailTx tx, StoredMessage message) {
    if (message.folders().contains(FolderId.DRAFTS)) {
      return;
    }
    tx.edit(
        message.id(),
        new MailTx.MessageEdit(
            Optional.empty(),
            Optional.empty(),
            Optional.of(true),
            Optional.empty(),
            Optional.empty()));
  }

  private static void forwarded(MailTx tx, StoredMessage message) {
    FlagEdit mark = new FlagEdit.Add(new Flags(Set.of(), Set.of(FORWARDED)));
    for (FolderId folder : message.folders()) {
      // No mail stays unsent because a folder has all the keywords it can have.
      if (tx.folder(folder).filter(Originals::takes).isPresent()) {
        for (Placement placement : tx.placementsOf(message.id(), folder)) {
          tx.editFlags(folder, UidSet.of(placement.uid()), mark, Optional.empty());
        }
      }
    }
  }

  private static boolean takes(Folder folder) {
    return folder.keywords().indexOf(FORWARDED) >= 0
        || folder.keywords().names().size() < Keywords.MAX;
  }
}
