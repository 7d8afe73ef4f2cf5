package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddresses;
import dev.postern.outbound.Reputation;
import dev.postern.outbound.ReputationStore;
import dev.postern.outbound.Suppression;
import dev.postern.outbound.SuppressionStore;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.SuppressionJson;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The addresses to which the caller's application sends nothing, and how its agents' mail fared.
final class SuppressionsRoutes {
  private static final int MAX_REASON = 256;
  private static final String CURSOR = "suppressed ";

  private final SuppressionStore store;
  private final ReputationStore reputation;
  private final GrantStore grants;
  private final InstantSource clock;
  private final ApiOptions options;

  SuppressionsRoutes(ApiServices services, ApiOptions options) {
    this.store = services.sendingStores().suppressions();
    this.reputation = services.sendingStores().reputation();
    this.grants = services.grantStore();
    this.clock = services.clock();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/admin/suppressions", this::list),
        Route.of("POST /v3/admin/suppressions", this::add),
        Route.of("DELETE /v3/admin/suppressions/{address}", this::remove),
        Route.of("GET /v3/admin/reputation", this::reputation),
        Route.of("DELETE /v3/admin/reputation", this::forget));
  }

  private Response list(Request request) {
    Query query = request.query();
    int limit = query.limit(50, 200);
    Optional<String> address =
        query.text("address").map(text -> key(text).orElseThrow(() -> notAnAddress(query)));
    List<Suppression> found =
        store.list(
            request.application(),
            address,
            query.text("page_token").map(t -> after(query, t)),
            limit + 1);
    List<Suppression> shown = found.size() > limit ? found.subList(0, limit) : found;
    Optional<String> next =
        found.size() > limit ? Optional.of(token(shown.getLast().address())) : Optional.empty();
    return Response.page(request, shown.stream().map(SuppressionJson::of).toList(), next);
  }

  private static RuntimeException notAnAddress(Query query) {
    return query.refusal("address", "must be an e-mail address");
  }

  private static String token(String address) {
    byte[] text = (CURSOR + address).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private static String after(Query query, String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(CURSOR)) {
        return text.substring(CURSOR.length());
      }
    } catch (IllegalArgumentException _) {
      // refused below, as what is of another listing
    }
    throw query.refusal("page_token", "is not a cursor of this listing");
  }

  private Response add(Request request) {
    JsonBody body = request.json(options.maxJson());
    String address =
        body.text("address")
            .map(text ->
                key(text).orElseThrow(() -> body.refusal("address", "must be an e-mail address")))
            .orElseThrow(() -> body.refusal("address", "is required"));
    String detail = body.text("detail").orElse("");
    if (detail.length() > MAX_REASON || detail.chars().anyMatch(Character::isISOControl)) {
      throw body.refusal("detail", "must be one line of at most " + MAX_REASON + " characters");
    }
    Suppression entry =
        new Suppression(
            request.application(), address, Suppression.Reason.MANUAL, detail, clock.instant());
    return Response.of(201, request.envelope().single(SuppressionJson.of(store.add(entry))));
  }

  private Response remove(Request request) {
    boolean removed =
        key(request.parameter("address"))
            .filter(address -> store.remove(request.application(), address))
            .isPresent();
    if (!removed) {
      throw new GatewayException(Fault.NOT_FOUND, "the address is not on the suppression list");
    }
    return Response.done(request);
  }

  private static Optional<String> key(String text) {
    return MailAddresses.parse(text).map(Suppression::key);
  }

  private Response reputation(Request request) {
    Grant grant = named(request);
    Reputation counted = reputation.of(grant.account(), clock.instant());
    return Response.data(request, SuppressionJson.of(grant.id(), counted));
  }

  private Response forget(Request request) {
    reputation.forget(named(request).account());
    return Response.done(request);
  }

  private Grant named(Request request) {
    String named =
        request
            .query()
            .text("grant_id")
            .orElseThrow(() -> request.query().refusal("grant_id", "is required"));
    return Ids.uuid(named)
        .flatMap(grants::grant)
        .filter(found -> found.applicationId().equals(request.application()))
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "grant not found"));
  }
}
