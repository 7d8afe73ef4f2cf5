package dev.postern.smtp;

import dev.postern.auth.AuthOptions;
import dev.postern.auth.Authenticator;
import dev.postern.auth.Devices;
import dev.postern.auth.Grant;
import dev.postern.auth.Grants;
import dev.postern.auth.Network;
import dev.postern.config.PlaintextLogin;
import dev.postern.delivery.Admission;
import dev.postern.delivery.Delivery;
import dev.postern.delivery.Noticing;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.SentMode;
import dev.postern.domains.Domains;
import dev.postern.guard.Guard;
import dev.postern.guard.StorageQuota;
import dev.postern.lint.Lints;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Quota;
import dev.postern.mailbox.StoredMessage;
import dev.postern.net.Door;
import dev.postern.net.ListenerSpec;
import dev.postern.net.Net;
import dev.postern.net.NetOptions;
import dev.postern.net.TlsMode;
import dev.postern.outbound.Endings;
import dev.postern.outbound.Gate;
import dev.postern.outbound.LoopLimits;
import dev.postern.outbound.QueueWorker;
import dev.postern.outbound.Quotas;
import dev.postern.outbound.RetrySchedule;
import dev.postern.outbound.Sending;
import dev.postern.outbound.Transfers;
import dev.postern.outbound.Transport;
import dev.postern.rules.Evaluation;
import dev.postern.rules.EvaluationStore;
import dev.postern.screening.DmarcMode;
import dev.postern.screening.Inspector;
import dev.postern.screening.Judgement;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.tls.LocalAuthority;
import dev.postern.tls.TlsContexts;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The SMTP doors of a server with the embedded engine and real sockets.
final class MailServer implements AutoCloseable {
  static final String PASSWORD = "Correct-Horse-17-Battery";

  final SqliteEngine engine;
  final Sending sending;
  final int submission;
  final int mx;
  final int legacy;
  final Devices devices;
  final Lints lints;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final QueueWorker worker;
  private final Net net;
  private final Grants grants;
  private final Map<UUID, Guard> guards = new ConcurrentHashMap<>();
  private final AtomicLong guardChanges = new AtomicLong();

  MailServer(Path data, Transport transport, long maxMessage) throws Exception {
    this(data, transport, maxMessage, MxOptions.defaults(), Optional.empty(), Quota.NONE);
  }

  /// Makes a server whose MX door looks at mail through `inspector`.
  MailServer(Path data, Transport transport, long maxMessage, Inspector inspector)
      throws Exception {
    this(
        data,
        transport,
        maxMessage,
        new MxOptions(List.of(), Duration.ZERO, 1000, 1000),
        Optional.of(inspector),
        Quota.NONE);
  }

  MailServer(
      Path data,
      Transport transport,
      long maxMessage,
      MxOptions mxOptions,
      Optional<Inspector> inspector,
      Quota quota)
      throws Exception {
    InstantSource clock = InstantSource.system();
    Domains domains = Domains.of(List.of("here.test", "Other.test"));
    AuthOptions auth =
        new AuthOptions(new LinkedHashSet<>(domains.names()), 4, 0, List.of(), false, false);
    engine =
        SqliteEngine.open(
            EngineOptions.in(data), clock, Thread.ofPlatform().daemon().factory(), timer);
    grants = new Grants(engine.grants(), auth, clock);
    Recipients recipients = new Recipients(engine.grants(), domains);
    Function<AccountId, Quota> quotas =
        new StorageQuota(
            quota,
            account -> engine.grants().grantOf(account),
            this::guard,
            guardChanges::incrementAndGet);
    engine.limit(quotas);
    Admission admission =
        new Admission(
            engine.mail(),
            this::guard,
            engine.counters(),
            new Judgement(5, DmarcMode.ENFORCE),
            clock);
    Delivery delivery =
        new Delivery(engine.mail(), "mx.here.test", clock, Noticing.NONE, admission);
    sending =
        new Sending(
            engine.mail(),
            recipients,
            transport,
            clock,
            Duration.ofDays(3),
            _ -> SentMode.ADOPT,
            new Gate(
                engine.grants(),
                this::guard,
                engine.mail(),
                Quotas.NONE,
                new LoopLimits(OptionalLong.of(3), OptionalLong.of(3)),
                clock));
    SecureRandom random = new SecureRandom();
    Transfers transfers =
        new Transfers(
            engine.queue(),
            engine.mail(),
            recipients,
            delivery,
            transport,
            new RetrySchedule(random),
            Endings.NONE,
            clock);
    worker =
        new QueueWorker(
            engine.queue(),
            recipients,
            transport,
            transfers,
            clock,
            timer,
            task -> Thread.ofVirtual().start(task));
    worker.start();
    Authenticator authenticator = new Authenticator(engine.grants(), auth, clock, Thread::sleep);
    SmtpDoor.Parts parts =
        new SmtpDoor.Parts(
            SmtpOptions.of("mx.here.test", maxMessage),
            engine.mail(),
            authenticator,
            domains,
            recipients,
            delivery,
            sending,
            clock,
            random);
    LocalAuthority authority = new LocalAuthority(data.resolve("tls"), Set.of("localhost"), clock);
    TlsContexts contexts = new TlsContexts(authority, clock);
    net =
        Net.start(
            new NetOptions(PlaintextLogin.LOOPBACK, 1000, 1000, 1000, Duration.ofMinutes(1)),
            contexts::server);
    devices = new Devices(engine.devices(), engine.grants(), auth, clock);
    lints = new Lints(engine.lints(), clock);
    LegacyOptions options =
        new LegacyOptions(List.of(Network.parse("127.0.0.0/9")), false, true, FromPolicy.REWRITE);
    legacy = listen("legacy", SmtpDoor.legacy(parts, options, devices, lints));
    submission = listen("submission", SmtpDoor.submission(parts));
    mx = listen("mx", SmtpDoor.mx(parts, mxOptions, inspector, quotas));
  }

  /// Holds an agent to something from now on.
  void hold(Grant agent, Guard guard) {
    guards.put(agent.id(), guard);
  }

  private Guard guard(Grant agent) {
    return guards.getOrDefault(agent.id(), Guard.NONE);
  }

  /// Returns the records of what an agent's rules said, newest first.
  List<Evaluation> evaluations(Grant agent) {
    return engine.evaluations().evaluations(agent.account(), OptionalLong.empty(), 100).stream()
        .map(EvaluationStore.Kept::evaluation)
        .toList();
  }

  private int listen(String name, Door door) throws BindException {
    ListenerSpec spec =
        new ListenerSpec(
            name,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            TlsMode.STARTTLS,
            !name.equals("mx"),
            Duration.ofMinutes(5),
            new byte[0]);
    return net.listen(spec, door).address().getPort();
  }

  Grant agent(String email) {
    return grants.create(engine.grants().applications().first(), email, Optional.of(PASSWORD), "");
  }

  /// Returns what was noticed, as `source kind` or, for whom nobody knows, `? source kind`.
  Set<String> noticed() {
    lints.write();
    UUID application = engine.grants().applications().first().id();
    return engine.lints().lints(application, true, 200, 0).stream()
        .map(lint -> (lint.account().isEmpty() ? "? " : "") + lint.source() + " " + lint.kind())
        .collect(Collectors.toSet());
  }

  /// Returns the messages of a folder, newest first.
  List<StoredMessage> folder(Grant agent, FolderId folder) {
    return engine
        .mail()
        .read(
            agent.account(),
            read ->
                read.find(MessageQuery.all(500)).items().stream()
                    .filter(message -> message.folders().contains(folder))
                    .toList());
  }

  String text(Grant agent, StoredMessage message) {
    try (Content content =
        engine.mail().content(agent.account(), message.id(), message.revision()).orElseThrow()) {
      byte[] bytes = content.bytes().toArray(ValueLayout.JAVA_BYTE);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() {
    net.close();
    worker.close();
    engine.close();
    timer.shutdownNow();
  }
}
