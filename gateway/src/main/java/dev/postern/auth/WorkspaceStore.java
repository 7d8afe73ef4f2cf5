package dev.postern.auth;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// The port to an engine for workspaces. Reads see every write that has returned; writes are
/// durable when they return.
public interface WorkspaceStore {
  /// Returns a workspace.
  Optional<Workspace> workspace(UUID id);

  /// Returns an application's workspaces, oldest first, the default one before all.
  List<Workspace> workspaces(UUID application);

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
  boolean remove(UUID application, UUID id);
}
