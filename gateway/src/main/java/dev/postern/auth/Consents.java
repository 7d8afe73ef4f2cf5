package dev.postern.auth;

import dev.postern.auth.ConsentStore.AccessToken;
import dev.postern.auth.ConsentStore.Code;
import dev.postern.auth.ConsentStore.Consent;
import dev.postern.auth.ConsentStore.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/// What people allow applications by signing in (OAuth 2.0, RFC 6749, with RFC 7636 and the advice
/// of RFC 9700): a code, once and for ten minutes; for it an access token of their account, for an
/// hour; and if asked for a refresh token, which each use replaces by another.
///
/// What comes a second time, a code or a refresh token, was stolen by somebody: it ends all that
/// came of the same sign-in.
public final class Consents {
  /// How long an access token lives.
  public static final Duration ACCESS = Duration.ofHours(1);

  private static final Duration CODE = Duration.ofMinutes(10);
  private static final Duration REFRESH = Duration.ofDays(180);
  private static final int MOST_CODES = 50;
  private static final int MOST_CONSENTS = 200;

  private final ConsentStore store;
  private final GrantStore grants;
  private final InstantSource clock;

  /// What an application asks for.
  ///
  /// @param challenge of PKCE; empty if the application will show its key
  /// @param offline whether it wants a refresh token
  public record Asked(
      UUID application, String redirectUri, Optional<Challenge> challenge, boolean offline) {}

  /// Who comes for tokens.
  ///
  /// @param proven whether it showed a key of the application
  public record Client(UUID application, boolean proven) {}

  /// New tokens.
  public record Given(Grant grant, String accessToken, Optional<String> refreshToken) {
    /// Leaves the tokens out.
    @Override
    public String toString() {
      return "Given[grant=" + grant.id() + "]";
    }
  }

  /// Makes the consents of this store.
  public Consents(ConsentStore store, GrantStore grants, InstantSource clock) {
    this.store = store;
    this.grants = grants;
    this.clock = clock;
  }

  /// Makes a code, which the browser carries to the application.
  ///
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if the grant is gone
  public String code(Grant grant, Asked asked) {
    String code = RandomKey.make("pac_");
    store.addCode(
        RandomKey.hash(code),
        new Code(
            grant.id(),
            asked.application(),
            asked.redirectUri(),
            asked.challenge().map(Challenge::text),
            asked.offline(),
            clock.instant().plus(CODE)),
        MOST_CODES);
    return code;
  }

  /// Gives tokens for a code. Whatever comes of it, the code is of no more use.
  ///
  /// @param verifier what the code's challenge was made of
  /// @return empty if the code is not valid, or not for this client, redirect URI and verifier
  /// @throws dev.postern.fault.GatewayException with SUSPENDED if the account is stopped
  public Optional<Given> exchange(
      String code, Client client, String redirectUri, Optional<String> verifier) {
    byte[] hash = RandomKey.hash(code);
    Optional<Code> taken = store.takeCode(hash, clock.instant());
    if (taken.filter(known -> fits(known, client, redirectUri, verifier)).isEmpty()) {
      return Optional.empty();
    }
    Optional<Grant> grant = grants.grant(taken.get().grant());
    if (grant.isEmpty()) {
      return Optional.empty();
    }
    grant.get().refuseIfBlocked();
    Consent consent =
        new Consent(UUID.randomUUID(), grant.get().id(), client.application(), client.proven());
    Given given = given(grant.get(), taken.get().offline());
    boolean opened = store.open(hash, consent, tokens(given), MOST_CONSENTS);
    return opened ? Optional.of(given) : Optional.empty();
  }

  // A challenge binds whoever comes, and without one the client must show its key.
  private static boolean fits(
      Code code, Client client, String redirectUri, Optional<String> verifier) {
    boolean bound =
        code.challenge().isPresent()
            ? verifier.filter(text -> Challenge.fits(code.challenge().get(), text)).isPresent()
            : verifier.isEmpty() && client.proven();
    return bound
        && code.application().equals(client.application())
        && code.redirectUri().equals(redirectUri);
  }

  /// Gives new tokens for a refresh token, which is of no more use.
  ///
  /// @return empty if the token is not valid, or not for this client
  /// @throws dev.postern.fault.GatewayException with SUSPENDED if the account is stopped; the token
  ///   stays good
  public Optional<Given> refresh(String refreshToken, Client client) {
    byte[] hash = RandomKey.hash(refreshToken);
    Optional<Consent> consent =
        store
            .consentOf(hash, clock.instant())
            .filter(known -> known.application().equals(client.application()))
            .filter(known -> client.proven() || !known.proven());
    Optional<Grant> grant = consent.flatMap(known -> grants.grant(known.grant()));
    if (grant.isEmpty()) {
      return Optional.empty();
    }
    grant.get().refuseIfBlocked();
    Given given = given(grant.get(), true);
    return store.renew(hash, tokens(given)) ? Optional.of(given) : Optional.empty();
  }

  /// Ends a token and all that came of the same sign-in. What is no token is no matter.
  ///
  /// @param application whose it must be; empty for any
  public void revoke(String token, Optional<UUID> application) {
    store.end(RandomKey.hash(token), application);
  }

  /// Returns what is known of a valid access token, also of one that came of no sign-in.
  public Optional<AccessToken> accessToken(String token) {
    return store.accessToken(RandomKey.hash(token), clock.instant());
  }

  private static Given given(Grant grant, boolean renewable) {
    Optional<String> refresh = renewable ? Optional.of(RandomKey.make("prt_")) : Optional.empty();
    return new Given(grant, RandomKey.make("pat_"), refresh);
  }

  private Tokens tokens(Given given) {
    Instant now = clock.instant();
    return new Tokens(
        RandomKey.hash(given.accessToken()),
        now.plus(ACCESS),
        given.refreshToken().map(RandomKey::hash),
        now.plus(REFRESH),
        now);
  }
}
