package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// One thing that can be set for an account alone. Whoever reads it declares it; the API takes and
/// shows it as a member of a grant's `settings`.
///
/// @param name as in the API and in the store, such as `imap_profile`
/// @param list whether it has several values, kept as words with a space between
/// @param check returns the form in which one value is kept
public record AccountSetting(String name, boolean list, Check check) {
  /// What clients of the beta name a policy in. It is kept and shown and means nothing: a
  /// workspace's policy holds (spec/api-admin.md section 2.2).
  public static final AccountSetting POLICY =
      new AccountSetting("policy_id", false, AccountSetting::id);

  private static String id(String text) {
    try {
      return UUID.fromString(text).toString();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("must be the id of a policy", e);
    }
  }

  /// Checks one value.
  @FunctionalInterface
  public interface Check {
    /// Returns the form in which `value` is kept.
    ///
    /// @throws IllegalArgumentException whose message continues the sentence that begins with the
    ///   setting's name
    String canonical(String value);
  }

  /// Returns what is stored for these values of a client; one unless [#list].
  ///
  /// @throws GatewayException with INVALID
  public String stored(List<String> values) {
    try {
      return values.stream().map(check::canonical).distinct().collect(Collectors.joining(" "));
    } catch (IllegalArgumentException e) {
      throw new GatewayException(Fault.INVALID, "settings." + name + " " + e.getMessage());
    }
  }
}
