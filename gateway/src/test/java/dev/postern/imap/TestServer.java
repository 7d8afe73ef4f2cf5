package dev.postern.imap;

import dev.postern.auth.AccessTokens;
import dev.postern.auth.ApiKeys;
import dev.postern.auth.AuthOptions;
import dev.postern.auth.Authenticator;
import dev.postern.auth.Bearers;
import dev.postern.auth.Grants;
import dev.postern.config.PlaintextLogin;
import dev.postern.delivery.Filing;
import dev.postern.delivery.SentMode;
import dev.postern.guard.Guard;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.OpenFolders;
import dev.postern.net.ListenerSpec;
import dev.postern.net.Net;
import dev.postern.net.NetOptions;
import dev.postern.net.TlsMode;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.tls.LocalAuthority;
import dev.postern.tls.TlsContexts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// The IMAP door on a real engine and real sockets.
public final class TestServer implements AutoCloseable {
  public static final String PASSWORD = "Passw0rd-for-Tests";

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final SqliteEngine engine;
  private final Grants grants;
  private final Net net;
  private final ImapDoor door;
  private final LocalAuthority authority;
  private final AccessTokens tokens;
  private volatile Guard guard = Guard.NONE;

  /// Starts on a data directory, with no listener yet.
  public TestServer(Path directory, ImapOptions options, PlaintextLogin login) throws IOException {
    this(directory, options, login, Clock.systemUTC());
  }

  /// Starts with a clock of the door's own.
  TestServer(Path directory, ImapOptions options, PlaintextLogin login, InstantSource doorClock)
      throws IOException {
    Clock clock = Clock.systemUTC();
    engine =
        SqliteEngine.open(
            EngineOptions.in(directory.resolve("store")),
            clock,
            Executors.defaultThreadFactory(),
            scheduler);
    engine.limit(options.quotas());
    AuthOptions auth = new AuthOptions(Set.of("agents.test"), 4, 0, List.of(), false, false);
    grants = new Grants(engine.grants(), auth, clock);
    authority = new LocalAuthority(directory, Set.of("agents.test"), clock);
    TlsContexts contexts = new TlsContexts(authority, clock);
    net =
        Net.start(
            new NetOptions(login, 20_000, 20_000, 20_000, Duration.ofSeconds(60)),
            contexts::server);
    MailStore store = engine.mail();
    tokens = new AccessTokens(engine.tokens(), engine.grants(), clock);
    door =
        new ImapDoor(
            options,
            store,
            new OpenFolders(store),
            new Authenticator(
                engine.grants(),
                auth,
                clock,
                _ -> {},
                new Bearers(
                    tokens, new ApiKeys(engine.grants().applications(), clock), engine.grants())),
            new Filing(store, engine.grants(), _ -> SentMode.ADOPT, _ -> guard, clock),
            engine.settings(),
            engine.annotations(),
            scheduler,
            doorClock);
  }

  /// Holds all accounts to something from now on.
  void guard(Guard other) {
    guard = other;
  }

  /// Sets something for an account alone.
  public void set(AccountId account, String name, String value) {
    engine.settings().set(account, Map.of(name, value));
  }

  /// Makes an access token for an account.
  public String token(AccountId account) {
    UUID grant = engine.grants().grantOf(account).orElseThrow().id();
    return tokens.issue(grant, Duration.ofHours(1)).token();
  }

  /// Opens a listener and returns its port.
  ///
  /// @param port 0 takes any free one
  public int listen(TlsMode tls, int port) throws IOException {
    return listen(tls, port, door);
  }

  /// Opens a listener with a profile of its own and returns its port.
  public int listen(TlsMode tls, int port, Profile profile) throws IOException {
    return listen(tls, port, door.announcing(profile));
  }

  private int listen(TlsMode tls, int port, ImapDoor opened) throws IOException {
    return net.listen(
            new ListenerSpec(
                tls == TlsMode.IMPLICIT ? "imaps" : "imap",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                tls,
                true,
                Duration.ofMinutes(30),
                new byte[0]),
            opened)
        .port();
  }

  /// Makes an account with [#PASSWORD], or finds it.
  public AccountId agent(String email) {
    return grants
        .create(engine.grants().applications().first(), email, Optional.of(PASSWORD), "")
        .account();
  }

  /// Returns the store, to look behind the door.
  public MailStore store() {
    return engine.mail();
  }

  /// Returns the file of the certificate to trust.
  public Path caFile() {
    return authority.caFile();
  }

  @Override
  public void close() {
    net.close();
    engine.close();
    scheduler.shutdownNow();
  }
}
