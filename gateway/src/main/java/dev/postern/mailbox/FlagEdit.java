package dev.postern.mailbox;

/// A change of flags (RFC 9051 section 6.4.6).
public sealed interface FlagEdit {
  /// Returns the flags the edit names.
  Flags flags();

  /// Sets exactly these.
  record Replace(Flags flags) implements FlagEdit {}

  /// Sets these too.
  record Add(Flags flags) implements FlagEdit {}

  /// Clears these.
  record Remove(Flags flags) implements FlagEdit {}
}
