package dev.postern.imap;

import dev.postern.delivery.Filing.Arrival;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.SequenceSet;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.Quota;
import dev.postern.mailbox.UidSet;
import dev.postern.mailbox.View;
import java.util.List;
import java.util.Optional;

/// Where an APPEND or REPLACE puts what it brings.
///
/// @param old the message that goes, if it is a REPLACE
record AppendTarget(Session session, Folder folder, Optional<Old> old) {
  /// A message to be replaced.
  record Old(FolderId folder, long uid) {}

  /// Finds the target.
  ///
  /// @throws GatewayException or [dev.postern.imap.wire.Refusal] if nothing may be put there
  static AppendTarget of(Session session, Command.Append command) {
    Optional<Old> old = command.replaces().map(replaced -> old(session, replaced));
    Folder folder =
        session
            .services()
            .store()
            .read(session.account(), read -> Mailboxes.target(read, command.mailbox()));
    return new AppendTarget(session, folder, old);
  }

  private static Old old(Session session, Command.Replaced replaced) {
    if (!(session.state() instanceof SessionState.Selected(var _, SelectedFolder selected))) {
      throw new GatewayException(Fault.WRONG_STATE, "no mailbox is selected");
    }
    selected.requireWritable();
    View view = selected.view();
    long number = replaced.number();
    if (number == SequenceSet.STAR) {
      number = replaced.byUid() ? SelectedFolder.lastUid(view) : view.size();
    }
    int seq = (int) (replaced.byUid() ? view.seqOf(number) : Math.min(number, view.size() + 1));
    if (replaced.byUid() && seq <= 0) {
      throw new GatewayException(Fault.NOT_FOUND, "no message has that UID");
    }
    if (seq < 1 || seq > view.size()) {
      throw new GatewayException(Fault.SYNTAX, "no message has that number");
    }
    return new Old(selected.id(), view.uid(seq));
  }

  /// Refuses a message that is too large for this account, before it comes.
  ///
  /// @throws GatewayException with TOO_LARGE
  void requireSize(long octets) {
    session.services().filing().checkSize(session.account(), octets);
  }

  /// Refuses what would not fit, before it comes (C-85); the commit decides for good.
  ///
  /// @throws GatewayException with OVER_QUOTA
  void requireRoom(long octets, long messages) {
    Quota quota = session.services().options().quotas().apply(session.account());
    if (quota.isLimited()) {
      List<Folder> folders =
          session.services().store().read(session.account(), read -> read.folders());
      quota.requireRoom(folders, octets, messages);
    }
  }

  boolean replaces() {
    return old.isPresent();
  }

  /// Adds the messages, all or none, and returns the tagged answer.
  String add(List<Arrival> arrivals) {
    return old.isPresent() ? replace(old.get(), arrivals.getFirst()) : append(arrivals);
  }

  private String append(List<Arrival> arrivals) {
    AccountId account = session.account();
    List<MailTx.Added> added = session.services().filing().append(account, arrivals, new Object());
    if (session.state() instanceof SessionState.Selected) {
      News.tell(session, true);
    }
    if (added.stream().anyMatch(one -> one.placements().isEmpty())) {
      return "OK APPEND completed, the server's own copy is kept";
    }
    return "OK [" + appendUid(added) + "] APPEND completed";
  }

  private String appendUid(List<MailTx.Added> added) {
    long[] uids = added.stream().mapToLong(one -> one.placements().getFirst().uid()).toArray();
    return "APPENDUID " + folder.uidValidity() + " " + UidSet.of(uids);
  }

  /// The new UID is told before the old one's EXPUNGE (RFC 8508 section 4.3).
  private String replace(Old gone, Arrival arrival) {
    MailTx.Added added =
        session
            .services()
            .filing()
            .replace(session.account(), gone.folder(), gone.uid(), arrival, new Object());
    if (!added.placements().isEmpty()) {
      session.out().put("* OK [").put(appendUid(List.of(added))).put("] replaced").line();
    }
    News.tell(session, true);
    return "OK REPLACE completed";
  }
}
