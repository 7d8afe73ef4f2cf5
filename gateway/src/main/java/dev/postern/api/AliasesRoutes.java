package dev.postern.api;

import dev.postern.domains.Alias;
import dev.postern.domains.AliasBook;
import dev.postern.domains.HostedDomain;
import dev.postern.domains.Hosting;
import dev.postern.v3.DomainJson;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Further addresses of the grants of the caller's application, in any domain that it can use.
final class AliasesRoutes {
  private static final String ALL = "/v3/admin/domains/{domain}/aliases";

  private final Hosting hosting;
  private final AliasBook aliases;
  private final ApiOptions options;

  AliasesRoutes(ApiServices services, ApiOptions options) {
    this.hosting = services.domains().hosting();
    this.aliases = services.domains().aliases();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST " + ALL, this::add),
        Route.of("GET " + ALL, this::list),
        Route.of("GET " + ALL + "/{alias}", this::get),
        Route.of("DELETE " + ALL + "/{alias}", this::remove));
  }

  private Response add(Request request) {
    HostedDomain domain = found(request);
    JsonBody body = request.json(options.maxJson());
    String address = body.text("address").orElseThrow(() -> body.refusal("address", "is required"));
    UUID grant =
        Ids.uuid(body.text("grant_id").orElse(""))
            .orElseThrow(() -> body.refusal("grant_id", "must be the id of a grant"));
    Alias made = aliases.add(request.application(), domain, address, grant);
    return Response.of(201, request.envelope().single(DomainJson.of(made)));
  }

  private Response list(Request request) {
    List<Alias> all = aliases.of(request.application(), found(request));
    return Response.page(request, all.stream().map(DomainJson::of).toList(), Optional.empty());
  }

  private Response get(Request request) {
    Alias alias = aliases.find(request.application(), found(request), request.parameter("alias"));
    return Response.data(request, DomainJson.of(alias));
  }

  private Response remove(Request request) {
    aliases.remove(request.application(), found(request), request.parameter("alias"));
    return Response.done(request);
  }

  private HostedDomain found(Request request) {
    return hosting.find(request.application(), request.parameter("domain"));
  }
}
