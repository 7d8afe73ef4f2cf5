package dev.postern.mailauth.spf;

import dev.postern.mailauth.Check;
import java.util.Map;

/// How a check ended.
///
/// @param result `none`, `neutral`, `pass`, `fail`, `softfail`, `temperror` or `permerror`
/// @param domain whose record was asked for, as the client gave it
/// @param byHelo whether HELO was checked, for want of a sender
/// @param identity the sender, or the HELO name
/// @param reason for people, of an error; may be empty
/// @param explanation the domain's own words for a fail, printable ASCII; may be empty
public record SpfResult(
    String result,
    String domain,
    boolean byHelo,
    String identity,
    String reason,
    String explanation) {
  /// Says whether the domain stands for the client.
  public boolean passed() {
    return result.equals("pass");
  }

  /// Returns it for `Authentication-Results` (RFC 8601 section 2.7.2).
  public Check check() {
    return new Check(
        "spf", result, reason, Map.of(byHelo ? "smtp.helo" : "smtp.mailfrom", identity));
  }
}
