package dev.postern.imap.wire;

/// A refusal with a response code that is IMAP's own, such as `TRYCREATE` (RFC 9051 section 7.1).
/// Everything else is a [dev.postern.fault.GatewayException].
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Makes a refusal.
  ///
  /// @param line the tagged answer without its tag: `NO [TRYCREATE] text`
  public Refusal(String line) {
    super(line, null, false, false);
  }

  /// Returns the tagged answer without its tag.
  public String line() {
    return String.valueOf(getMessage());
  }
}
