package dev.postern.api;

import dev.postern.auth.AccessTokens;
import dev.postern.auth.AccountOptions;
import dev.postern.auth.AccountSetting;
import dev.postern.auth.ApiKey;
import dev.postern.auth.ApiKeys;
import dev.postern.auth.ApplicationStore.StoredKey;
import dev.postern.auth.AuthOptions;
import dev.postern.auth.Authenticator;
import dev.postern.auth.Bearers;
import dev.postern.auth.Consents;
import dev.postern.auth.Devices;
import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.auth.Grants;
import dev.postern.auth.Grouping;
import dev.postern.auth.ServiceAccounts;
import dev.postern.auth.Workspaces;
import dev.postern.contract.Contract;
import dev.postern.contract.Document;
import dev.postern.contract.Talk;
import dev.postern.delivery.Admission;
import dev.postern.delivery.Delivery;
import dev.postern.delivery.Noticing;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.SentMode;
import dev.postern.domains.DomainStage;
import dev.postern.guard.Guards;
import dev.postern.guard.Usual;
import dev.postern.lint.Lints;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.net.Bound;
import dev.postern.net.ListenerSpec;
import dev.postern.net.Net;
import dev.postern.net.NetOptions;
import dev.postern.net.TlsMode;
import dev.postern.outbound.AnswerStore;
import dev.postern.outbound.Approvals;
import dev.postern.outbound.Endings;
import dev.postern.outbound.Gate;
import dev.postern.outbound.LoopLimits;
import dev.postern.outbound.QueueWorker;
import dev.postern.outbound.Quotas;
import dev.postern.outbound.RetrySchedule;
import dev.postern.outbound.Sending;
import dev.postern.outbound.Transfers;
import dev.postern.outbound.Transport;
import dev.postern.rules.Plan;
import dev.postern.screening.DmarcMode;
import dev.postern.screening.Judgement;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.support.MemoryDns;
import dev.postern.v3.JsonBody;
import dev.postern.webhook.send.Deliverer;
import dev.postern.webhook.send.HookClient;
import dev.postern.webhook.send.Payloads;
import dev.postern.webhook.send.Subscriptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;

/// The API in front of a real engine, with mail between its agents delivered.
final class ApiStage implements AutoCloseable {
  static final String KEY = "nyl_test";

  /// Settings of no meaning, one of each kind.
  private static final AccountSetting COLOUR =
      new AccountSetting("colour", false, ApiStage::colour);

  private static final AccountSetting COLOURS =
      new AccountSetting("colours", true, ApiStage::colour);

  /// What the API promises.
  static final Contract CONTRACT =
      new Contract(
          new Document(
              ((Response.Json)
                      OpenApiRoute.answer(Requests.get("/openapi.json", Map.of())).content())
                  .text()));

  private final List<Talk> talks = new CopyOnWriteArrayList<>();
  private final InstantSource clock = InstantSource.system();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private final SqliteEngine engine;
  private final Sending sending;
  private final DomainStage domains;
  private final ApiKeys keys;
  private final GuardStage guarded;
  private final QueueWorker worker;
  private final Deliverer deliverer;
  private final ApiDoor door;
  private final EventHub events;
  private final Net net;
  private final int port;

  private static String colour(String name) {
    if (Set.of("red", "blue").contains(name)) {
      return name;
    }
    throw new IllegalArgumentException("must be red or blue");
  }

  ApiStage(Path directory) throws IOException {
    this(directory, ApiOptions.defaults());
  }

  ApiStage(Path directory, ApiOptions options) throws IOException {
    this(directory, EngineOptions.in(directory).logRows(), options);
  }

  /// @param logRows the most rows of an account's log
  ApiStage(Path directory, int logRows) throws IOException {
    this(directory, logRows, ApiOptions.defaults());
  }

  private ApiStage(Path directory, int logRows, ApiOptions options) throws IOException {
    EngineOptions usual = EngineOptions.in(directory);
    EngineOptions ofEngine =
        new EngineOptions(
            directory,
            usual.readers(),
            usual.inMemory(),
            usual.segment(),
            usual.cache(),
            usual.logAge(),
            logRows,
            usual.upkeep());
    engine = SqliteEngine.open(ofEngine, clock, Thread.ofPlatform().daemon().factory(), timer);
    domains =
        DomainStage.on(engine.domains(), engine.grants(), "agents.test", clock, new MemoryDns());
    Recipients recipients = new Recipients(engine.grants(), domains.registry(), engine.domains());
    guarded = GuardStage.on(engine, Plan.NONE, Usual.NONE, clock);
    Workspaces workspaces = guarded.workspaces();
    Transport transport = new NoWayOut();
    Transfers transfers =
        new Transfers(
            engine.queue(),
            engine.mail(),
            recipients,
            new Delivery(
                engine.mail(),
                "mx.agents.test",
                clock,
                Noticing.NONE,
                new Admission(
                    engine.mail(),
                    guarded.guards()::of,
                    engine.counters(),
                    new Judgement(5, DmarcMode.ENFORCE),
                    clock)),
            transport,
            new RetrySchedule(new Random(1)),
            Endings.NONE,
            clock);
    worker =
        new QueueWorker(engine.queue(), recipients, transport, transfers, clock, timer, threads);
    worker.start();
    HookClient hooks =
        new HookClient(
            (SSLSocketFactory) SSLSocketFactory.getDefault(), timer, Runnable::run, true);
    Subscriptions subscriptions = new Subscriptions(engine.webhooks(), hooks, clock);
    deliverer =
        new Deliverer(
            engine.webhooks(),
            engine.mail(),
            engine.grants(),
            new Payloads(engine.mail(), engine.tracking()),
            subscriptions,
            hooks,
            clock,
            threads);
    deliverer.start();
    keys = new ApiKeys(engine.grants().applications(), clock);
    ApiKey key =
        new ApiKey(
            UUID.randomUUID(),
            engine.grants().applications().first(),
            "",
            clock.instant(),
            Optional.empty());
    engine.grants().applications().replaceKeys(new StoredKey(key, hash(KEY)));
    Grants grants =
        new Grants(
            engine.grants(),
            AuthOptions.of(Set.of("agents.test")),
            domains.services().hosting(),
            workspaces::placeOf,
            Plan.NONE,
            clock);
    events =
        new EventHub(engine.mail(), new Payloads(engine.mail(), engine.tracking()), clock, threads);
    events.start(timer);
    grants.listenDeleted(grant -> events.end(grant.account()));
    grants.listenBlocked(grant -> {
      if (grant.blocked()) {
        events.stop(grant.account());
      }
    });
    sending =
        new Sending(
            engine.mail(),
            recipients,
            transport,
            clock,
            Duration.ofDays(5),
            _ -> SentMode.ADOPT,
            new Gate(
                engine.grants(), guards()::of, engine.mail(), Quotas.NONE, LoopLimits.NONE, clock));
    ApiServices services =
        new ApiServices(
            engine.mail(),
            engine.grants(),
            grants,
            new WorkspaceServices(
                workspaces, new Grouping(engine.workspaces(), engine.grants(), clock, threads)),
            new AccountOptions(engine.settings(), List.of(AccountSetting.POLICY, COLOUR, COLOURS)),
            keys,
            new AccessTokens(engine.tokens(), engine.grants(), clock),
            signIns(),
            sending,
            engine.schedules(),
            engine.answers(),
            engine.tracking(),
            domains.services(),
            guarded.services(),
            new SendingStores(
                engine.suppressions(),
                engine.reputation(),
                worker.desk(engine.queueDesk()),
                new Approvals(engine.approvals(), engine.grants(), engine.mail(), sending, clock)),
            new LegacyServices(
                new Devices(
                    engine.devices(),
                    engine.grants(),
                    new AuthOptions(Set.of("agents.test"), 4, 0, List.of(), false, false),
                    clock),
                new Lints(engine.lints(), clock)),
            subscriptions,
            events,
            Monitor.NONE,
            clock);
    door = new ApiDoor(services, options, new NoAdmin());
    net =
        Net.start(
            NetOptions.defaults(),
            () -> {
              throw new IllegalStateException("no TLS here");
            });
    ListenerSpec spec =
        new ListenerSpec(
            "api",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            TlsMode.PLAIN,
            false,
            Duration.ofSeconds(60),
            new byte[0]);
    Bound bound = net.listen(spec, door);
    port = bound.port();
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private SignIns signIns() {
    AuthOptions auth = AuthOptions.of(Set.of("agents.test"));
    AccessTokens tokens = new AccessTokens(engine.tokens(), engine.grants(), clock);
    Bearers bearers = new Bearers(tokens, keys, engine.grants());
    return new SignIns(
        new Authenticator(engine.grants(), auth, clock, _ -> {}, bearers),
        new Consents(engine.consents(), engine.grants(), clock),
        engine.redirectUris(),
        new ServiceAccounts(engine.serviceAccounts(), clock));
  }

  ApiDoor door() {
    return door;
  }

  int port() {
    return port;
  }

  EventHub events() {
    return events;
  }

  /// Does all upkeep now.
  void compact() {
    engine.compact();
  }

  Net net() {
    return net;
  }

  /// The same, but nothing happens in it by itself: no mail is delivered.
  static ApiStage still(Path directory) throws IOException {
    ApiStage stage = new ApiStage(directory);
    stage.worker.close();
    return stage;
  }

  /// Returns the number of the last change of an account; 0 if it is gone.
  long seq(String grant) {
    return engine
        .grants()
        .grant(UUID.fromString(grant))
        .map(found -> engine.mail().read(found.account(), MailRead::seq))
        .orElse(0L);
  }

  /// Returns what there is besides mail, as a text to compare.
  String inventory() {
    GrantStore.GrantQuery all =
        new GrantStore.GrantQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            10_000,
            0);
    return engine.grants().grants(all).size() + " grants, " + engine.webhooks().all();
  }

  MailStore mail() {
    return engine.mail();
  }

  Grant grant(String id) {
    return engine.grants().grant(UUID.fromString(id)).orElseThrow();
  }

  Sending sending() {
    return sending;
  }

  AnswerStore answers() {
    return engine.answers();
  }

  /// Returns how many changes the mailboxes of these grants have seen.
  List<Long> changes(String... grants) {
    return Stream.of(grants)
        .map(grant -> engine.mail().read(account(grant), MailRead::seq))
        .toList();
  }

  AccountId account(String grant) {
    return engine.grants().grant(UUID.fromString(grant)).orElseThrow().account();
  }

  /// An answer, read.
  record Answer(int status, byte[] bytes, HttpResponse<byte[]> response) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    JsonBody json() {
      return JsonBody.parse(bytes);
    }

    JsonBody data() {
      return json().object("data").orElseThrow(() -> new AssertionError(text()));
    }

    List<JsonBody> list() {
      return json().objects("data").orElseThrow(() -> new AssertionError(text()));
    }

    String id() {
      return data().text("id").orElseThrow(() -> new AssertionError(text()));
    }
  }

  Answer call(String method, String path, byte[] body, String type) {
    return call(method, path, body, Map.of("Authorization", "Bearer " + KEY, "Content-Type", type));
  }

  /// Calls with these header fields and no others.
  Answer call(String method, String path, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(builder::header);
    HttpRequest request = builder.build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      heard(method, path, response);
      return new Answer(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // Each answer of each test is held against the document.
  private void heard(String method, String path, HttpResponse<byte[]> response) {
    Talk talk =
        new Talk(
            method,
            path,
            response.statusCode(),
            name -> response.headers().firstValue(name),
            response.body());
    CONTRACT.check(talk);
    talks.add(talk);
  }

  /// Returns what was said so far.
  List<Talk> talks() {
    return List.copyOf(talks);
  }

  Answer call(String method, String path, String body) {
    return call(method, path, body.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  /// Calls with another bearer token than the first application's key.
  Answer as(String bearer, String method, String path, String body) {
    return call(
        method,
        path,
        body.getBytes(StandardCharsets.UTF_8),
        Map.of("Authorization", "Bearer " + bearer, "Content-Type", "application/json"));
  }

  /// Makes a key of an application, and the application if there is none of that name.
  ApiKeys.Made key(String application) {
    return keys.makeFor(Optional.of(application), "", Optional.empty());
  }

  /// Returns what looks after its domains.
  DomainStage domains() {
    return domains;
  }

  /// Returns what holds for each account.
  Guards guards() {
    return guarded.guards();
  }

  /// Returns what changes it.
  GuardServices guarded() {
    return guarded.services();
  }

  SqliteEngine engine() {
    return engine;
  }

  Answer get(String path) {
    return call("GET", path, "");
  }

  /// Makes an agent and returns its grant's id.
  String agent(String name) {
    return call(
            "POST",
            "/v3/connect/custom",
            "{\"provider\":\"nylas\",\"name\":\"%s\",\"settings\":{\"email\":\"%s@agents.test\"}}"
                .formatted(name, name))
        .id();
  }

  @Override
  public void close() {
    net.close();
    deliverer.close();
    worker.close();
    threads.close();
    engine.close();
    timer.shutdownNow();
    client.close();
  }
}
