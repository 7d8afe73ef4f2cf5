package dev.postern.imap.wire;

/// How much of a command the framer takes before it refuses (spec/protocols.md section 1). Bytes.
///
/// @param line a command's text without its literals
/// @param literal one literal of a command other than APPEND
/// @param literals the most literals in a command
/// @param literalBytes all literals of a command together
/// @param nesting open parentheses
public record WireLimits(int line, int literal, int literals, int literalBytes, int nesting) {
  /// What a client that has not signed in may send: enough for LOGIN, AUTHENTICATE and ID.
  public static final WireLimits BEFORE_LOGIN = new WireLimits(8 << 10, 4096, 16, 16 << 10, 1);

  /// What a client that has signed in may send.
  public static final WireLimits AFTER_LOGIN =
      new WireLimits(64 << 10, 100 << 10, 1000, 1 << 20, 100);
}
