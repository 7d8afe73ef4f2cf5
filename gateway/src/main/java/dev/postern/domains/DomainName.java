package dev.postern.domains;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;

/// The name of a domain as a person gives it.
final class DomainName {
  private static final int SHORTEST = 3;
  private static final int LONGEST = 253;
  private static final int SHORTEST_TRIAL = 3;

  private DomainName() {}

  /// Reads a name: at least two labels of up to 63 characters, 3 to 253 in all; IDNs become
  /// A-labels. Of `.localhost` only names directly below [HostedDomain#TRIAL] can be made.
  ///
  /// @throws GatewayException with INVALID, naming `domain_address`
  static String parse(String text) {
    String name =
        MailAddresses.parse("x@" + text.strip())
            .map(MailAddress::domain)
            .orElseThrow(() -> refusal("must be a domain name such as agents.example.com"));
    String top = name.substring(name.lastIndexOf('.') + 1);
    boolean valid =
        name.length() >= SHORTEST
            && name.length() <= LONGEST
            && name.contains(".")
            && !name.startsWith("[")
            && !name.contains("_")
            && !top.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!valid) {
      throw refusal("must be a domain name such as agents.example.com");
    }
    if (top.equals("localhost")) {
      checkTrial(name);
    }
    return name;
  }

  private static void checkTrial(String name) {
    String suffix = "." + HostedDomain.TRIAL;
    String label = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : "";
    boolean valid =
        label.length() >= SHORTEST_TRIAL && !label.contains(".") && !label.equals("bounce");
    if (!valid) {
      throw refusal(
          "of .localhost can be <name>" + suffix + " only, with a name of at least 3 characters");
    }
  }

  private static GatewayException refusal(String what) {
    return new GatewayException(Fault.INVALID, "domain_address " + what);
  }
}
