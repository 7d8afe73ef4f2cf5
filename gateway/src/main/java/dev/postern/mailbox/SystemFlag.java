package dev.postern.mailbox;

import java.util.Optional;

/// The system flags that are stored (RFC 9051 section 2.3.2). `\Recent` belongs to a session.
public enum SystemFlag {
  SEEN(1, "\\Seen"),
  ANSWERED(2, "\\Answered"),
  FLAGGED(4, "\\Flagged"),
  DELETED(8, "\\Deleted"),
  DRAFT(16, "\\Draft");

  private final int bit;
  private final String wire;

  SystemFlag(int bit, String wire) {
    this.bit = bit;
    this.wire = wire;
  }

  /// Returns this flag's bit in [FlagSet#system].
  public int bit() {
    return bit;
  }

  /// Returns the flag's name with its backslash.
  public String wire() {
    return wire;
  }

  /// Returns the flag with this name in any letter case.
  public static Optional<SystemFlag> named(String name) {
    for (SystemFlag flag : values()) {
      if (flag.wire.equalsIgnoreCase(name)) {
        return Optional.of(flag);
      }
    }
    return Optional.empty();
  }
}
