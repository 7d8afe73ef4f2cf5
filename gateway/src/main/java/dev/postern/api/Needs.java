package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.auth.Permission;
import dev.postern.auth.Reach;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What an API key must be allowed for a route, and how wide it must reach.
///
/// What is not said here is derived from method and path, so that a new route is closed rather than
/// open: it needs `manage` unless it only reads or is of one grant's mail.
///
/// @param permissions all of them
/// @param wide whether it is of the application as a whole
record Needs(Set<Permission> permissions, boolean wide) {
  // Who may call these could give itself, or somebody else, more than it has.
  private static final Set<String> OF_ALL = Set.of("POST /v3/admin/service-accounts");
  // They open mailboxes.
  private static final Set<String> OPENS =
      Set.of("POST /v3/grants/{grant}/tokens", "POST /v3/admin/devices");
  // What happens in every mailbox is told there.
  private static final Set<String> LISTENS =
      Set.of("POST /v3/webhooks", "PUT /v3/webhooks/{webhook}");

  // They change nothing.
  private static final Set<String> READS =
      Set.of("PUT /v3/grants/{grant}/messages/clean", "POST /v3/rules/test");

  private static final Set<String> SENDS =
      Set.of("POST /v3/grants/{grant}/messages/send", "POST /v3/grants/{grant}/drafts/{draft}");

  /// What whoever signs in to a mailbox can do.
  static final Set<Permission> MAILBOX = Set.of(Permission.READ, Permission.WRITE, Permission.SEND);

  /// Returns what a route needs.
  static Needs of(String method, List<String> pattern) {
    String line = method + " /" + String.join("/", pattern);
    boolean ofGrant = pattern.size() > 2 && line.contains(" /v3/grants/{grant}");
    boolean wide = !ofGrant && !line.equals("GET /v3/grants");
    return new Needs(permissions(line, method, ofGrant && pattern.size() > 3), wide);
  }

  private static Set<Permission> permissions(String line, String method, boolean inGrant) {
    if (OF_ALL.contains(line)) {
      return EnumSet.allOf(Permission.class);
    }
    if (OPENS.contains(line)) {
      Set<Permission> more = EnumSet.of(Permission.MANAGE);
      more.addAll(MAILBOX);
      return more;
    }
    if (LISTENS.contains(line)) {
      return Set.of(Permission.MANAGE, Permission.READ);
    }
    if (method.equals("GET") || method.equals("HEAD") || READS.contains(line)) {
      return Set.of(Permission.READ);
    }
    if (SENDS.contains(line)) {
      return Set.of(Permission.SEND);
    }
    if (line.startsWith("POST /v3/approvals")) {
      return Set.of(Permission.APPROVE);
    }
    return Set.of(inGrant && !line.endsWith("/tokens") ? Permission.WRITE : Permission.MANAGE);
  }

  /// Lets a request pass. Access tokens are looked at by the routes: they have one grant's data.
  ///
  /// @throws GatewayException with FORBIDDEN if its key does not reach so far
  void admit(Request request) {
    if (!(request.caller() instanceof Caller.Application(var _, Reach reach))) {
      return;
    }
    require(reach, permissions);
    if (wide && !reach.isWide()) {
      throw new GatewayException(
          Fault.FORBIDDEN, "this needs an API key that is not limited to some grants");
    }
  }

  /// Makes sure of permissions.
  ///
  /// @throws GatewayException with FORBIDDEN
  static void require(Reach reach, Set<Permission> wanted) {
    if (!reach.allows(wanted)) {
      throw new GatewayException(
          Fault.FORBIDDEN,
          "this needs an API key with the permission "
              + wanted.stream()
                  .sorted()
                  .map(Permission::wire)
                  .collect(Collectors.joining(" and ")));
    }
  }

  /// Makes sure that a key may have a grant bounded otherwise: one that is limited to some grants
  /// is in the hands of those whom the bounds are for.
  ///
  /// @throws GatewayException with FORBIDDEN
  static void requireOwner(Request request, Grant grant) {
    if (request.caller() instanceof Caller.Application(var _, Reach reach) && !reach.isWide()) {
      throw new GatewayException(
          Fault.FORBIDDEN,
          "workspace_id and blocked of %s need an API key that is not limited to some grants"
              .formatted(grant.email()));
    }
  }
}
