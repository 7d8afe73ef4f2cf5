package dev.postern.api;

import dev.postern.auth.AccountOptions;
import dev.postern.auth.Application;
import dev.postern.auth.Grant;
import dev.postern.auth.GrantPatch;
import dev.postern.auth.GrantStore;
import dev.postern.auth.Grants;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.GrantJson;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Agent accounts (spec/api-admin.md section 2).
final class GrantsRoutes {
  private static final long LATEST = 253_402_300_799L;

  private final GrantStore store;
  private final Grants grants;
  private final AccountOptions accountOptions;
  private final ApiOptions options;
  private final GrantPath path;

  GrantsRoutes(ApiServices services, ApiOptions options, GrantPath path) {
    this.store = services.grantStore();
    this.grants = services.grants();
    this.accountOptions = services.accountOptions();
    this.options = options;
    this.path = path;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/connect/custom", this::create),
        Route.of("GET /v3/grants", this::list),
        Route.of("GET /v3/grants/{grant}", this::get),
        Route.of("PATCH /v3/grants/{grant}", this::patch),
        Route.of("DELETE /v3/grants/{grant}", this::delete));
  }

  private Response create(Request request) {
    JsonBody body = request.json(options.maxJson());
    if (!body.text("provider").orElse("").equals("nylas")) {
      throw body.refusal("provider", "must be nylas");
    }
    JsonBody settings =
        body.object("settings").orElseThrow(() -> body.refusal("settings", "is required"));
    checkPassword(request, settings);
    String email =
        settings.text("email").orElseThrow(() -> settings.refusal("email", "is required"));
    Application application = application(request);
    Map<String, String> set = SettingsPatch.of(Optional.of(settings), accountOptions);
    Optional<UUID> workspace = workspace(body);
    Optional<String> name = body.text("name");
    if (name.filter(String::isEmpty).isPresent()) {
      throw new GatewayException(Fault.INVALID, "name must have 1 to 256 characters");
    }
    Optional<String> state = body.text("state");
    Grant grant =
        grants.create(
            application, email, settings.text("app_password"), name.orElse(""), workspace);
    keep(grant, set);
    JsonObject json = json(grant).put("state", state);
    return Response.of(201, request.envelope().single(json));
  }

  private Application application(Request request) {
    return store.applications().application(request.application()).orElseThrow();
  }

  private static Optional<UUID> workspace(JsonBody body) {
    Optional<String> text = body.text("workspace_id");
    Optional<UUID> id = text.flatMap(Ids::uuid);
    if (text.isPresent() && id.isEmpty()) {
      throw body.refusal("workspace_id", "is not a workspace of this application");
    }
    return id;
  }

  // It opens the mailbox: no key gives away more than it has.
  private static void checkPassword(Request request, JsonBody settings) {
    if (settings.gives("app_password")) {
      Needs.require(request.reach(), Needs.MAILBOX);
    }
  }

  private void keep(Grant grant, Map<String, String> set) {
    if (!set.isEmpty()) {
      accountOptions.store().set(grant.account(), set);
    }
  }

  private Response list(Request request) {
    Application application = application(request);
    Query query = request.query();
    int limit = query.limit(10, 200);
    int offset = Math.toIntExact(Math.min(query.number("offset").orElse(0L), Integer.MAX_VALUE));
    GrantStore.GrantQuery wanted =
        new GrantStore.GrantQuery(
            Optional.of(application.id()),
            query.text("workspace_id").flatMap(Ids::uuid),
            query.text("email").map(email -> email.toLowerCase(Locale.ROOT)),
            query.number("since").map(GrantsRoutes::second),
            query.number("before").map(second -> second(second).plusMillis(999)),
            query.choice("sort_by", Sort.CREATED_AT, Sort.values()) == Sort.UPDATED_AT,
            query.choice("order_by", Order.DESC, Order.values()) == Order.ASC,
            limit,
            offset,
            request.reach().grants());
    List<Grant> found = canMatch(query) ? store.grants(wanted) : List.of();
    List<JsonObject> page = found.stream().map(this::json).toList();
    return Response.of(200, request.envelope().slice(page, limit, offset));
  }

  // What is far off is as good as the year 9999.
  private static Instant second(long number) {
    return Instant.ofEpochSecond(Math.min(number, LATEST));
  }

  // Every grant is a valid one of provider nylas.
  private static boolean canMatch(Query query) {
    return query.text("provider").map("nylas"::equalsIgnoreCase).orElse(true)
        && query.text("grant_status").map("valid"::equalsIgnoreCase).orElse(true)
        && query.text("workspace_id").map(id -> Ids.uuid(id).isPresent()).orElse(true);
  }

  private Response get(Request request) {
    return Response.data(request, json(path.of(request)));
  }

  private Response patch(Request request) {
    Grant grant = path.ofApplication(request);
    JsonBody body = request.json(options.maxJson());
    Optional<JsonBody> settings = body.object("settings");
    if (body.gives("workspace_id") || body.gives("blocked")) {
      Needs.requireOwner(request, grant);
    }
    settings.ifPresent(given -> checkPassword(request, given));
    Map<String, String> set = SettingsPatch.of(settings, accountOptions);
    Grant patched =
        grants.patch(
            grant.id(),
            new GrantPatch(
                body.text("name"),
                settings.flatMap(s -> s.text("app_password")),
                settings.flatMap(s -> s.text("email")),
                workspace(body),
                body.flag("blocked")));
    keep(grant, set);
    return Response.data(request, json(patched));
  }

  private JsonObject json(Grant grant) {
    return GrantJson.of(grant, accountOptions.known(), accountOptions.of(grant.account()));
  }

  private Response delete(Request request) {
    grants.delete(path.ofApplication(request).id());
    return Response.done(request);
  }

  private enum Sort {
    CREATED_AT,
    UPDATED_AT
  }

  private enum Order {
    ASC,
    DESC
  }
}
