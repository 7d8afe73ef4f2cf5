package dev.postern.domains;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// The port to an engine for domains, their keys and their aliases. Reads see every write that has
/// returned; writes are durable when they return. When a grant is deleted its aliases are gone, and
/// it catches nothing any more.
public interface DomainStore extends Aliases {
  /// Returns every domain of every application and the configured ones, oldest first.
  List<HostedDomain> all();

  /// Returns the domains of an application and the configured ones, oldest first.
  List<HostedDomain> of(UUID application);

  /// Returns a domain.
  Optional<HostedDomain> domain(UUID id);

  /// Adds a domain.
  ///
  /// @param most the application may have
  /// @throws dev.postern.fault.GatewayException with ALREADY_EXISTS if the application has one of
  ///   this address or another one has verified it, with LIMIT if it has `most`
  void add(HostedDomain domain, int most);

  /// Changes a domain, in one transaction.
  ///
  /// @return it as it is now
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND, or with ALREADY_EXISTS if its
  ///   ownership became verified and another application has verified the same address
  HostedDomain edit(UUID id, UnaryOperator<HostedDomain> change);

  /// Removes a domain, its keys and its aliases.
  ///
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND, or with WRONG_STATE if there are
  ///   accounts in it, saying how many
  void remove(UUID id);

  /// Returns a domain's keys, oldest first.
  List<DkimKey> keys(UUID domain);

  /// Changes a domain's keys, in one transaction.
  ///
  /// @return them as they are now, oldest first
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if there is no such domain
  List<DkimKey> editKeys(UUID domain, UnaryOperator<List<DkimKey>> change);

  /// Returns a domain's aliases by address.
  List<Alias> aliases(UUID domain);

  /// Adds an alias.
  ///
  /// @param most the domain may have
  /// @throws dev.postern.fault.GatewayException with ALREADY_EXISTS if an account or an alias has
  ///   the address, with LIMIT if the domain has `most`, with NOT_FOUND if the domain or the grant
  ///   is gone
  void add(Alias alias, int most);

  /// Removes an alias, if it is there.
  void removeAlias(UUID id);
}
