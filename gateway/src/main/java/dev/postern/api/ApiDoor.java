package dev.postern.api;

import dev.postern.auth.Permission;
import dev.postern.net.Connection;
import dev.postern.net.Door;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Serves the v3 API over HTTP/1.1.
public final class ApiDoor implements Door {
  // A request line carries a cursor of up to 4096 characters besides its filters.
  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_HEAD = 32 * 1024;
  private static final int MAX_CHUNK = 64 * 1024;

  private final List<Route> routes;
  private final ApiService service;
  private final ApiOptions options;
  private final AccessLog log;

  /// Makes the door.
  public ApiDoor(ApiServices services, ApiOptions options) {
    this(services, options, List.of());
  }

  /// Makes the door with the routes of the person who runs the server.
  public ApiDoor(ApiServices services, ApiOptions options, Admin admin) {
    this(services, options, new AdminRoutes(admin, services, options).routes());
  }

  private ApiDoor(ApiServices services, ApiOptions options, List<Route> more) {
    List<Route> all = new ArrayList<>(more);
    all.addAll(
        new MonitorRoutes(
                services.monitor(), options.metrics(), request -> isFirst(request, services))
            .routes());
    all.addAll(routes(services, options));
    this.routes = List.copyOf(all);
    this.service =
        new ApiService(
            bearer -> caller(bearer, services),
            new Signed(services.signIns().serviceAccounts(), options.maxJson())::admitted,
            router(routes, services, options));
    this.options = options;
    this.log = new AccessLog(services.monitor(), options.accessLog());
  }

  private static Router router(List<Route> routes, ApiServices services, ApiOptions options) {
    GrantPath grants = new GrantPath(services.grantStore());
    return options
        .requests()
        .map(limits -> new RateLimits(limits, grants, services.clock()))
        .map(limits -> new Router(routes, limits::admit))
        .orElseGet(() -> new Router(routes));
  }

  private static boolean isFirst(Request request, ApiServices services) {
    UUID first = services.grantStore().applications().first().id();
    return request
        .bearer()
        .flatMap(services.keys()::key)
        .filter(key -> key.application().id().equals(first))
        .filter(key -> key.reach().isWide() && key.reach().allows(Set.of(Permission.READ)))
        .isPresent();
  }

  private static Optional<Caller> caller(String bearer, ApiServices services) {
    return services
        .keys()
        .key(bearer)
        .<Caller>map(key -> new Caller.Application(key.application().id(), key.reach()))
        .or(() -> services.tokens().owner(bearer).map(Caller.OneGrant::new));
  }

  // The first pattern that fits wins, so fixed names stand before {names}.
  private static List<Route> routes(ApiServices services, ApiOptions options) {
    GrantPath grants = new GrantPath(services.grantStore());
    MessageView view = new MessageView(services.mail(), services.tracking());
    List<Route> routes = new ArrayList<>();
    routes.addAll(new ServerRoutes(services, options).routes());
    routes.add(Route.of("GET /openapi.json", OpenApiRoute::answer));
    routes.addAll(new GrantsRoutes(services, options, grants).routes());
    routes.addAll(new WorkspacesRoutes(services.workspaces(), options).routes());
    routes.addAll(new ApiKeysRoutes(services, options).routes());
    routes.addAll(
        new ServiceAccountsRoutes(services.signIns().serviceAccounts(), options).routes());
    routes.addAll(new SuppressionsRoutes(services, options).routes());
    routes.addAll(new QueueRoutes(services, options).routes());
    routes.addAll(new ApprovalsRoutes(services, options).routes());
    routes.addAll(new DomainsRoutes(services, options).routes());
    routes.addAll(new AliasesRoutes(services, options).routes());
    routes.addAll(new RuleTrialRoute(services, options).routes());
    routes.addAll(guarded(services.guarded(), options, grants));
    routes.addAll(new DevicesRoutes(services, options).routes());
    routes.addAll(new RedirectUrisRoutes(services, options).routes());
    routes.addAll(new SignInRoutes(services, options).routes());
    routes.addAll(new OAuthRoutes(services, options).routes());
    routes.addAll(new TokensRoutes(services, options, grants).routes());
    routes.addAll(new FoldersRoutes(services.mail(), options, grants).routes());
    routes.addAll(new Outbox(services, options, grants, view).routes());
    routes.addAll(new SchedulesRoutes(services, grants).routes());
    routes.addAll(new WaitRoute(services.mail(), services.events(), grants, view).routes());
    routes.addAll(
        new EventsRoutes(services.events(), grants, bearer -> caller(bearer, services)).routes());
    routes.addAll(new ImportsRoutes(services, options, grants).routes());
    routes.addAll(new ExportRoutes(services.mail(), grants).routes());
    routes.addAll(new CleanRoute(services.mail(), options, grants, view).routes());
    routes.addAll(new MessagesRoutes(services.mail(), options, grants, view).routes());
    routes.addAll(new ThreadsRoutes(services.mail(), options, grants, view).routes());
    routes.addAll(new AttachmentsRoutes(services.mail(), grants).routes());
    routes.addAll(new WebhooksRoutes(services.webhooks(), options).routes());
    routes.addAll(new TrackingRoutes(services).routes());
    return routes;
  }

  private static List<Route> guarded(GuardServices services, ApiOptions options, GrantPath grants) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(new PoliciesRoutes(services.policies(), options).routes());
    routes.addAll(new RulesRoutes(services.rules(), options).routes());
    routes.addAll(new ListsRoutes(services.lists(), options).routes());
    routes.addAll(new EvaluationsRoutes(services.evaluations(), grants).routes());
    return routes;
  }

  /// Returns every route, in the order in which they are tried.
  List<Route> routes() {
    return routes;
  }

  @Override
  public void accept(Connection connection, ChannelPipeline pipeline) {
    install(connection, pipeline, service, options, log);
  }

  static void install(
      Connection connection,
      ChannelPipeline pipeline,
      ApiService service,
      ApiOptions options,
      AccessLog log) {
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE)
            .setMaxHeaderSize(MAX_HEAD)
            .setMaxChunkSize(MAX_CHUNK)
            .setAllowDuplicateContentLengths(false);
    HeadDeadline deadline = new HeadDeadline();
    pipeline.addLast("head", deadline);
    pipeline.addLast("http", new HttpServerCodec(limits));
    pipeline.addLast("api", new HttpHandler(connection, service, options, log, deadline));
  }
}
