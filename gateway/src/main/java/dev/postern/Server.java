package dev.postern;

import dev.postern.api.Admin;
import dev.postern.api.ApiDoor;
import dev.postern.api.ApiServices;
import dev.postern.api.EventHub;
import dev.postern.api.SendingStores;
import dev.postern.api.SignIns;
import dev.postern.auth.AccountOptions;
import dev.postern.auth.AccountSetting;
import dev.postern.auth.ApiKeys;
import dev.postern.auth.Consents;
import dev.postern.auth.Grant;
import dev.postern.auth.ServiceAccounts;
import dev.postern.cli.CommandFailure;
import dev.postern.cli.Operations;
import dev.postern.cli.ReadyFile;
import dev.postern.config.Config;
import dev.postern.delivery.SentMode;
import dev.postern.imap.ImapDoor;
import dev.postern.imap.ImapSettings;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.OpenFolders;
import dev.postern.net.Bound;
import dev.postern.net.Door;
import dev.postern.net.Net;
import dev.postern.outbound.QueueWorker;
import dev.postern.smtp.LegacyDoor;
import dev.postern.smtp.SmtpDoor;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.tls.TlsContexts;
import dev.postern.webhook.send.Deliverer;
import dev.postern.webhook.send.FailureMail;
import dev.postern.webhook.send.HookClient;
import dev.postern.webhook.send.Payloads;
import dev.postern.webhook.send.Subscriptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server, put together: every object in the order in which one needs the other. What has to be
/// ended is ended in the opposite order.
final class Server implements Operations.Running, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Server.class);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final Deque<AutoCloseable> toEnd = new ArrayDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Settings settings;
  private final InstantSource clock;
  private final DataDirectory data;
  private final ReadyFile ready;

  private Server(Config config, String version, InstantSource clock) throws IOException {
    this.settings = new Settings(config);
    this.clock = clock;
    this.data = DataDirectory.open(config.data());
    try {
      this.ready = open(version);
    } catch (IOException | RuntimeException e) {
      endAll();
      throw e;
    }
  }

  /// Starts a server.
  ///
  /// @throws CommandFailure if it cannot be started, with the reason
  static Server start(Config config, String version, InstantSource clock) {
    Logs.level(config.log().level());
    try {
      return new Server(config, version, clock);
    } catch (IOException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  // One after the other: a list of who needs whom.
  private ReadyFile open(String version) throws IOException {
    if (ReadyFile.read(data.path()).isEmpty()) {
      ReadyFile.remove(data.path());
    }
    ScheduledExecutorService timer = timer();
    ExecutorService workers = workers();
    // Cryptography takes as long to load as the engine takes to open.
    Future<TlsContexts> tls = workers.submit(this::tls);
    Future<SSLSocketFactory> toHooks = workers.submit(Server::socketFactory);
    ExecutorService lookups = lookups();
    WayOut way = new WayOut(settings.config(), clock, timer, workers, lookups, this::ending);
    Core core = Core.on(ending(engine(timer)), settings, way, clock);
    // Only now is the directory ours alone.
    ReadyFile.remove(data.path());
    if (!core.keys().exist()) {
      data.writeApiKey(core.keys().rotate());
    }
    QueueWorker worker = ending(core.queueWorker(settings, timer, workers));
    HookClient hooks =
        new HookClient(
            result(toHooks), timer, lookups, settings.config().webhooks().allowPrivateTargets());
    Subscriptions subscriptions = subscriptions(core, hooks);
    Deliverer deliverer = ending(deliverer(core, subscriptions, hooks, workers));
    Legacy legacy = ending(Legacy.on(core.engine(), settings.auth(), clock));
    legacy.lints().start(timer, workers);
    Net net = net(result(tls), timer, workers);
    core.grants().listenDeleted(grant -> net.signOut(grant.id()));
    core.grants().listenBlocked(grant -> stopOrGoOn(grant, net, worker));
    net.stopping(id -> core.engine().grants().grant(id).filter(Grant::blocked).isPresent());
    core.grants().listenCredentials(grant -> net.signOut(grant.id()));
    worker.start();
    core.hosted().recheck().start(timer, workers);
    ending(core.scheduleWorker(workers)).start(timer);
    ending(core.guarded().retention(core, timer, workers)).start();
    deliverer.start();
    Readiness readiness = new Readiness(core.engine()::check, workers, clock);
    Metering metering = Metering.of(core, worker, deliverer, net, readiness);
    Map<String, Bound> bound =
        Listeners.open(
            net,
            settings.config().listeners(),
            doors(
                core,
                worker,
                subscriptions,
                events(core, timer, workers),
                timer,
                workers,
                legacy,
                metering));
    readiness.open();
    toEnd.push(readiness::end);
    workers.execute(metering::start);
    ReadyFile opened = Listeners.ready(version, bound, settings.caFile(data.path(), clock), data);
    opened.write(data.path());
    return opened;
  }

  // What it sent and is in the queue goes on when the account does.
  private static void stopOrGoOn(Grant grant, Net net, QueueWorker worker) {
    if (grant.blocked()) {
      net.stop(grant.id());
    } else {
      worker.wake();
    }
  }

  private SqliteEngine engine(ScheduledExecutorService timer) {
    return LocalOperations.engine(data, settings.config().store(), settings.quota(), clock, timer);
  }

  private TlsContexts tls() throws IOException {
    return new TlsContexts(settings.identity(data.path(), clock), clock);
  }

  private static SSLSocketFactory socketFactory() {
    return (SSLSocketFactory) SSLSocketFactory.getDefault();
  }

  private static <T> T result(Future<T> work) throws IOException {
    try {
      return work.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(cause == null ? e.getMessage() : cause.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Subscriptions subscriptions(Core core, HookClient hooks) {
    SqliteEngine engine = core.engine();
    Subscriptions subscriptions = new Subscriptions(engine.webhooks(), hooks, clock);
    subscriptions.listenStatus(new FailureMail(core.postmaster(settings), clock)::tell);
    return subscriptions;
  }

  private Deliverer deliverer(
      Core core, Subscriptions subscriptions, HookClient hooks, ExecutorService workers) {
    SqliteEngine engine = core.engine();
    return new Deliverer(
        engine.webhooks(),
        engine.mail(),
        engine.grants(),
        new Payloads(engine.mail(), engine.tracking()),
        subscriptions,
        hooks,
        clock,
        workers);
  }

  private EventHub events(Core core, ScheduledExecutorService timer, ExecutorService workers) {
    MailStore mail = core.engine().mail();
    EventHub events =
        new EventHub(mail, new Payloads(mail, core.engine().tracking()), clock, workers);
    core.grants().listenDeleted(grant -> events.end(grant.account()));
    core.grants()
        .listenBlocked(grant -> {
          if (grant.blocked()) {
            events.stop(grant.account());
          }
        });
    events.start(timer);
    return events;
  }

  private Net net(TlsContexts tls, ScheduledExecutorService timer, ExecutorService workers) {
    timer.scheduleWithFixedDelay(() -> workers.execute(tls::refresh), 1, 1, TimeUnit.MINUTES);
    Net net = Net.start(settings.net(), tls::server);
    toEnd.push(() -> net.drain(DRAIN));
    return net;
  }

  private Listeners.Doors doors(
      Core core,
      QueueWorker worker,
      Subscriptions subscriptions,
      EventHub events,
      ScheduledExecutorService timer,
      ExecutorService workers,
      Legacy legacy,
      Metering metering) {
    MailStore mail = core.engine().mail();
    ApiServices services =
        new ApiServices(
            mail,
            core.engine().grants(),
            core.grants(),
            core.guarded().services(core, workers),
            new AccountOptions(
                core.engine().settings(),
                List.of(
                    AccountSetting.POLICY,
                    SentMode.SETTING,
                    ImapSettings.PROFILE,
                    ImapSettings.DISABLED,
                    WayOut.setting(settings.config()))),
            core.keys(),
            core.tokens(),
            signIns(core),
            core.sending(),
            core.engine().schedules(),
            core.engine().answers(),
            core.engine().tracking(),
            core.hosted().services(),
            core.guarded().services(core.engine(), settings, clock),
            new SendingStores(
                core.engine().suppressions(),
                core.engine().reputation(),
                worker.desk(core.engine().queueDesk()),
                core.approvals()),
            legacy.services(),
            subscriptions,
            events,
            metering,
            clock);
    SmtpDoor.Parts smtp =
        new SmtpDoor.Parts(
            settings.smtp(),
            mail,
            core.authenticator(),
            core.domains(),
            core.recipients(),
            core.delivery(),
            core.sending(),
            clock,
            core.random());
    ImapDoor imap =
        new ImapDoor(
            settings.imap().quotas(core.guarded().storage()),
            mail,
            new OpenFolders(mail),
            core.authenticator(),
            core.filing(settings),
            core.engine().settings(),
            core.engine().annotations(),
            timer,
            clock);
    Config.Listeners at = settings.config().listeners();
    SmtpDoor submission = SmtpDoor.submission(smtp);
    SmtpDoor mx =
        SmtpDoor.mx(
            smtp,
            settings.mx(),
            Optional.of(core.inspector(settings, workers)),
            core.guarded().storage());
    LegacyDoor devices = legacy.door(smtp, settings.config());
    metering
        .count("postern.imap.commands", "IMAP commands", "command", imap.tally())
        .count("postern.submission.commands", "SMTP of our agents", "command", submission.tally())
        .count("postern.mx.commands", "SMTP of other servers", "command", mx.tally())
        .count("postern.legacy.commands", "SMTP of devices", "command", devices.tally());
    return new Listeners.Doors(
        announcing(imap, at.imapProfile()),
        announcing(imap, at.imapsProfile()),
        submission,
        mx,
        devices,
        new ApiDoor(services, settings.api(), admin(core)));
  }

  private SignIns signIns(Core core) {
    SqliteEngine engine = core.engine();
    return new SignIns(
        core.authenticator(),
        new Consents(engine.consents(), engine.grants(), clock),
        engine.redirectUris(),
        new ServiceAccounts(engine.serviceAccounts(), clock));
  }

  private static Door announcing(ImapDoor imap, Optional<String> profile) {
    return profile.map(Settings::profile).map(imap::announcing).orElse(imap);
  }

  private Admin admin(Core core) {
    ApiKeys keys = core.keys();
    return new Admin() {
      @Override
      public void backup(Path directory) {
        LocalOperations.backup(core.engine(), data, directory);
      }

      @Override
      public void rotateApiKey() {
        data.writeApiKey(keys.rotate());
      }
    };
  }

  private <T extends AutoCloseable> T ending(T part) {
    toEnd.push(part);
    return part;
  }

  private ScheduledExecutorService timer() {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("timer").factory());
    toEnd.push(timer::shutdownNow);
    return timer;
  }

  // A look-up blocks in the system: on a virtual thread it would hold up all others.
  private ExecutorService lookups() {
    ExecutorService lookups =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("lookup-", 0).factory());
    toEnd.push(lookups::shutdown);
    return lookups;
  }

  private ExecutorService workers() {
    ExecutorService workers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("work-", 0).factory());
    toEnd.push(workers::shutdown);
    return workers;
  }

  @Override
  public ReadyFile ready() {
    return ready;
  }

  @Override
  public void await() throws InterruptedException {
    ended.await();
  }

  /// Stops accepting, lets what is running finish, and closes everything.
  @Override
  public void close() {
    log.info("ending");
    try {
      ReadyFile.remove(data.path());
    } catch (IOException e) {
      log.warn("ready.json was not removed", e);
    }
    endAll();
    Logs.flush();
    ended.countDown();
  }

  private void endAll() {
    while (!toEnd.isEmpty()) {
      try {
        toEnd.pop().close();
      } catch (Exception e) {
        log.warn("a part did not end in order", e);
      }
    }
  }
}
