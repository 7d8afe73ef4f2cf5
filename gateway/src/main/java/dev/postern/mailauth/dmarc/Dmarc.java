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

  // Each may cost eight questions; who has more authors than this is up to something.
  private static final int MAX_AUTHORS = 8;

  private final Dns dns;

  /// Looks policies up through `dns`.
  public Dmarc(Dns dns) {
    this.dns = dns;
  }

  /// Evaluates a mail; never throws on what it says.
  ///
  /// Of several authors in different domains none can be told to be the one; the strictest policy
  /// among those that fail counts then (RFC 7489 section 6.6.1), or a second address in `From`
  /// would be all it takes to write in another's name.
  ///
  /// @param checks what SPF (`smtp.mailfrom`, or `smtp.helo` for mail without sender) and DKIM
  ///   (`header.d`) found; others are passed over
  public Evaluation evaluate(RawMail mail, List<Check> checks) {
    List<HeaderField> from = mail.header().all("From");
    List<String> domains = mail.authorDomains();
    if (from.stream().anyMatch(field -> field.end() - field.valueStart() > MAX_FROM)) {
      return unclear("From too long", Disposition.QUARANTINE);
    }
    if (domains.isEmpty()) {
      return unclear(from.isEmpty() ? "no From" : "no domain in From", Disposition.NONE);
    }
    if (from.size() > 1 || domains.size() > 1) {
      String reason = from.size() > 1 ? "several From fields" : "several domains in From";
      return unclear(reason, strictest(domains, checks));
    }
    return evaluate(domains.getFirst(), checks);
  }

  private Disposition strictest(List<String> authors, List<Check> checks) {
    Disposition strictest =
        authors.size() > MAX_AUTHORS ? Disposition.QUARANTINE : Disposition.NONE;
    for (String author : authors.subList(0, Math.min(MAX_AUTHORS, authors.size()))) {
      Disposition one = evaluate(author, checks).disposition();
      strictest = one.compareTo(strictest) > 0 ? one : strictest;
    }
    return strictest;
  }

  private static Evaluation unclear(String reason, Disposition disposition) {
    return new Evaluation(new Check("dmarc", "permerror", reason, Map.of()), disposition);
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
