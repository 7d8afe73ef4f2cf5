package dev.postern.config;

/// A list of bad addresses that is kept in the domain name system.
///
/// @param zone its domain, lower case
/// @param weight what being on it adds to the score of a mail
public record WeightedZone(String zone, double weight) {
  /// What a list weighs that says nothing of it.
  public static final double USUAL = 3.0;

  /// Reads `zone` or `zone=weight`.
  ///
  /// @throws IllegalArgumentException if it is neither
  public static WeightedZone of(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new WeightedZone(Values.domain(text), USUAL)
        : new WeightedZone(
            Values.domain(text.substring(0, equals).strip()),
            Values.score(text.substring(equals + 1).strip()));
  }
}
