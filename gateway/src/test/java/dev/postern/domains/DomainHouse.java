package dev.postern.domains;

import dev.postern.auth.Application;
import dev.postern.auth.AuthOptions;
import dev.postern.auth.Grant;
import dev.postern.auth.Grants;
import dev.postern.delivery.Recipients;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.support.MemoryDns;
import dev.postern.support.MovingClock;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// Domains on a real engine, a clock that a test moves and a DNS that it fills; `home.test` is
/// configured.
final class DomainHouse implements AutoCloseable {
  static final String HOME = "home.test";

  final MovingClock clock = new MovingClock("2026-11-20T12:00:00Z");
  final MemoryDns dns = new MemoryDns();
  private final Path data;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private SqliteEngine engine;
  private DomainStage stage;

  DomainHouse(Path data) {
    this.data = data;
    start();
  }

  private void start() {
    engine =
        SqliteEngine.open(
            EngineOptions.in(data),
            InstantSource.system(),
            Thread.ofPlatform().daemon().factory(),
            timer);
    stage = DomainStage.on(engine.domains(), engine.grants(), HOME, clock, dns);
  }

  void restart() {
    engine.close();
    start();
  }

  UUID application() {
    return engine.grants().applications().first().id();
  }

  Application other() {
    return engine
        .grants()
        .applications()
        .named("other")
        .orElseGet(() -> engine.grants().applications().create("other", clock.instant()));
  }

  Grant agent(String email) {
    return agent(engine.grants().applications().first(), email);
  }

  Grant agent(Application application, String email) {
    return grants().create(application, email, Optional.empty(), "");
  }

  Grants grants() {
    return new Grants(engine.grants(), AuthOptions.of(Set.of()), hosting(), clock);
  }

  Recipients recipients() {
    return new Recipients(engine.grants(), stage.registry(), engine.domains());
  }

  Domains registry() {
    return stage.registry();
  }

  DomainStore store() {
    return engine.domains();
  }

  Hosting hosting() {
    return stage.services().hosting();
  }

  AliasBook aliases() {
    return stage.services().aliases();
  }

  Keyring keyring() {
    return stage.keyring();
  }

  /// Does one round of the background.
  void recheck() {
    stage.recheck().tick();
  }

  HostedDomain create(String address) {
    return hosting().create(application(), address, "");
  }

  HostedDomain domain(String address) {
    return hosting().find(application(), address);
  }

  /// Checks one record and returns what was found.
  Finding verify(String address, Proof proof) {
    HostedDomain checked = stage.services().verifier().verify(domain(address), proof);
    return checked.finding(proof).orElseThrow();
  }

  List<DnsRecord> records(String address) {
    HostedDomain domain = domain(address);
    return stage.services().records().of(domain, keyring().of(domain));
  }

  /// Publishes what a domain's owner is told to, for these checks.
  void publish(String address, Proof... proofs) {
    for (DnsRecord record : records(address)) {
      if (List.of(proofs).contains(record.proof())) {
        String name = record.host().equals("@") ? address : record.host() + "." + address;
        if (record.type().equals("MX")) {
          dns.mx(name, record.value().substring(record.value().indexOf(' ') + 1));
        } else {
          dns.text(name, record.value());
        }
      }
    }
  }

  @Override
  public void close() {
    engine.close();
    timer.close();
  }
}
