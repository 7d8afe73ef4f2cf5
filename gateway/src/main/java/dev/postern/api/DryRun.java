package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.outbound.Rehearsal;
import dev.postern.v3.RehearsalJson;
import java.util.function.Supplier;

/// Sends of which somebody only wants to know what would become of them (`dry_run=true`).
final class DryRun {
  private DryRun() {}

  /// Says whether a request is one.
  ///
  /// @throws GatewayException with SYNTAX if that is unclear
  static boolean isWanted(Request request) {
    return request.query().flag("dry_run").orElse(false);
  }

  /// Answers such a request: a refusal is what would become of the mail.
  static Response answer(Request request, Grant grant, Supplier<Response> work) {
    try {
      return work.get();
    } catch (GatewayException refusal) {
      if (refusal.fault() == Fault.INTERNAL) {
        throw refusal;
      }
      return of(request, grant, Rehearsal.refused(refusal));
    }
  }

  static Response of(Request request, Grant grant, Rehearsal rehearsal) {
    return Response.of(
        200,
        request
            .envelope()
            .bare()
            .put("grant_id", grant.id().toString())
            .put("dry_run", true)
            .put("data", RehearsalJson.of(rehearsal)));
  }
}
