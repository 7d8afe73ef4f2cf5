package dev.postern.rules;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// The port to an engine for rules. Reads see every write that has returned; writes are durable
/// when they return.
public interface RuleStore {
  /// Returns a rule of an application.
  Optional<Rule> rule(UUID application, UUID id);

  /// Returns those of an application's rules that are there, in no order.
  List<Rule> rules(UUID application, Collection<UUID> ids);

  /// Returns an application's rules, oldest first, then by id.
  ///
  /// @param after the last one seen; empty: from the start
  /// @param limit how many at most
  List<Rule> rules(UUID application, Optional<Seen> after, int limit);

  /// Adds a rule. The lists it names are looked for in the same transaction.
  ///
  /// @throws dev.postern.fault.GatewayException with LIMIT if the application has `most`, INVALID
  ///   if a list it names is not there or of another type
  void add(Rule rule, int most);

  /// Changes a rule in one transaction; nothing is lost between two who do so at once.
  ///
  /// @param change may throw, then nothing changes; must keep id and application
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND, or INVALID as for [#add]
  Rule edit(UUID application, UUID id, UnaryOperator<Rule> change);

  /// Removes a rule. Workspaces that name it keep naming it.
  ///
  /// @return false if there is none
  boolean remove(UUID application, UUID id);
}
