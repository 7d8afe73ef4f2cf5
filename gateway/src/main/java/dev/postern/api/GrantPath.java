package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.auth.Permission;
import dev.postern.auth.Reach;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddresses;
import dev.postern.v3.Ids;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Finds the grant that a path names (spec/api-data.md section 1.1): its id, its address, or either
/// of them behind `grant:` or `email:`; or `me`, which is that of the access token.
///
/// Whoever asks sees what is theirs: an application its grants, an access token its one grant. All
/// else is not found.
final class GrantPath {
  private final GrantStore store;

  GrantPath(GrantStore store) {
    this.store = store;
  }

  /// Returns the grant of the request's `{grant}`.
  ///
  /// @throws GatewayException with NOT_FOUND, or with INVALID for `me` with an API key
  Grant of(Request request) {
    String segment = request.parameter("grant");
    Optional<Grant> found =
        switch (request.caller()) {
          case Caller.Application(UUID application, Reach reach) ->
              named(segment)
                  .filter(grant ->
                      grant.applicationId().equals(application) && reach.opens(grant.id()));
          case Caller.OneGrant(Grant own) when segment.equals("me") -> Optional.of(own);
          case Caller.OneGrant(Grant own) ->
              named(segment).filter(grant -> grant.id().equals(own.id()));
          case Caller.Anybody _ -> Optional.empty();
        };
    Grant grant = found.orElseThrow(GrantPath::notFound);
    request.trail().of(grant);
    return grant;
  }

  static GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "Grant not found");
  }

  /// Returns the grant of the request's `{grant}` for what only its application may do with it.
  ///
  /// @throws GatewayException with FORBIDDEN for an access token, else as [#of]
  Grant ofApplication(Request request) {
    request.application();
    return of(request);
  }

  /// Says whether a caller reaches a grant that it once found, now.
  boolean reaches(Caller caller, UUID grant) {
    return store
        .grant(grant)
        .filter(found ->
            switch (caller) {
              case Caller.Application(UUID application, Reach reach) ->
                  found.applicationId().equals(application)
                      && reach.opens(grant)
                      && reach.allows(Set.of(Permission.READ));
              case Caller.OneGrant(Grant own) -> own.id().equals(grant) && !found.blocked();
              case Caller.Anybody _ -> false;
            })
        .isPresent();
  }

  private Optional<Grant> named(String segment) {
    if (segment.equals("me")) {
      throw new GatewayException(
          Fault.INVALID, "the grant me needs an access token: an API key has no grant of its own");
    }
    if (segment.startsWith("email:")) {
      return byEmail(segment.substring(6));
    }
    if (segment.startsWith("grant:")) {
      return byId(segment.substring(6));
    }
    return segment.indexOf('@') > 0 ? byEmail(segment) : byId(segment);
  }

  private Optional<Grant> byId(String text) {
    return Ids.uuid(text).flatMap(store::grant);
  }

  private Optional<Grant> byEmail(String text) {
    return MailAddresses.parse(text).flatMap(address -> store.grantOf(address.canonical()));
  }
}
