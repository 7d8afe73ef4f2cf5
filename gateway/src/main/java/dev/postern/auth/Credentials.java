package dev.postern.auth;

/// What is stored of an app password: never the password.
///
/// @param bcrypt the hash in its `$2b$` form, kept for what may take nothing else
/// @param scram the SCRAM-SHA-256 verifier, RFC 5803 form; sign-ins are checked against it
/// @param version counts up with each new password, so that cached sign-ins of an older one end
public record Credentials(String bcrypt, String scram, long version) {
  /// Leaves the hashes out.
  @Override
  public String toString() {
    return "Credentials[version=" + version + "]";
  }
}
