package dev.postern.api;

import dev.postern.auth.Application;
import dev.postern.auth.ApplicationStore;
import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.outbound.DeskStore.Entry;
import dev.postern.outbound.DeskStore.Filter;
import dev.postern.outbound.DeskStore.Status;
import dev.postern.outbound.Lane;
import dev.postern.outbound.QueueDesk;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import dev.postern.v3.QueueJson;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// Mail that waits to be sent or could not be. An application sees its own agents' mail; the first
/// one, whose person runs the server, sees all.
final class QueueRoutes {
  private static final int SHOWN = 10;

  private final QueueDesk desk;
  private final GrantStore grants;
  private final ApplicationStore applications;
  private final ApiOptions options;

  QueueRoutes(ApiServices services, ApiOptions options) {
    this.desk = services.sendingStores().queue();
    this.grants = services.grantStore();
    this.applications = services.grantStore().applications();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/admin/queue", this::list),
        Route.of("DELETE /v3/admin/queue", this::dropDomain),
        Route.of("POST /v3/admin/queue/retry", this::retryDomain),
        Route.of("GET /v3/admin/queue/{queued}", this::show),
        Route.of("POST /v3/admin/queue/{queued}/retry", this::retry),
        Route.of("DELETE /v3/admin/queue/{queued}", this::drop));
  }

  private Response list(Request request) {
    Query query = request.query();
    int limit = query.limit(50, 200);
    Optional<Status> status =
        query.text("status").map(_ -> query.choice("status", Status.WAITING, Status.values()));
    Filter filter =
        new Filter(
            whose(request),
            OptionalLong.empty(),
            query.text("grant_id").map(id -> account(request, id)),
            query.text("domain").map(QueueRoutes::domain),
            status);
    OptionalLong before =
        query.text("page_token").map(token -> before(query, token)).orElseGet(OptionalLong::empty);
    List<Entry> found = desk.list(filter, before, limit + 1, SHOWN);
    List<Entry> shown = found.size() > limit ? found.subList(0, limit) : found;
    Optional<String> next =
        found.size() > limit
            ? Optional.of(Long.toString(shown.getLast().mail().id()))
            : Optional.empty();
    return Response.page(request, shown.stream().map(this::json).toList(), next);
  }

  private static OptionalLong before(Query query, String token) {
    OptionalLong id = number(token);
    if (id.isEmpty()) {
      throw query.refusal("page_token", "is not a cursor of this listing");
    }
    return id;
  }

  private Response show(Request request) {
    return Response.data(request, json(found(request)));
  }

  private Response retry(Request request) {
    Filter filter = only(whose(request), found(request));
    return count(request, desk.retry(filter));
  }

  private Response retryDomain(Request request) {
    JsonBody body = request.json(options.maxJson());
    String domain = body.text("domain").orElseThrow(() -> body.refusal("domain", "is required"));
    return count(request, desk.retry(all(request, domain)));
  }

  private Response drop(Request request) {
    return dropped(request, only(whose(request), found(request)));
  }

  private Response dropDomain(Request request) {
    Query query = request.query();
    String domain = query.text("domain").orElseThrow(() -> query.refusal("domain", "is required"));
    return dropped(request, all(request, domain));
  }

  private Response dropped(Request request, Filter filter) {
    boolean bounce = request.query().flag("bounce").orElse(false);
    return count(request, bounce ? desk.bounce(filter) : desk.drop(filter));
  }

  private static Response count(Request request, int recipients) {
    return Response.data(request, new JsonObject().put("recipients", recipients));
  }

  private Filter all(Request request, String domain) {
    return new Filter(
        whose(request),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.of(domain(domain)),
        Optional.empty());
  }

  private static Filter only(Optional<UUID> application, Entry entry) {
    return new Filter(
        application,
        OptionalLong.of(entry.mail().id()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static String domain(String text) {
    return Lane.domain("@" + text);
  }

  private Entry found(Request request) {
    OptionalLong id = number(request.parameter("queued"));
    Filter filter =
        new Filter(whose(request), id, Optional.empty(), Optional.empty(), Optional.empty());
    return (id.isEmpty() ? List.<Entry>of() : desk.show(filter))
        .stream()
            .findFirst()
            .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "queued mail not found"));
  }

  private static OptionalLong number(String text) {
    boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && !text.isEmpty() && text.length() <= 18
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  // Empty: everybody's.
  private Optional<UUID> whose(Request request) {
    Application first = applications.first();
    return Optional.of(request.application()).filter(own -> !own.equals(first.id()));
  }

  private AccountId account(Request request, String grant) {
    Optional<UUID> application = whose(request);
    return Ids.uuid(grant)
        .flatMap(grants::grant)
        .filter(found -> application.map(found.applicationId()::equals).orElse(true))
        .map(Grant::account)
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "grant not found"));
  }

  private JsonObject json(Entry entry) {
    return QueueJson.of(entry, grants.grantOf(entry.mail().account()).map(Grant::id));
  }
}
