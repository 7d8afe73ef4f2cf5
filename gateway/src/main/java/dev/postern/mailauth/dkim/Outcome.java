package dev.postern.mailauth.dkim;

import dev.postern.mailauth.Check;
import java.util.Map;

/// How the check of one signature ended.
///
/// @param result as in [Check]
/// @param reason for people, printable ASCII; empty for a plain pass
public record Outcome(String result, String reason) {
  /// The signature is good.
  public static final Outcome PASS = new Outcome("pass", "");

  /// The mail is not what was signed.
  public static Outcome fail(String reason) {
    return new Outcome("fail", reason);
  }

  /// The signature or its key can never be used.
  public static Outcome permerror(String reason) {
    return new Outcome("permerror", reason);
  }

  /// We do not accept such a signature, good or not.
  public static Outcome policy(String reason) {
    return new Outcome("policy", reason);
  }

  static Outcome temperror(String reason) {
    return new Outcome("temperror", reason);
  }

  static Outcome neutral(String reason) {
    return new Outcome("neutral", reason);
  }

  /// Says whether the signature is good.
  public boolean passed() {
    return result.equals("pass");
  }

  Check check(String method, Map<String, String> properties) {
    return new Check(method, result, reason, properties);
  }
}
