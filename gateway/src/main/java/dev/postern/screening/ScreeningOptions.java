package dev.postern.screening;

import dev.postern.config.WeightedZone;
import java.time.Duration;
import java.util.List;

/// How mail from other servers is judged.
///
/// @param host this server's name, under which it says what it found
/// @param dnsbl lists of bad addresses
/// @param junkScore from which on a mail is junk
/// @param trustedSealers A-labels, lower case: domains whose ARC seal overrides DMARC
/// @param patience for all that is asked about one mail
public record ScreeningOptions(
    String host,
    List<WeightedZone> dnsbl,
    double junkScore,
    DmarcMode dmarc,
    List<String> trustedSealers,
    Duration patience) {
  /// How long all checks of one mail may take.
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Keeps the lists as they are now.
  public ScreeningOptions {
    dnsbl = List.copyOf(dnsbl);
    trustedSealers = List.copyOf(trustedSealers);
  }
}
