package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.Set;
import java.util.UUID;

/// Says in which domains accounts may be made.
@FunctionalInterface
public interface AccountDomains {
  /// Lets an account be made.
  ///
  /// @param application whose account it would be
  /// @param domain lower case
  /// @throws GatewayException with NOT_FOUND if the application has no such domain, with INVALID if
  ///   the domain is not ready yet, naming the records that are missing
  void admit(UUID application, String domain);

  /// Lets every application make accounts in `domains`.
  static AccountDomains of(Set<String> domains) {
    return (_, domain) -> {
      if (!domains.contains(domain)) {
        throw notRegistered(domain);
      }
    };
  }

  /// Returns the refusal of a domain that is not here, or another application's.
  static GatewayException notRegistered(String domain) {
    return new GatewayException(Fault.NOT_FOUND, "domain " + domain + " is not registered");
  }
}
