package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The port to an engine for mail that waits for consent. What is decided stays readable for 90
/// days.
public interface ApprovalStore {
  /// Returns approvals, newest first.
  ///
  /// @param after the last one seen; empty: from the start
  List<Approval> list(Filter filter, Optional<Position> after, int limit);

  /// Returns one of an application.
  Optional<Approval> find(UUID application, UUID id);

  /// Returns the one whose Sent copy is, or will be, this message.
  Optional<Approval> find(AccountId account, MessageId message);

  /// Says whether somebody consented to a mail of an account.
  ///
  /// @param id of the approval, and of the [Scheduled] that it became
  boolean isApproved(AccountId account, UUID id);

  /// Returns how many are pending, of every account.
  int pending();

  /// Opens the bytes that will be sent, if it is pending.
  Optional<Content> content(Approval approval);

  /// Which approvals.
  ///
  /// @param account empty: of all living accounts of the application
  record Filter(UUID application, Optional<AccountId> account, Optional<Approval.Status> status) {}

  /// A place in a list.
  record Position(Instant created, UUID id) {
    /// Returns the place of one.
    public static Position of(Approval approval) {
      return new Position(approval.created(), approval.id());
    }
  }
}
