package dev.postern.auth;

import dev.postern.mailbox.AccountId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// The port to an engine for workspaces. Reads see every write that has returned; writes are
/// durable when they return. Each account that is moved is reported as `grant.updated`.
public interface WorkspaceStore {
  /// Returns a workspace.
  Optional<Workspace> workspace(UUID id);

  /// Returns an application's workspaces, oldest first, the default one before all.
  List<Workspace> workspaces(UUID application);

  /// Returns the workspace of an application that has a domain.
  ///
  /// @param domain lower case
  Optional<Workspace> ofDomain(UUID application, String domain);

  /// Adds a workspace.
  ///
  /// @throws dev.postern.fault.GatewayException with INVALID if another one has its domain or its
  ///   policy or a rule is not there, LIMIT if the application has `most`
  void add(Workspace workspace, int most);

  /// Changes a workspace in one transaction; nothing is lost between two who do so at once.
  ///
  /// @param change may throw, then nothing changes; must keep id, application, domain and default
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND, or INVALID as for [#add]: for a
  ///   policy or rules that were not there before either
  Workspace edit(UUID application, UUID id, UnaryOperator<Workspace> change);

  /// Removes a workspace that is not the default one; its accounts move to that.
  ///
  /// @return false if there is none
  /// @throws dev.postern.fault.GatewayException with INVALID if it is the default one
  boolean remove(UUID application, UUID id, Instant now);

  /// Moves accounts into a workspace, and of those that are in it others to the default one; all of
  /// them or, if one is none of the application's, nobody.
  ///
  /// @return those that are moved out
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND, or INVALID that names the account
  List<UUID> assign(
      UUID application, UUID id, Collection<UUID> into, Collection<UUID> out, Instant now);

  /// Returns accounts of a workspace, in the order of their numbers.
  ///
  /// @param after the number of the last one seen; empty: from the start
  /// @param limit how many at most
  List<Grant> members(UUID id, Optional<AccountId> after, int limit);

  /// Moves those of the accounts that are still in the default workspace into another one, if that
  /// still gathers those of its domain.
  ///
  /// @return how many
  int gather(UUID application, UUID id, Set<UUID> grants, Instant now);
}
