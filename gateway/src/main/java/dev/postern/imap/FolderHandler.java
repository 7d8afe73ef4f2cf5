package dev.postern.imap;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.MailboxName;
import dev.postern.imap.wire.Refusal;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.MailTx;
import java.util.Optional;
import java.util.function.Consumer;

/// CREATE, DELETE, RENAME, SUBSCRIBE and UNSUBSCRIBE (RFC 9051 sections 6.3.4 to 6.3.8).
final class FolderHandler {
  private FolderHandler() {}

  static String create(Session session, Command.Create create) {
    requireValid(create.mailbox());
    // Each use has its folder already, or is none that this server knows (C-36).
    if (!create.uses().isEmpty()) {
      throw new Refusal(
          "NO [USEATTR] the mailbox was not made: that use has a mailbox, or none can");
    }
    Folder made =
        session
            .services()
            .store()
            .commit(session.account(), session, tx -> tx.createFolder(create.mailbox()));
    return "OK [MAILBOXID (" + made.id().value() + ")] CREATE completed";
  }

  /// Children stay (C-31). A name that exists only through its children cannot be deleted.
  static String delete(Session session, Command.Delete delete) {
    String name = delete.mailbox();
    commit(
        session,
        tx -> {
          Optional<Folder> folder = tx.folderNamed(name);
          if (folder.isEmpty() && tx.folders().stream().anyMatch(f -> isBelow(f.name(), name))) {
            throw new Refusal("NO [HASCHILDREN] the name exists only for its children");
          }
          tx.deleteFolder(Mailboxes.require(tx, name).id());
        });
    return "OK DELETE completed";
  }

  static String rename(Session session, Command.Rename rename) {
    requireValid(rename.to());
    if (isBelow(rename.to(), rename.from())) {
      throw new GatewayException(Fault.INVALID, "a mailbox cannot be moved into itself");
    }
    commit(session, tx -> tx.renameFolder(Mailboxes.require(tx, rename.from()).id(), rename.to()));
    return "OK RENAME completed";
  }

  /// Any name may be subscribed, existing or not (clients.md row 32).
  static String subscribe(Session session, Command.Subscribe subscribe) {
    if (subscribe.subscribed()) {
      requireValid(subscribe.mailbox());
    }
    commit(session, tx -> tx.subscribe(subscribe.mailbox(), subscribe.subscribed()));
    return subscribe.subscribed() ? "OK SUBSCRIBE completed" : "OK UNSUBSCRIBE completed";
  }

  static boolean isBelow(String name, String parent) {
    return name.length() > parent.length()
        && name.startsWith(parent)
        && name.charAt(parent.length()) == '/';
  }

  private static void requireValid(String name) {
    if (!MailboxName.isValid(name)) {
      throw new GatewayException(Fault.INVALID, "no mailbox can have that name");
    }
  }

  private static void commit(Session session, Consumer<MailTx> work) {
    session
        .services()
        .store()
        .commit(
            session.account(),
            session,
            tx -> {
              work.accept(tx);
              return tx;
            });
  }
}
