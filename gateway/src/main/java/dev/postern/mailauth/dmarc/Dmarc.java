package dev.postern.mailauth.dmarc;

import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import dev.postern.mail.HeaderField;
import dev.postern.mailauth.Check;
import dev.postern.mailauth.RawMail;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Says whether a mail is from the domain in its `From` (RFC 9989 section 5.3; records written for
/// RFC 7489 mean what they meant). Blocks while it asks the DNS. Safe for concurrent use.
public final class Dmarc {
  private static final int MAX_FROM = 60 << 10;

  private final Dns dns;

  /// Looks policies up through `dns`.
  public Dmarc(Dns dns) {
    this.dns = dns;
  }

  /// Evaluates a mail; never throws on what it says.
  ///
  /// @param checks what SPF (`smtp.mailfrom`, or `smtp.helo` for mail without sender) and DKIM
  ///   (`header.d`) found; others are passed over
  public Evaluation evaluate(RawMail mail, List<Check> checks) {
    List<HeaderField> from = mail.header().all("From");
    if (from.size() != 1) {
      return none("permerror", from.isEmpty() ? "no From" : "several From fields", Map.of());
    }
    List<String> domains = mail.authorDomains();
    boolean tooLong = from.getFirst().end() - from.getFirst().valueStart() > MAX_FROM;
    if (tooLong || domains.isEmpty()) {
      return none("permerror", tooLong ? "From too long" : "no domain in From", Map.of());
    }
    // RFC 9989 section 5.3.1 exempts these; a `pass` for one of them would speak for the other.
    if (domains.size() > 1) {
      return none("permerror", "several domains in From", Map.of());
    }
    return evaluate(domains.getFirst(), checks);
  }

  private Evaluation evaluate(String author, List<Check> checks) {
    TreeWalk tree = new TreeWalk(dns);
    TreeWalk.Walk walk = tree.from(author);
    Map<String, String> properties = new LinkedHashMap<>(Map.of("header.from", author));
    boolean own = walk.at(author).isPresent();
    if (!own && walk.failed()) {
      return none("temperror", "policy not to be had now", properties);
    }
    Optional<TreeWalk.Found> applicable = walk.applicable();
    if (applicable.isEmpty()) {
      return none("none", "", properties);
    }
    TreeWalk.Found found = applicable.get();
    Disposition policy = policy(author, found);
    properties.put("policy.dmarc", policy.toString());
    if (!found.domain().equals(author)) {
      properties.put("polrec.domain", found.domain());
    }
    Alignment alignment = new Alignment(tree, walk, found.policy());
    return switch (alignment.of(checks)) {
      case ALIGNED -> none("pass", "", properties);
      case UNKNOWN -> none("temperror", "not to be known now", properties);
      case FOREIGN -> failed(policy, properties);
    };
  }

  private static Evaluation failed(Disposition policy, Map<String, String> properties) {
    return new Evaluation(new Check("dmarc", "fail", "", properties), policy);
  }

  private Disposition policy(String author, TreeWalk.Found found) {
    PolicyRecord record = found.policy();
    Disposition asked =
        found.domain().equals(author)
            ? record.own()
            : record.below(!record.asksForMissing() || exists(author));
    return record.testing() ? asked.milder() : asked;
  }

  /// Only "no such name" says that a domain does not exist (RFC 9989 section 3.2, RFC 8020).
  private boolean exists(String domain) {
    return dns.mx(domain).status() != Answer.Status.NO_SUCH_NAME;
  }

  private static Evaluation none(String result, String reason, Map<String, String> properties) {
    return new Evaluation(new Check("dmarc", result, reason, properties), Disposition.NONE);
  }
}
