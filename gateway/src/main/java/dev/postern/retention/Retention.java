package dev.postern.retention;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.auth.GrantStore.GrantQuery;
import dev.postern.guard.Guard;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.UidSet;
import dev.postern.outbound.ApprovalTx;
import dev.postern.outbound.ScheduleTx;
import dev.postern.rules.Limit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// Says which mail is too old, and deletes it.
///
/// A message is as old as its time in its folder, whatever its header says: what is moved, copied
/// or imported begins anew. Junk has a period of its own; drafts and what waits to be sent stay
/// wherever they lie, and so do the notes that some devices keep beside the mail.
public final class Retention {
  private final GrantStore grants;
  private final MailStore mail;
  private final Function<Grant, Guard> guards;
  private final InstantSource clock;

  /// Deletes from the mailboxes of `mail`.
  ///
  /// @param guards what holds for an account at that moment
  public Retention(
      GrantStore grants, MailStore mail, Function<Grant, Guard> guards, InstantSource clock) {
    this.grants = grants;
    this.mail = mail;
    this.guards = guards;
    this.clock = clock;
  }

  /// What was looked at and done.
  ///
  /// @param last UID that was looked at; 0: there is nothing old beyond the one it began at
  /// @param deleted how many
  record Slice(long last, int deleted) {}

  /// Returns all accounts.
  List<AccountId> accounts() {
    var all =
        new GrantQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            true,
            Integer.MAX_VALUE,
            0);
    return grants.grants(all).stream().map(Grant::account).toList();
  }

  /// Returns the folders of an account from which something may have to go.
  List<FolderId> folders(AccountId account) {
    if (period(account, FolderId.INBOX).isEmpty() && period(account, FolderId.JUNK).isEmpty()) {
      return List.of();
    }
    return mail.read(
        account,
        read ->
            read.folders().stream()
                .filter(folder -> !folder.isQuiet() && folder.exists() > 0)
                .map(Folder::id)
                .toList());
  }

  // A period of no days would leave nothing: nobody can mean that.
  private Optional<Duration> period(AccountId account, FolderId folder) {
    Limit limit = folder.equals(FolderId.JUNK) ? Limit.SPAM_RETENTION : Limit.INBOX_RETENTION;
    OptionalLong days =
        grants
            .grantOf(account)
            .map(grant -> guards.apply(grant).allowance().limit(limit))
            .orElseGet(OptionalLong::empty);
    return days.isPresent() && days.getAsLong() > 0
        ? Optional.of(Duration.ofDays(days.getAsLong()))
        : Optional.empty();
  }

  /// Deletes, in one transaction, what is too old among the next few messages of a folder.
  ///
  /// @param above the UID after which to look
  /// @param most how many to look at
  Slice delete(AccountId account, FolderId folder, long above, int most) {
    Optional<Duration> period = period(account, folder);
    if (period.isEmpty()) {
      return new Slice(0, 0);
    }
    long before = clock.instant().minus(period.get()).getEpochSecond();
    // In the order of their UIDs they came into the folder: behind the first young one all are.
    List<Placement> old =
        mail.read(account, read -> read.placementsAbove(folder, above, most)).stream()
            .takeWhile(placement -> placement.saveDate() < before)
            .toList();
    if (old.isEmpty()) {
      return new Slice(0, 0);
    }
    long[] uids = old.stream().filter(Retention::isLoose).mapToLong(Placement::uid).toArray();
    int deleted =
        uids.length == 0 ? 0 : mail.commit(account, this, tx -> expunge(tx, folder, uids));
    return new Slice(old.getLast().uid(), deleted);
  }

  private static boolean isLoose(Placement placement) {
    return !placement.flags().has(SystemFlag.DRAFT);
  }

  // Somebody may have made a draft of one, or have moved it, since it was looked at.
  private static int expunge(MailTx tx, FolderId folder, long[] old) {
    ScheduleTx scheduled = tx.join(ScheduleTx.class);
    ApprovalTx held = tx.join(ApprovalTx.class);
    boolean noneHeld = held.pending() == 0;
    long[] uids =
        tx.placements(folder, UidSet.of(old)).stream()
            .filter(Retention::isLoose)
            .filter(each -> {
              MessageId message = each.message();
              return scheduled.pendingOf(message).isEmpty()
                  && (noneHeld || held.pendingOf(message).isEmpty());
            })
            .mapToLong(Placement::uid)
            .toArray();
    return tx.expunge(folder, UidSet.of(uids)).size();
  }
}
