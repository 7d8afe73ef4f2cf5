package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddresses;
import dev.postern.v3.Ids;
import java.util.Optional;

/// Finds the grant that a path names (spec/api-data.md section 1.1): its id, its address, or either
/// of them behind `grant:` or `email:`.
final class GrantPath {
  private final GrantStore store;

  GrantPath(GrantStore store) {
    this.store = store;
  }

  /// Returns the grant of the request's `{grant}`.
  ///
  /// @throws GatewayException with NOT_FOUND
  Grant of(Request request) {
    String segment = request.parameter("grant");
    Optional<Grant> found;
    if (segment.startsWith("email:")) {
      found = byEmail(segment.substring(6));
    } else if (segment.startsWith("grant:")) {
      found = byId(segment.substring(6));
    } else {
      found = segment.indexOf('@') > 0 ? byEmail(segment) : byId(segment);
    }
    return found.orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "Grant not found"));
  }

  private Optional<Grant> byId(String text) {
    return Ids.uuid(text).flatMap(store::grant);
  }

  private Optional<Grant> byEmail(String text) {
    return MailAddresses.parse(text).flatMap(address -> store.grantOf(address.canonical()));
  }
}
