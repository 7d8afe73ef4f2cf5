package dev.postern.api;

import dev.postern.domains.DkimKey;
import dev.postern.domains.DnsRecord;
import dev.postern.domains.HostedDomain;
import dev.postern.domains.Hosting;
import dev.postern.domains.Proof;
import dev.postern.domains.Records;
import dev.postern.domains.ZoneText;
import dev.postern.v3.DomainJson;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The domains of the caller's application (spec/api-admin.md section 7), and the configured ones:
/// those everybody may use, and whoever runs the server may change. An API key takes the place of
/// the service account.
final class DomainsRoutes {
  private static final String ONE = "/v3/admin/domains/{domain}";
  private static final String CURSOR = "after:";

  private final DomainServices services;
  private final Hosting hosting;
  private final InstantSource clock;
  private final ApiOptions options;

  DomainsRoutes(ApiServices services, ApiOptions options) {
    this.services = services.domains();
    this.hosting = services.domains().hosting();
    this.clock = services.clock();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/admin/domains", this::create),
        Route.of("GET /v3/admin/domains", this::list),
        Route.of("GET " + ONE, this::get),
        Route.of("PUT " + ONE, this::update),
        Route.of("DELETE " + ONE, this::delete),
        Route.of("POST " + ONE + "/info", this::info),
        Route.of("POST " + ONE + "/verify", this::verify),
        Route.of("GET " + ONE + "/records", this::records),
        Route.of("POST " + ONE + "/dkim/rotate", this::rotate));
  }

  private Response create(Request request) {
    UUID application = request.application();
    JsonBody body = request.json(options.maxJson());
    String address =
        body.text("domain_address")
            .orElseThrow(() -> body.refusal("domain_address", "is required"));
    HostedDomain made = hosting.create(application, address, body.text("name").orElse(""));
    return shown(request, made);
  }

  private Response list(Request request) {
    UUID application = request.application();
    Query query = request.query();
    int limit = query.limit(50, 200);
    String after = query.text("page_token").map(token -> after(query, token)).orElse("");
    List<HostedDomain> rest =
        hosting.of(application).stream()
            .sorted(Comparator.comparing(HostedDomain::address))
            .filter(domain -> domain.address().compareTo(after) > 0)
            .toList();
    List<HostedDomain> page = rest.subList(0, Math.min(limit, rest.size()));
    Optional<String> next =
        rest.size() > limit ? Optional.of(CURSOR + page.getLast().address()) : Optional.empty();
    return Response.page(
        request, page.stream().map(domain -> DomainJson.of(domain, application)).toList(), next);
  }

  private static String after(Query query, String token) {
    if (!token.startsWith(CURSOR)) {
      throw query.refusal("page_token", "is not a cursor of this listing");
    }
    return token.substring(CURSOR.length());
  }

  private Response get(Request request) {
    return shown(request, found(request));
  }

  private Response update(Request request) {
    UUID application = request.application();
    HostedDomain domain = own(request);
    JsonBody body = request.json(options.maxJson());
    Optional<String> name = body.text("name");
    if (name.filter(String::isBlank).isPresent()) {
      throw body.refusal("name", "must not be empty");
    }
    if (body.has("catch_all")) {
      domain = hosting.catchAll(application, domain, grant(body));
    }
    if (name.isPresent()) {
      domain = hosting.rename(domain, name.get());
    }
    return shown(request, domain);
  }

  private static Optional<UUID> grant(JsonBody body) {
    Optional<String> text = body.text("catch_all").filter(id -> !id.isEmpty());
    return text.map(id ->
        Ids.uuid(id).orElseThrow(() -> body.refusal("catch_all", "must be the id of a grant")));
  }

  private Response delete(Request request) {
    hosting.remove(own(request));
    return Response.done(request);
  }

  private Response info(Request request) {
    HostedDomain domain = found(request);
    Proof proof = proof(request);
    return attempt(request, hosting.publishing(domain), proof);
  }

  private Response verify(Request request) {
    HostedDomain domain = found(request);
    Proof proof = proof(request);
    return attempt(request, services.verifier().verify(domain, proof), proof);
  }

  private Proof proof(Request request) {
    JsonBody body = request.json(options.maxJson());
    return body.text("type")
        .flatMap(Proof::named)
        .orElseThrow(
            () -> body.refusal("type", "must be ownership, mx, spf, dkim, feedback, dmarc or arc"));
  }

  private Response attempt(Request request, HostedDomain domain, Proof proof) {
    Records records = services.records();
    List<DkimKey> keys = hosting.keyring().of(domain);
    Proof shown = proof == Proof.ARC ? Proof.DKIM : proof;
    List<DnsRecord> all =
        records.of(domain, keys).stream().filter(record -> record.proof() == shown).toList();
    Optional<DnsRecord> record = records.of(domain, keys, proof);
    return Response.data(request, DomainJson.attempt(domain, proof, record, all, clock.instant()));
  }

  private enum Format {
    JSON,
    ZONE
  }

  private Response records(Request request) {
    Format format = request.query().choice("format", Format.JSON, Format.values());
    HostedDomain domain = found(request);
    List<DnsRecord> all = services.records().of(domain, hosting.keyring().of(domain));
    String zone = ZoneText.of(domain.address(), all);
    if (format == Format.ZONE) {
      byte[] text = zone.getBytes(StandardCharsets.UTF_8);
      return new Response(
          200,
          Map.of(),
          new Response.Stream(
              "text/plain; charset=utf-8", text.length, new ByteArrayInputStream(text)));
    }
    return Response.data(
        request,
        new JsonObject()
            .put("domain_id", domain.id().toString())
            .put("domain_address", domain.address())
            .putObjects("records", DomainJson.records(domain, all))
            .put("zone", zone));
  }

  private Response rotate(Request request) {
    HostedDomain domain = own(request);
    List<DnsRecord> keys =
        services.records().of(domain, hosting.rotate(domain)).stream()
            .filter(record -> record.proof() == Proof.DKIM)
            .toList();
    return Response.data(
        request,
        new JsonObject()
            .put("domain_id", domain.id().toString())
            .putObjects("records", DomainJson.records(domain, keys)));
  }

  private static Response shown(Request request, HostedDomain domain) {
    return Response.data(request, DomainJson.of(domain, request.application()));
  }

  private HostedDomain found(Request request) {
    return hosting.find(request.application(), request.parameter("domain"));
  }

  private HostedDomain own(Request request) {
    return hosting.own(request.application(), request.parameter("domain"));
  }
}
