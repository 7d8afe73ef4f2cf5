package dev.postern.mailbox;

import dev.postern.mailauth.Check;
import java.util.List;

/// What was found out about a mail that came from another server, kept with the message.
///
/// @param checks who it is from; in the order of the header field
/// @param score how much it looks like junk: 0 not at all; above the configured limit it is junk
/// @param junk whether it was filed in Junk for that
/// @param reasons what the score is made of, such as `dnsbl zen.example 3.0`; printable ASCII, one
///   line each
public record Verdict(List<Check> checks, double score, boolean junk, List<String> reasons) {
  /// Keeps the lists as they are now.
  public Verdict {
    checks = List.copyOf(checks);
    reasons = List.copyOf(reasons);
  }
}
