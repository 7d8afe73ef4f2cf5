package dev.postern.smtp;

/// What becomes of a mail whose sender is not the agent that hands it in (RFC 6409 section 6.1).
public enum FromPolicy {
  /// It is refused.
  REJECT,
  /// The agent's address takes the sender's place; the name stays.
  REWRITE,
  /// From stays, and a Sender field says who it was (section 8.1).
  ALLOW
}
