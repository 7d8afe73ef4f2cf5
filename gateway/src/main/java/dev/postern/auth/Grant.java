package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import java.time.Instant;
import java.util.UUID;

/// An agent's account as the API shows it (spec/api-admin.md section 2.1).
///
/// @param account its mail's place in the store
/// @param email the address as created; its canonical form is unique among live grants
/// @param name display name, the default of outgoing From; may be empty
/// @param hasAppPassword whether mail clients may sign in
/// @param blocked whether its owner stopped it: it sends nothing and nobody signs in as it
public record Grant(
    UUID id,
    AccountId account,
    UUID applicationId,
    UUID workspaceId,
    String email,
    String name,
    boolean hasAppPassword,
    boolean blocked,
    Instant createdAt,
    Instant updatedAt) {
  /// Makes sure that its owner has not stopped it.
  ///
  /// @throws GatewayException with SUSPENDED if so
  public void refuseIfBlocked() {
    if (blocked) {
      throw new GatewayException(Fault.SUSPENDED, "the account was stopped by its owner");
    }
  }
}
