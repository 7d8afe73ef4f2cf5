package dev.postern.rules;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// The port to an engine for policies. Reads see every write that has returned; writes are durable
/// when they return.
public interface PolicyStore {
  /// Returns a policy of an application.
  Optional<Policy> policy(UUID application, UUID id);

  /// Returns an application's policies, oldest first, then by id.
  ///
  /// @param after the last one seen; empty: from the start
  /// @param limit how many at most
  List<Policy> policies(UUID application, Optional<Seen> after, int limit);

  /// Adds a policy.
  ///
  /// @throws dev.postern.fault.GatewayException with LIMIT if the application has `most`
  void add(Policy policy, int most);

  /// Changes a policy in one transaction; nothing is lost between two who do so at once.
  ///
  /// @param change may throw, then nothing changes; must keep id and application
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND
  Policy edit(UUID application, UUID id, UnaryOperator<Policy> change);

  /// Removes a policy. Workspaces that name it keep naming it.
  ///
  /// @return false if there is none
  boolean remove(UUID application, UUID id);
}
