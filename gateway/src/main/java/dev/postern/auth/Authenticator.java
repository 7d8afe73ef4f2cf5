package dev.postern.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.metrics.Tally;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Checks who signs in with an address and an app password, or with an access token.
///
/// A right password is remembered under a key of this process, together with the credentials it was
/// right for: the next sign-in computes next to nothing, and a replaced password ends at once.
/// Thread-safe.
public final class Authenticator {
  private static final int REMEMBERED = 20_000;
  private static final Duration TURN = Duration.ofSeconds(20);
  private static final SignIn WRONG =
      new SignIn.Refused(Fault.AUTHENTICATION_FAILED, "wrong address or app password");
  private static final SignIn BANNED =
      new SignIn.Refused(Fault.THROTTLED, "too many failed sign-ins, try again later");
  private static final SignIn BUSY =
      new SignIn.Refused(Fault.UNAVAILABLE, "too many sign-ins at once, try again");

  private final Cache<String, Boolean> verified;
  // Hashing is all computing: more at once than there are processors only delays everything else.
  private final Semaphore turns;
  private final byte[] processKey;
  private final String dummy;
  private final GrantStore store;
  private final AuthOptions options;
  private final Failures failures;
  private final Tally tally;
  private final Delay delay;
  private final Optional<Bearers> bearers;
  private final Optional<Pins> pins;
  private final Set<Permission> needs;

  /// Makes an authenticator that takes app passwords only.
  public Authenticator(GrantStore store, AuthOptions options, InstantSource clock, Delay delay) {
    this(store, options, clock, delay, Optional.empty());
  }

  /// Makes the one authenticator of this process.
  public Authenticator(
      GrantStore store, AuthOptions options, InstantSource clock, Delay delay, Bearers bearers) {
    this(store, options, clock, delay, Optional.of(bearers));
  }

  private Authenticator(
      GrantStore store,
      AuthOptions options,
      InstantSource clock,
      Delay delay,
      Optional<Bearers> bearers) {
    this.store = store;
    this.options = options;
    this.failures = new Failures(options, clock);
    this.verified = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    this.turns = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    this.processKey = new byte[32];
    this.tally = new Tally();
    this.delay = delay;
    this.bearers = bearers;
    this.pins = Optional.empty();
    this.needs = Set.of();
    var random = new SecureRandom();
    random.nextBytes(processKey);
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    this.dummy = Scram.verifier("x", salt, Scram.ITERATIONS);
  }

  // The same, with everything that counts and is remembered, for another door.
  private Authenticator(Authenticator other, Optional<Pins> pins, Set<Permission> needs) {
    this.store = other.store;
    this.options = other.options;
    this.failures = other.failures;
    this.verified = other.verified;
    this.turns = other.turns;
    this.processKey = other.processKey;
    this.dummy = other.dummy;
    this.tally = other.tally;
    this.delay = other.delay;
    this.bearers = other.bearers;
    this.pins = pins;
    this.needs = needs;
  }

  /// Returns this authenticator for the one door where devices may sign in too: under their own
  /// names or their agents' addresses, with a PIN or the app password. Failures of all doors count
  /// together.
  public Authenticator withDevices(Devices devices) {
    return new Authenticator(this, Optional.of(new Pins(devices)), needs);
  }

  /// Returns this authenticator for a door where an API key must be allowed all of `permissions`.
  public Authenticator needing(Permission... permissions) {
    return new Authenticator(this, pins, Set.of(permissions));
  }

  /// Checks a sign-in. With the right password of a stopped account it is refused as SUSPENDED.
  /// Blocks, for a hash and, after failures, for up to 15 s: call it on a virtual thread. Each call
  /// is one attempt.
  ///
  /// @param user the account's address in any letter case, without its domain it is of the one
  ///   domain only
  /// @param from the client's address; after many failures it is banned, loopback never
  public SignIn signIn(String user, String password, InetAddress from) {
    return guarded(from, () -> check(user, password, from));
  }

  /// Checks a sign-in with an access token or an API key of its application (RFC 6750). Blocks
  /// after failures, as [#signIn].
  ///
  /// @param user the account's address; may be empty with an access token
  public SignIn bearer(String user, String token, InetAddress from) {
    return guarded(from, () -> checkBearer(user, token, from));
  }

  /// Returns what a SCRAM proof of this name is checked with; for a name without an app password,
  /// what no proof fits.
  ScramVerifier verifier(String user) {
    Optional<String> canonical = AccountAddress.canonical(user, options.domains());
    return canonical
        .flatMap(store::grantOf)
        .map(Grant::id)
        .flatMap(store::credentials)
        .map(credentials -> ScramVerifier.parse(credentials.scram()))
        .orElseGet(() -> ScramVerifier.madeUp(serverKey(), canonical.orElse(user)));
  }

  // No mail client ever hears of the application's id, and it stays over restarts.
  private byte[] serverKey() {
    String id = store.applications().first().id().toString();
    return Scram.sha256(id.getBytes(StandardCharsets.US_ASCII));
  }

  /// Ends a sign-in by SCRAM.
  ///
  /// @param proven what the proof fitted, if it did
  /// @param proof tells one attempt from another
  SignIn scram(String user, Optional<ScramVerifier> proven, String proof, InetAddress from) {
    return guarded(from, () -> checkProven(user, proven, proof, from));
  }

  private interface Check {
    SignIn run() throws InterruptedException;
  }

  private SignIn guarded(InetAddress from, Check check) {
    SignIn outcome = outcome(from, check);
    tally.add(
        switch (outcome) {
          case SignIn.SignedIn _ -> "ok";
          case SignIn.Refused(Fault fault, String _) when fault == Fault.SUSPENDED -> "stopped";
          case SignIn.Refused refused when refused.equals(BANNED) -> "banned";
          case SignIn.Refused refused -> refused.equals(WRONG) ? "failed" : "busy";
        });
    return outcome;
  }

  private SignIn outcome(InetAddress from, Check check) {
    try {
      return failures.banned(from) ? BANNED : check.run();
    } catch (GatewayException e) {
      return new SignIn.Refused(e.fault(), e.text());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return BUSY;
    }
  }

  /// Returns how sign-ins ended: `ok`, `failed`, `banned`, `stopped`, or `busy` for what was not
  /// our client's fault.
  public Tally tally() {
    return tally;
  }

  /// Says whether connections from `from` may be refused unseen, because of its failed sign-ins.
  public boolean banned(InetAddress from) {
    return failures.banned(from);
  }

  private SignIn check(String user, String password, InetAddress from) throws InterruptedException {
    Optional<String> canonical = canonical(user, from);
    String name = canonical.orElse("");
    Optional<Grant> grant = canonical.flatMap(store::grantOf);
    if (pins.isPresent() && Devices.isPin(password)) {
      return checkPin(pins.get(), user, name, grant, password, from);
    }
    // What cannot be a password is refused without computing, whether the account exists or not.
    if (AppPasswords.possible(password)) {
      Optional<Credentials> credentials = grant.map(Grant::id).flatMap(store::credentials);
      String key = fingerprint(name, password, credentials);
      boolean known = credentials.isPresent() && verified.getIfPresent(key) != null;
      if (!known && !turns.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
        return BUSY;
      }
      if ((known || verify(credentials, password, from)) && grant.isPresent()) {
        verified.put(key, Boolean.TRUE);
        failures.succeeded(from, name);
        return admitted(grant.get());
      }
    }
    return wrong(name, password, from);
  }

  private Optional<String> canonical(String user, InetAddress from) {
    return pins.flatMap(known -> known.addressOf(user, from))
        .or(() -> AccountAddress.canonical(user, options.domains()));
  }

  private SignIn checkPin(
      Pins known, String user, String name, Optional<Grant> agent, String pin, InetAddress from)
      throws InterruptedException {
    if (!turns.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
      return BUSY;
    }
    boolean right;
    try {
      right = !failures.banned(from) && known.matches(user, agent, pin, from);
    } finally {
      turns.release();
    }
    if (!right || agent.isEmpty()) {
      return wrong(name, pin, from);
    }
    failures.succeeded(from, name);
    return admitted(agent.get());
  }

  private SignIn checkBearer(String user, String token, InetAddress from)
      throws InterruptedException {
    Optional<String> canonical = AccountAddress.canonical(user, options.domains());
    if (!user.isEmpty() && canonical.isEmpty()) {
      return wrong("", token, from);
    }
    Optional<Grant> owner = bearers.flatMap(known -> known.owner(token, canonical, needs));
    if (owner.isEmpty()) {
      return wrong(canonical.orElse(""), token, from);
    }
    failures.succeeded(from, canonical.orElse(""));
    return admitted(owner.get());
  }

  // A password that was replaced meanwhile counts no more (incident 42).
  private SignIn checkProven(
      String user, Optional<ScramVerifier> proven, String proof, InetAddress from)
      throws InterruptedException {
    Optional<String> canonical = AccountAddress.canonical(user, options.domains());
    String name = canonical.orElse("");
    Optional<Grant> grant = canonical.flatMap(store::grantOf);
    Optional<byte[]> present =
        grant
            .map(Grant::id)
            .flatMap(store::credentials)
            .map(credentials -> ScramVerifier.parse(credentials.scram()).storedKey());
    if (proven.isEmpty()
        || present.isEmpty()
        || !MessageDigest.isEqual(proven.get().storedKey(), present.get())) {
      return wrong(name, proof, from);
    }
    failures.succeeded(from, name);
    return admitted(grant.orElseThrow());
  }

  // Only who knows the secret learns that the account is stopped.
  private static SignIn admitted(Grant grant) {
    grant.refuseIfBlocked();
    return new SignIn.SignedIn(grant);
  }

  private SignIn wrong(String name, String secret, InetAddress from) throws InterruptedException {
    delay.hold(failures.failed(from, name, fingerprint(name, secret, Optional.empty())));
    return WRONG;
  }

  /// Computes, with a turn held, and gives the turn back. Whoever was banned while it waited fails.
  private boolean verify(Optional<Credentials> credentials, String password, InetAddress from) {
    try {
      return !failures.banned(from) && matches(credentials, password);
    } finally {
      turns.release();
    }
  }

  /// Checks against the SCRAM verifier, some twenty times faster than the bcrypt hash beside it.
  /// Nothing is lost by that: whoever has the database would attack the faster of the two anyway,
  /// and a guess over the network costs a turn and a delay either way. Without an account the same
  /// is computed, so that time does not tell.
  private boolean matches(Optional<Credentials> credentials, String password) {
    String verifier = credentials.map(Credentials::scram).orElse(dummy);
    return Scram.matches(password, verifier) && credentials.isPresent();
  }

  // NUL is in no canonical address that has an account and in no possible password.
  private String fingerprint(String name, String password, Optional<Credentials> credentials) {
    String stored = credentials.map(c -> c.version() + "\0" + c.bcrypt()).orElse("");
    byte[] mac = Scram.hmac(processKey, name + "\0" + password + "\0" + stored);
    return Base64.getEncoder().encodeToString(mac);
  }
}
