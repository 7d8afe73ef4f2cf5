package dev.postern.mailauth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One result of `Authentication-Results` (RFC 8601 section 2.2).
///
/// @param method `spf`, `dkim`, `dmarc`, `arc` or `iprev`
/// @param result in lower case, as the registry has it: `pass`, `fail`, `softfail`, `neutral`,
///   `none`, `policy`, `temperror` or `permerror`
/// @param reason for people, printable ASCII; may be empty
/// @param properties what was checked, such as `smtp.mailfrom` or `header.d`, to its value; in
///   order
public record Check(String method, String result, String reason, Map<String, String> properties) {
  /// Keeps the properties as they are now, in their order.
  public Check {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /// Says whether it is a `pass`.
  public boolean passed() {
    return result.equals("pass");
  }
}
