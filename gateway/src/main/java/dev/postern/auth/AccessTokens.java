package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/// Access tokens: what a program signs in with to one account's mail, for a time, instead of the
/// app password (RFC 6750). Stored hashed; they end with their account.
public final class AccessTokens {
  /// How long a token lives that was asked for without saying.
  public static final Duration USUAL = Duration.ofHours(1);

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(90);
  private static final int MOST = 1000;

  private final TokenStore store;
  private final GrantStore grants;
  private final InstantSource clock;

  /// A new token.
  ///
  /// @param token its plaintext, which is not kept anywhere
  public record Issued(String token, Instant expires) {
    /// Leaves the token out.
    @Override
    public String toString() {
      return "Issued[expires=" + expires + "]";
    }
  }

  /// Makes the tokens of this store.
  public AccessTokens(TokenStore store, GrantStore grants, InstantSource clock) {
    this.store = store;
    this.grants = grants;
    this.clock = clock;
  }

  /// Makes a token for an account.
  ///
  /// @param life a minute to 90 days
  /// @throws GatewayException with INVALID for another time, NOT_FOUND if the account is gone,
  ///   LIMIT if it has 1000 live tokens
  public Issued issue(UUID grant, Duration life) {
    if (life.compareTo(SHORTEST) < 0 || life.compareTo(LONGEST) > 0) {
      throw new GatewayException(Fault.INVALID, "expires_in must be 60 to 7776000 seconds");
    }
    Instant now = clock.instant();
    Issued issued = new Issued(RandomKey.make("pat_"), now.plus(life));
    store.add(RandomKey.hash(issued.token()), grant, now, issued.expires(), MOST);
    return issued;
  }

  /// Returns the account of a token, if it is valid.
  public Optional<Grant> owner(String token) {
    return store.grantOf(RandomKey.hash(token), clock.instant()).flatMap(grants::grant);
  }

  /// Ends every token of an account. Whoever signed in with one stays signed in.
  public void revoke(UUID grant) {
    store.revoke(grant);
  }
}
