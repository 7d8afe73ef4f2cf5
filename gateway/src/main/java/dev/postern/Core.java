package dev.postern;

import dev.postern.auth.AccessTokens;
import dev.postern.auth.ApiKeys;
import dev.postern.auth.AuthOptions;
import dev.postern.auth.Authenticator;
import dev.postern.auth.Bearers;
import dev.postern.auth.GrantStore;
import dev.postern.auth.Grants;
import dev.postern.config.Config;
import dev.postern.delivery.Delivery;
import dev.postern.delivery.Filing;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.SentMode;
import dev.postern.dns.Dns;
import dev.postern.domains.Domains;
import dev.postern.guard.Guards;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MailStore;
import dev.postern.outbound.Approvals;
import dev.postern.outbound.Endings;
import dev.postern.outbound.Gate;
import dev.postern.outbound.MovingQueue;
import dev.postern.outbound.Postmaster;
import dev.postern.outbound.QueueWorker;
import dev.postern.outbound.Quotas;
import dev.postern.outbound.Rates;
import dev.postern.outbound.Release;
import dev.postern.outbound.RetrySchedule;
import dev.postern.outbound.ScheduleWorker;
import dev.postern.outbound.Sending;
import dev.postern.outbound.Suppressing;
import dev.postern.outbound.Transfers;
import dev.postern.outbound.Transport;
import dev.postern.outbound.report.MailedReports;
import dev.postern.outbound.report.SenderReports;
import dev.postern.rules.Plan;
import dev.postern.screening.Inspector;
import dev.postern.store.sqlite.SqliteEngine;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/// What every door works on: the core on one engine.
record Core(
    SqliteEngine engine,
    InstantSource clock,
    SecureRandom random,
    Dns dns,
    ApiKeys keys,
    AccessTokens tokens,
    Grants grants,
    Authenticator authenticator,
    Hosted hosted,
    Guarded guarded,
    Recipients recipients,
    Delivery delivery,
    Transport transport,
    Sending sending,
    Endings endings) {
  static Core on(SqliteEngine engine, Settings settings, WayOut way, InstantSource clock) {
    GrantStore store = engine.grants();
    MailStore mail = engine.mail();
    AuthOptions auth = settings.auth();
    SecureRandom random = new SecureRandom();
    Hosted hosted = Hosted.on(engine, settings.config(), settings.freshDns(), clock, random);
    Plan plan = settings.plan();
    Guarded guarded = Guarded.on(engine, plan, settings.quota(), clock);
    Recipients recipients = new Recipients(store, hosted.domains(), engine.domains());
    String host = settings.config().hostname();
    Duration patience = settings.config().outbound().giveUp();
    Dns dns = settings.dns();
    Transport transport =
        new Suppressing(way.open(engine, dns, hosted.keyring(), recipients), engine.suppressions());
    ApiKeys keys = new ApiKeys(store.applications(), clock);
    AccessTokens tokens = new AccessTokens(engine.tokens(), store, clock);
    return new Core(
        engine,
        clock,
        random,
        dns,
        keys,
        tokens,
        new Grants(store, auth, hosted.hosting(), guarded.workspaces()::placeOf, plan, clock),
        new Authenticator(store, auth, clock, Thread::sleep, new Bearers(tokens, keys, store)),
        hosted,
        guarded,
        recipients,
        new Delivery(
            mail,
            host,
            clock,
            new MailedReports(recipients, clock),
            guarded.admission(engine, settings.screening(), clock)),
        transport,
        new Sending(
            mail,
            recipients,
            transport,
            clock,
            patience,
            sentModes(engine, settings),
            gate(engine, guarded.guards(), settings, clock)),
        new SenderReports(engine.queue(), mail, recipients, host, patience, clock, random));
  }

  /// Returns the local domains.
  Domains domains() {
    return hosted.domains();
  }

  /// Returns what holds for each account.
  Guards guards() {
    return guarded.guards();
  }

  private static Gate gate(
      SqliteEngine engine, Guards guards, Settings settings, InstantSource clock) {
    Quotas quotas =
        new Quotas(
            settings.sends(), engine.schedules(), settings.config().outbound().pauseOnReputation());
    return new Gate(engine.grants(), guards::of, engine.mail(), quotas, settings.loops(), clock);
  }

  private static Function<AccountId, SentMode> sentModes(SqliteEngine engine, Settings settings) {
    SentMode usual = SentMode.of(settings.config().mailbox().sent());
    return account ->
        engine.settings().settings(account).text(SentMode.SETTING).map(SentMode::of).orElse(usual);
  }

  /// Makes what sends scheduled mail.
  ScheduleWorker scheduleWorker(Executor workers) {
    Release release =
        new Release(
            engine.schedules(), engine.approvals(), engine.grants(), engine.mail(), sending, clock);
    return new ScheduleWorker(engine.schedules(), release, clock, workers);
  }

  /// Makes what decides about mail that waits for consent.
  Approvals approvals() {
    return new Approvals(engine.approvals(), engine.grants(), engine.mail(), sending, clock);
  }

  /// Makes what looks at mail from other servers.
  Inspector inspector(Settings settings, Executor workers) {
    return new Inspector(dns, settings.screening(), clock, workers);
  }

  /// Makes what files what clients append.
  Filing filing(Settings settings) {
    return new Filing(
        engine.mail(), engine.grants(), sentModes(engine, settings), guards()::of, clock);
  }

  /// Makes what writes in the server's own name.
  Postmaster postmaster(Settings settings) {
    String domain =
        domains().names().stream().findFirst().orElseGet(() -> settings.config().hostname());
    return new Postmaster(engine.mail(), engine.grants(), recipients, sending, domain, clock);
  }

  /// Makes the one worker of the queue.
  QueueWorker queueWorker(Settings settings, ScheduledExecutorService timer, Executor workers) {
    RetrySchedule schedule = new RetrySchedule(random);
    Transfers transfers =
        new Transfers(
            engine.queue(),
            engine.mail(),
            recipients,
            delivery,
            transport,
            schedule,
            endings,
            clock);
    Config.Outbound outbound = settings.config().outbound();
    Rates rates = new Rates(outbound.perAccount(), outbound.perDomain());
    return new QueueWorker(
        new MovingQueue(engine.queue(), engine.grants()::stopped),
        recipients,
        transport,
        transfers,
        rates,
        clock,
        timer,
        workers);
  }
}
