package dev.postern.auth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The port to an engine for service accounts. Reads see every write that has returned; writes are
/// durable when they return.
public interface ServiceAccountStore {
  /// Returns an account.
  Optional<ServiceAccount> account(UUID id);

  /// Returns an application's accounts, oldest first.
  List<ServiceAccount> accounts(UUID application);

  /// Adds an account.
  ///
  /// @throws dev.postern.fault.GatewayException with LIMIT if its application has `most`
  void add(ServiceAccount account, int most);

  /// Removes an account of an application.
  ///
  /// @return false if there is none
  boolean remove(UUID application, UUID id);

  /// Takes a request's nonce.
  ///
  /// @param forget those taken before are forgotten
  /// @return false if it was taken before
  boolean takeNonce(UUID account, String nonce, Instant now, Instant forget);
}
