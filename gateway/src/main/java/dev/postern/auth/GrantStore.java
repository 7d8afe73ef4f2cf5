package dev.postern.auth;

import dev.postern.mailbox.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The port to an engine for grants, and beside them the applications they belong to. Reads see
/// every write that has returned; writes are durable when they return.
public interface GrantStore {
  /// Returns the applications of this engine.
  ApplicationStore applications();

  /// Makes an account: grant, six system folders (subscribed) and the primary calendar's row, in
  /// one transaction.
  ///
  /// @throws dev.postern.fault.GatewayException with ALREADY_EXISTS if a live grant or an alias has
  ///   the address
  Grant create(NewGrant grant);

  /// Returns a live grant.
  Optional<Grant> grant(UUID id);

  /// Returns the live grant with this canonical address ([dev.postern.mail.MailAddress#canonical]).
  Optional<Grant> grantOf(String canonicalAddress);

  /// Returns the live grant that owns `account`.
  Optional<Grant> grantOf(AccountId account);

  /// Returns the oldest live grant with an address in a domain.
  ///
  /// @param domain lower case
  Optional<Grant> oldestIn(String domain);

  /// Returns live grants, filtered and paged; see [GrantQuery].
  List<Grant> grants(GrantQuery query);

  /// Returns the accounts of live grants that are stopped.
  Set<AccountId> stopped();

  /// Returns how many live grants an application has.
  long count(UUID application);

  /// Returns what is stored of a grant's app password; empty if it has none.
  Optional<Credentials> credentials(UUID grant);

  /// Changes a grant in one transaction, which is reported as one `grant.updated`.
  ///
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND, or INVALID if the workspace is none
  ///   of its application; nothing changed then
  Grant update(UUID grant, GrantChange change, Instant now);

  /// Marks a grant deleted: from now on it is not found, its mail is refused; its rows are purged
  /// in the background.
  ///
  /// @return the grant as it was
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND
  Grant delete(UUID grant, Instant now);

  /// A grant to be made.
  ///
  /// @param application whose it is
  /// @param workspace where it begins, one of its application's; if that is gone, in the default
  ///   one
  /// @param canonicalAddress unique among live grants
  record NewGrant(
      Application application,
      UUID workspace,
      String email,
      String canonicalAddress,
      String name,
      Optional<Credentials> credentials,
      Instant now) {
    /// Makes one that begins in the application's default workspace.
    public NewGrant(
        Application application,
        String email,
        String canonicalAddress,
        String name,
        Optional<Credentials> credentials,
        Instant now) {
      this(
          application,
          application.defaultWorkspaceId(),
          email,
          canonicalAddress,
          name,
          credentials,
          now);
    }
  }

  /// Filters of a grant listing (spec/api-admin.md section 2.4).
  ///
  /// @param application whose grants; empty for those of all
  /// @param workspace in which; empty: in any
  /// @param sortByUpdated false: by creation
  /// @param since created at or after; `before` at or before
  /// @param among these only; empty: any
  record GrantQuery(
      Optional<UUID> application,
      Optional<UUID> workspace,
      Optional<String> email,
      Optional<Instant> since,
      Optional<Instant> before,
      boolean sortByUpdated,
      boolean ascending,
      int limit,
      int offset,
      Set<UUID> among) {
    /// Makes a query among all grants.
    public GrantQuery(
        Optional<UUID> application,
        Optional<UUID> workspace,
        Optional<String> email,
        Optional<Instant> since,
        Optional<Instant> before,
        boolean sortByUpdated,
        boolean ascending,
        int limit,
        int offset) {
      this(
          application,
          workspace,
          email,
          since,
          before,
          sortByUpdated,
          ascending,
          limit,
          offset,
          Set.of());
    }
  }
}
