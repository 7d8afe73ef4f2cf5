package dev.postern.mailauth.dmarc;

import dev.postern.mailauth.Check;
import dev.postern.mailauth.RawMail;
import java.util.List;
import java.util.Optional;

/// Compares the domains that SPF and DKIM vouch for with that of the author (RFC 9989 section 4.4).
final class Alignment {
  private final TreeWalk tree;
  private final TreeWalk.Walk author;
  private final PolicyRecord policy;

  /// What the comparison says.
  enum Outcome {
    /// One of them speaks for the author.
    ALIGNED,
    /// None does.
    FOREIGN,
    /// One might, had the DNS answered.
    UNKNOWN
  }

  Alignment(TreeWalk tree, TreeWalk.Walk author, PolicyRecord policy) {
    this.tree = tree;
    this.author = author;
    this.policy = policy;
  }

  Outcome of(List<Check> checks) {
    boolean sender = checks.stream().anyMatch(check -> has(check, "smtp.mailfrom"));
    Outcome best = Outcome.FOREIGN;
    for (Check check : checks) {
      boolean temporary = check.result().equals("temperror");
      if (!check.passed() && !temporary) {
        continue;
      }
      Outcome outcome = of(check, sender);
      if (outcome == Outcome.ALIGNED && check.passed()) {
        return Outcome.ALIGNED;
      }
      best = outcome == Outcome.FOREIGN ? best : Outcome.UNKNOWN;
    }
    return best;
  }

  private Outcome of(Check check, boolean sender) {
    return switch (check.method()) {
      case "dkim" -> compare(domain(check, "header.d"), policy.strictDkim());
      case "spf" ->
          compare(domain(check, sender ? "smtp.mailfrom" : "smtp.helo"), policy.strictSpf());
      default -> Outcome.FOREIGN;
    };
  }

  private static boolean has(Check check, String property) {
    return check.method().equals("spf") && domain(check, property).isPresent();
  }

  private static Optional<String> domain(Check check, String property) {
    String value = check.properties().getOrDefault(property, "");
    return RawMail.domain(value.substring(value.lastIndexOf('@') + 1));
  }

  private Outcome compare(Optional<String> domain, boolean strict) {
    if (domain.isEmpty()) {
      return Outcome.FOREIGN;
    }
    String name = domain.get();
    if (name.equals(author.start())) {
      return Outcome.ALIGNED;
    }
    return strict ? Outcome.FOREIGN : relaxed(name);
  }

  // An organizational domain stands at or above its domain, so most need no question.
  private Outcome relaxed(String name) {
    String organization = author.organization();
    boolean within = name.equals(organization) || name.endsWith("." + organization);
    if (!within) {
      return author.failed() && mayMeet(name) ? Outcome.UNKNOWN : Outcome.FOREIGN;
    }
    TreeWalk.Walk walk = tree.from(name);
    if (walk.failed() || author.failed()) {
      return Outcome.UNKNOWN;
    }
    return walk.organization().equals(organization) ? Outcome.ALIGNED : Outcome.FOREIGN;
  }

  // With questions unanswered the organization may stand higher than it seems.
  private boolean mayMeet(String name) {
    return suffix(name).equals(suffix(author.start()));
  }

  private static String suffix(String name) {
    int last = name.lastIndexOf('.');
    return name.substring(name.lastIndexOf('.', last - 1) + 1);
  }
}
