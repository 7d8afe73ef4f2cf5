package dev.postern.api;

import dev.postern.auth.RedirectUri;
import dev.postern.auth.RedirectUriStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import dev.postern.v3.RedirectUriJson;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Redirect URIs of the caller's application (spec/api-admin.md section 3.2), under the name of the
/// document and under that of the command line program.
final class RedirectUrisRoutes {
  private static final int MOST = 100;
  private static final int MOST_SETTINGS = 20;
  private static final int LONGEST_SETTING = 500;
  private static final Set<String> PLATFORMS = Set.of("web", "desktop", "js", "ios", "android");

  private final RedirectUriStore store;
  private final InstantSource clock;
  private final ApiOptions options;

  RedirectUrisRoutes(ApiServices services, ApiOptions options) {
    this.store = services.signIns().redirectUris();
    this.clock = services.clock();
    this.options = options;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (String name : List.of("redirect-uris", "callback-uris")) {
      String all = "/v3/applications/" + name;
      String one = all + "/{redirect_uri}";
      routes.add(Route.of("POST " + all, this::create));
      routes.add(Route.of("GET " + all, this::list));
      routes.add(Route.of("GET " + one, this::get));
      routes.add(Route.of("PATCH " + one, this::update));
      routes.add(Route.of("PUT " + one, this::update));
      routes.add(Route.of("DELETE " + one, this::delete));
    }
    return routes;
  }

  private Response create(Request request) {
    UUID application = request.application();
    JsonBody body = request.json(options.maxJson());
    RedirectUri made =
        new RedirectUri(
            UUID.randomUUID(),
            application,
            url(body).orElseThrow(() -> body.refusal("url", "is required")),
            platform(body).orElse("web"),
            settings(body).orElse(Map.of()),
            clock.instant());
    store.put(made, MOST);
    return Response.of(201, request.envelope().single(RedirectUriJson.of(made)));
  }

  private Response list(Request request) {
    List<JsonObject> all =
        store.of(request.application()).stream().map(RedirectUriJson::of).toList();
    return Response.page(request, all, Optional.empty());
  }

  private Response get(Request request) {
    return Response.data(request, RedirectUriJson.of(found(request)));
  }

  private Response update(Request request) {
    RedirectUri old = found(request);
    JsonBody body = request.json(options.maxJson());
    RedirectUri changed =
        new RedirectUri(
            old.id(),
            old.application(),
            url(body).orElse(old.url()),
            platform(body).orElse(old.platform()),
            settings(body).orElse(old.settings()),
            old.createdAt());
    store.put(changed, MOST);
    return Response.data(request, RedirectUriJson.of(changed));
  }

  private Response delete(Request request) {
    store.remove(found(request).id());
    return Response.done(request);
  }

  private RedirectUri found(Request request) {
    UUID application = request.application();
    Optional<UUID> id = Ids.uuid(request.parameter("redirect_uri"));
    return store.of(application).stream()
        .filter(uri -> id.filter(uri.id()::equals).isPresent())
        .findFirst()
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "redirect URI not found"));
  }

  private static Optional<String> url(JsonBody body) {
    Optional<String> url = body.text("url");
    if (url.filter(text -> RedirectTarget.parse(text).isEmpty()).isPresent()) {
      throw body.refusal(
          "url", "must be an absolute http or https URL, or of an app's own scheme, without #");
    }
    return url;
  }

  private static Optional<String> platform(JsonBody body) {
    Optional<String> platform = body.text("platform");
    if (platform.filter(text -> !PLATFORMS.contains(text)).isPresent()) {
      throw body.refusal("platform", "must be web, desktop, js, ios or android");
    }
    return platform;
  }

  private static Optional<Map<String, String>> settings(JsonBody body) {
    Optional<Map<String, String>> settings = body.textMap("settings");
    if (settings.filter(RedirectUrisRoutes::isTooLarge).isPresent()) {
      throw body.refusal(
          "settings",
          "must have up to %d members of up to %d characters"
              .formatted(MOST_SETTINGS, LONGEST_SETTING));
    }
    return settings;
  }

  private static boolean isTooLarge(Map<String, String> settings) {
    return settings.size() > MOST_SETTINGS
        || settings.entrySet().stream()
            .anyMatch(entry ->
                entry.getKey().length() > LONGEST_SETTING
                    || entry.getValue().length() > LONGEST_SETTING);
  }
}
