package dev.postern.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// The challenge of PKCE, method S256 (RFC 7636): base64url of the verifier's SHA-256, or as the
/// official SDKs make it, base64url of that digest's lower-case hex text (spec/api-admin.md section
/// 2.8).
///
/// @param text without padding
public record Challenge(String text) {
  private static final Pattern DIGEST = Pattern.compile("[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{86}");
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /// Reads a challenge; empty if no verifier can fit it.
  public static Optional<Challenge> parse(String given) {
    String text = given.replaceFirst("=+$", "").replace('+', '-').replace('/', '_');
    return DIGEST.matcher(text).matches() ? Optional.of(new Challenge(text)) : Optional.empty();
  }

  /// Says whether a challenge was made of this verifier.
  static boolean fits(String challenge, String verifier) {
    byte[] digest = Scram.sha256(verifier.getBytes(StandardCharsets.UTF_8));
    byte[] hex = HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
    byte[] text = challenge.getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(BASE64.encode(digest), text)
        || MessageDigest.isEqual(BASE64.encode(hex), text);
  }
}
