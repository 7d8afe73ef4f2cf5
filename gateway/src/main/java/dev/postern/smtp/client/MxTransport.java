package dev.postern.smtp.client;

import dev.postern.dns.Dns;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.BlobSink;
import dev.postern.outbound.Transport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Our own way out over SMTP (RFC 5321): by smarthosts, or straight to the servers of each domain.
///
/// Blocking and safe for concurrent use; how many transfers run at once is for the caller to bound.
/// Nothing is sent twice on purpose: only a hop that has not answered at all is left for another.
public final class MxTransport implements Transport, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MxTransport.class);
  private static final Outcome INTERNAL = new Outcome.Deferred("", "451 4.3.0 internal error");
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Routes routes;
  private final MessageSigner signer;
  private final Supplier<BlobSink> scratch;
  private final Timeouts timeouts;
  private final Attempt.Parts parts;
  private final ConnectionPool pool;
  private final ScheduledFuture<?> ticking;

  /// What it works with.
  ///
  /// @param names looks up smarthosts
  /// @param signer signs every mail, relayed or direct
  /// @param scratch makes what a mail is written into that a hop gets in another form
  /// @param timer is given nothing that blocks
  /// @param workers runs what may block for a moment
  /// @param lookups threads that may block in the system
  public record Surroundings(
      Dns dns,
      HostNames names,
      MessageSigner signer,
      Supplier<BlobSink> scratch,
      InstantSource clock,
      RandomGenerator random,
      ScheduledExecutorService timer,
      Executor workers,
      Executor lookups) {}

  /// Makes the way out of a server.
  ///
  /// @param ehlo the server's name
  /// @param port of the servers that MX records name; 25 but for tests
  /// @param allowPrivate whether these may have addresses that are not of the public internet
  public MxTransport(
      Routes routes, String ehlo, int port, boolean allowPrivate, Surroundings around) {
    this(
        routes,
        new ClientOptions(ehlo, port, allowPrivate, Timeouts.standard()),
        around,
        TlsClient.system(),
        new HttpsStsFetcher(around.dns(), allowPrivate, around.lookups()));
  }

  MxTransport(
      Routes routes,
      ClientOptions options,
      Surroundings around,
      TlsClient tls,
      StsFetcher fetcher) {
    this.routes = routes;
    this.signer = around.signer();
    this.scratch = around.scratch();
    this.timeouts = options.timeouts();
    this.pool = new ConnectionPool(timeouts.idle());
    StsPolicies sts = new StsPolicies(around.dns(), fetcher, around.clock());
    this.parts =
        new Attempt.Parts(
            options,
            new MxHosts(around.dns(), around.random(), options.ehlo()),
            new TlsPolicies(around.dns(), sts, options.port()),
            around.names(),
            new Opening(options, tls, pool::watch),
            pool);
    long tick = Math.max(10, Math.min(TICK.toMillis(), timeouts.block().toMillis() / 4));
    this.ticking =
        around
            .timer()
            .scheduleWithFixedDelay(
                () -> around.workers().execute(pool::sweep), tick, tick, TimeUnit.MILLISECONDS);
  }

  @Override
  public boolean routes(AccountId account, String domain) {
    return !(routes.of(account, domain) instanceof Routes.Way.None);
  }

  @Override
  public String nextHop(AccountId account, String domain) {
    return switch (routes.of(account, domain)) {
      case Routes.Way.Via via -> via.relay().key();
      case Routes.Way.Direct direct -> direct.domain();
      case Routes.Way.None _ -> domain;
    };
  }

  @Override
  public List<Outcome> send(Job job) {
    Results results = new Results(job.recipients().size());
    Map<Routes.Way, List<Integer>> ways = ways(job, results);
    if (!ways.isEmpty()) {
      Handover handover = new Handover(job, results, signer, scratch, timeouts);
      ways.forEach((way, recipients) -> {
        Attempt attempt =
            new Attempt(parts, handover, results, recipients, job.wishes().requireTls());
        try {
          send(way, attempt);
        } catch (RuntimeException e) {
          // Who has the mail already must not get it again because of the others.
          results.settle(recipients, failed(e));
        }
      });
    }
    return results.all();
  }

  private static Outcome failed(RuntimeException e) {
    if (e instanceof GatewayException known && known.fault().isTransient()) {
      return new Outcome.Deferred("", known.fault().smtp(known.text()));
    }
    log.error("a mail could not be handed over", e);
    return INTERNAL;
  }

  private static void send(Routes.Way way, Attempt attempt) {
    switch (way) {
      case Routes.Way.Via via -> attempt.via(via.relay());
      case Routes.Way.Direct direct -> attempt.direct(direct.domain());
      case Routes.Way.None _ -> attempt.nowhere();
    }
  }

  // What cannot be written as a command never comes near a connection.
  private Map<Routes.Way, List<Integer>> ways(Job job, Results results) {
    Map<Routes.Way, List<Integer>> ways = new LinkedHashMap<>();
    boolean sender = Paths.of(job.sender()).isPresent();
    for (int i = 0; i < job.recipients().size(); i++) {
      String recipient = job.recipients().get(i);
      if (!sender) {
        results.settle(i, new Outcome.Refused("", "550 5.1.7 the sender's address is invalid"));
      } else if (recipient.isEmpty() || Paths.of(recipient).isEmpty()) {
        results.settle(i, new Outcome.Refused("", "550 5.1.3 the address is invalid"));
      } else {
        String domain = recipient.substring(recipient.lastIndexOf('@') + 1);
        ways.computeIfAbsent(routes.of(job.account(), domain), _ -> new ArrayList<>()).add(i);
      }
    }
    return ways;
  }

  /// Ends the connections that wait for the next mail.
  @Override
  public void close() {
    ticking.cancel(false);
    pool.close();
  }
}
