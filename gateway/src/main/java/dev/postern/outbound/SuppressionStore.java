package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The port to an engine for the addresses that applications do not send to. All writes are durable
/// when they return. Addresses are written as [Suppression#key] does.
public interface SuppressionStore {
  /// Returns those of `addresses` that the account's application does not send to.
  Set<String> among(AccountId account, Collection<String> addresses);

  /// Returns entries in the order of their addresses.
  ///
  /// @param address only this one
  /// @param after only addresses behind this one
  List<Suppression> list(
      UUID application, Optional<String> address, Optional<String> after, int limit);

  /// Adds an entry; one with the same address stays as it is.
  ///
  /// @return what the list has now
  Suppression add(Suppression entry);

  /// Removes an entry.
  ///
  /// @return false if there was none
  boolean remove(UUID application, String address);
}
