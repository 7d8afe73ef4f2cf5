package dev.postern.smtp;

import dev.postern.auth.Devices;
import dev.postern.lint.Lints;
import dev.postern.smtp.wire.LineEnds;
import java.util.Optional;

/// How a door treats its clients.
///
/// @param startTls whether STARTTLS is offered, on a listener that has it
/// @param plainLogin whether passwords are taken without TLS, whatever holds elsewhere
/// @param lenience what makes a door the legacy listener's; empty: clients keep to the rules
record Manners(boolean startTls, boolean plainLogin, Optional<Lenience> lenience) {
  /// Clients keep to the rules.
  static final Manners STRICT = new Manners(true, false, Optional.empty());

  /// What a lenient door has besides.
  ///
  /// @param devices who needs no password
  /// @param lints what is noticed
  /// @param habits who begins with TLS
  record Lenience(Devices devices, Lints lints, TlsHabits habits) {}

  boolean isLenient() {
    return lenience.isPresent();
  }

  LineEnds lineEnds() {
    return isLenient() ? LineEnds.lenient() : LineEnds.strict();
  }
}
