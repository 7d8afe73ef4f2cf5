package dev.postern.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The port to an engine for what sign-in in a browser gives: codes, and the tokens that codes
/// gave. Of secrets it keeps hashes. Reads see every write that has returned; writes are durable
/// when they return.
public interface ConsentStore {
  /// Keeps a code of a live grant and forgets its oldest beyond `most`.
  ///
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if there is no such grant
  void addCode(byte[] hash, Code code, int most);

  /// Takes a code that has not expired, once. If it was taken before, everything that it gave ends.
  Optional<Code> takeCode(byte[] hash, Instant now);

  /// Keeps what a code that was just taken gives, and ends the grant's oldest beyond `most`.
  ///
  /// @param code its hash
  /// @return false, and nothing is kept, if the code came a second time meanwhile or its grant is
  ///   gone
  boolean open(byte[] code, Consent consent, Tokens tokens, int most);

  /// Returns what a refresh token belongs to, if it has not expired; also one that was used.
  Optional<Consent> consentOf(byte[] refreshToken, Instant now);

  /// Uses a refresh token, once: `tokens` take its place. If it was used before, everything that
  /// its code gave ends.
  ///
  /// @return whether the new tokens are valid
  boolean renew(byte[] refreshToken, Tokens tokens);

  /// Ends everything that came of the same code as a token of either kind; an access token that
  /// came of none ends alone.
  ///
  /// @param application whose token it must be; empty for any
  void end(byte[] token, Optional<UUID> application);

  /// Returns what is known of an access token that has not expired.
  Optional<AccessToken> accessToken(byte[] hash, Instant now);

  /// A code.
  ///
  /// @param challenge of PKCE (RFC 7636), in base64url without padding
  /// @param offline whether a refresh token was asked for
  record Code(
      UUID grant,
      UUID application,
      String redirectUri,
      Optional<String> challenge,
      boolean offline,
      Instant expires) {}

  /// What a person allowed an application.
  ///
  /// @param proven whether the application showed its key for it, and must again
  record Consent(UUID id, UUID grant, UUID application, boolean proven) {}

  /// Hashes of new tokens.
  record Tokens(
      byte[] access,
      Instant accessExpires,
      Optional<byte[]> refresh,
      Instant refreshExpires,
      Instant now) {}

  /// What is known of an access token.
  record AccessToken(UUID grant, UUID application, Instant issued, Instant expires) {}
}
