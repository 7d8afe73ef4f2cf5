package dev.postern.outbound.report;

import dev.postern.mailauth.Check;
import dev.postern.mailbox.Verdict;
import java.util.Locale;

/// Whether the address in a mail's envelope is that of who sent it.
final class Provenance {
  private Provenance() {}

  /// Says whether SPF passed for the reverse path, or DMARC for an author of the same domain, or of
  /// one above or below it: an author who is somebody proves nothing of another one's address.
  ///
  /// @param sender reverse path
  static boolean isProved(String sender, Verdict verdict) {
    String domain = domain(sender);
    return verdict.checks().stream()
        .filter(Check::passed)
        .anyMatch(check ->
            switch (check.method()) {
              case "spf" -> !named(check, "smtp.mailfrom").isEmpty();
              case "dmarc" -> related(domain, domain(named(check, "header.from")));
              default -> false;
            });
  }

  private static String named(Check check, String property) {
    return check.properties().getOrDefault(property, "");
  }

  private static String domain(String address) {
    return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean related(String one, String other) {
    return !other.isEmpty()
        && (one.equals(other) || one.endsWith("." + other) || other.endsWith("." + one));
  }
}
