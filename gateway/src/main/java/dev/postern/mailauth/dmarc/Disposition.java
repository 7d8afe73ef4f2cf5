package dev.postern.mailauth.dmarc;

import java.util.Locale;
import java.util.Optional;

/// What a domain's owner wants done with mail that is not its own (RFC 9989 section 4.7).
public enum Disposition {
  /// Nothing.
  NONE,
  /// To be looked at with suspicion.
  QUARANTINE,
  /// To be refused.
  REJECT;

  static Optional<Disposition> of(String tag) {
    for (Disposition each : values()) {
      if (each.name().equalsIgnoreCase(tag)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /// Returns the next milder one, as asked for in testing.
  Disposition milder() {
    return this == REJECT ? QUARANTINE : NONE;
  }

  /// Returns the word of the record.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
