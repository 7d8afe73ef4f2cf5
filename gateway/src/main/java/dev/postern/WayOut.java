package dev.postern;

import dev.postern.auth.AccountSetting;
import dev.postern.config.Config;
import dev.postern.delivery.Recipients;
import dev.postern.dns.Dns;
import dev.postern.mailauth.dkim.Signer;
import dev.postern.mailauth.dkim.SigningKeys;
import dev.postern.outbound.Signatures;
import dev.postern.smtp.client.HostNames;
import dev.postern.smtp.client.MxTransport;
import dev.postern.smtp.client.Routes;
import dev.postern.store.sqlite.SqliteEngine;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/// How mail leaves this server, as configured.
///
/// @param timer is given nothing that blocks
/// @param workers runs what may block: a virtual thread each
/// @param lookups runs what may block in the system: a platform thread each
/// @param ending is given what is to be closed with the server
record WayOut(
    Config config,
    InstantSource clock,
    ScheduledExecutorService timer,
    Executor workers,
    Executor lookups,
    Consumer<AutoCloseable> ending) {
  // Longer than any queue keeps a mail (RFC 6376 section 3.5, x=).
  private static final Duration SIGNED = Duration.ofDays(14);

  /// Declares the choice of a route that an account may make for itself.
  static AccountSetting setting(Config config) {
    return new AccountSetting(
        "route",
        false,
        name -> {
          if (!config.routes().containsKey(name)) {
            throw new IllegalArgumentException("must be the name of a configured route");
          }
          return name;
        });
  }

  /// Makes the transport; it reaches for nobody before the first mail.
  MxTransport open(SqliteEngine engine, Dns dns, SigningKeys keys, Recipients recipients) {
    Signer signer = new Signer(keys, clock, SIGNED);
    AccountSetting setting = setting(config);
    Routes routes =
        new Routes(config, account -> engine.settings().settings(account).text(setting));
    MxTransport transport =
        new MxTransport(
            routes,
            config.hostname(),
            config.outbound().port(),
            config.outbound().allowPrivateTargets(),
            new MxTransport.Surroundings(
                dns,
                HostNames.system(lookups),
                new Signatures(signer, engine.grants(), recipients)::sign,
                engine.mail()::sink,
                clock,
                new SecureRandom(),
                timer,
                workers,
                lookups));
    ending.accept(transport);
    return transport;
  }
}
