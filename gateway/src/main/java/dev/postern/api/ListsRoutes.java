package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.ListBook;
import dev.postern.rules.ItemList;
import dev.postern.rules.ListStore;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.ListJson;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The lists of the caller's application and their items (spec/api-admin.md section 6).
final class ListsRoutes {
  private static final AgeCursor CURSOR = new AgeCursor("lists");

  private final ListBook lists;
  private final ApiOptions options;

  ListsRoutes(ListBook lists, ApiOptions options) {
    this.lists = lists;
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/lists", this::create),
        Route.of("GET /v3/lists", this::list),
        Route.of("GET /v3/lists/{list}", this::get),
        Route.of("PUT /v3/lists/{list}", this::update),
        Route.of("DELETE /v3/lists/{list}", this::delete),
        Route.of("GET /v3/lists/{list}/items", this::items),
        Route.of("POST /v3/lists/{list}/items", this::addItems),
        Route.of("DELETE /v3/lists/{list}/items", this::removeItems));
  }

  private Response create(Request request) {
    UUID application = request.application();
    JsonBody body = request.json(options.maxJson());
    ItemList made =
        lists.create(application, ListJson.type(body), body.text("name"), body.text("description"));
    return Response.of(201, request.envelope().single(ListJson.of(made)));
  }

  private Response list(Request request) {
    UUID application = request.application();
    int limit = request.query().limit(50, 200);
    List<ItemList> found = lists.of(application, CURSOR.after(request.query()), limit + 1);
    AgeCursor.Page<ItemList> page =
        AgeCursor.Page.of(found, limit, last -> CURSOR.token(last.createdAt(), last.id()));
    return Response.page(request, page.items().stream().map(ListJson::of).toList(), page.next());
  }

  private Response get(Request request) {
    return shown(request, found(request));
  }

  private Response update(Request request) {
    ItemList list = found(request);
    JsonBody body = request.json(options.maxJson());
    return shown(
        request,
        lists.update(list.application(), list.id(), body.text("name"), body.text("description")));
  }

  private Response delete(Request request) {
    ItemList list = found(request);
    lists.remove(list.application(), list.id());
    return Response.done(request);
  }

  private Response items(Request request) {
    ItemList list = found(request);
    Query query = request.query();
    int limit = query.limit(50, 200);
    Optional<UUID> after =
        query
            .text("page_token")
            .map(token ->
                Ids.uuid(token)
                    .orElseThrow(
                        () -> query.refusal("page_token", "is not a cursor of this listing")));
    AgeCursor.Page<ListStore.Item> page =
        AgeCursor.Page.of(
            lists.items(list.application(), list.id(), after, limit + 1),
            limit,
            last -> last.id().toString());
    return Response.page(
        request,
        page.items().stream().map(item -> ListJson.of(list.id(), item)).toList(),
        page.next());
  }

  private Response addItems(Request request) {
    ItemList list = found(request);
    List<String> items = ListJson.items(request.json(options.maxJson()));
    return shown(request, lists.addItems(list.application(), list.id(), items));
  }

  private Response removeItems(Request request) {
    ItemList list = found(request);
    List<String> items = ListJson.items(request.json(options.maxJson()));
    return shown(request, lists.removeItems(list.application(), list.id(), items));
  }

  private static Response shown(Request request, ItemList list) {
    return Response.data(request, ListJson.of(list));
  }

  private ItemList found(Request request) {
    UUID application = request.application();
    return Ids.uuid(request.parameter("list"))
        .map(id -> lists.find(application, id))
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "list not found"));
  }
}
