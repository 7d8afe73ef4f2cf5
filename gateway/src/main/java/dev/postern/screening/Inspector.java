package dev.postern.screening;

import dev.postern.config.WeightedZone;
import dev.postern.dns.Dns;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailauth.AuthenticationResults;
import dev.postern.mailauth.Check;
import dev.postern.mailauth.Iprev;
import dev.postern.mailauth.RawMail;
import dev.postern.mailauth.arc.ArcVerifier;
import dev.postern.mailauth.arc.Chain;
import dev.postern.mailauth.dkim.Verifier;
import dev.postern.mailauth.dmarc.Disposition;
import dev.postern.mailauth.dmarc.Dmarc;
import dev.postern.mailauth.dmarc.Evaluation;
import dev.postern.mailauth.spf.Spf;
import dev.postern.mailbox.Verdict;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out who a mail is from and whether it is junk: iprev, SPF, DKIM, ARC and lists of bad
/// addresses side by side, then DMARC, within a minute; what is not known by then is `temperror`.
///
/// Safe for concurrent use.
public final class Inspector {
  private static final Logger LOG = LoggerFactory.getLogger(Inspector.class);
  private static final Chain LATE_CHAIN = new Chain(late("arc"), List.of(), Optional.empty());
  private static final Evaluation LATE_DMARC = new Evaluation(late("dmarc"), Disposition.NONE);

  private final ScreeningOptions options;
  private final InstantSource clock;
  private final Executor workers;
  private final Iprev iprev;
  private final Spf spf;
  private final Verifier dkim;
  private final ArcVerifier arc;
  private final Dmarc dmarc;
  private final Blocklists blocklists;
  private final Anomalies anomalies;
  private final Policy policy;

  /// Asks `dns`.
  ///
  /// @param workers must start each task at once: tasks are waited for
  public Inspector(Dns dns, ScreeningOptions options, InstantSource clock, Executor workers) {
    this.options = options;
    this.clock = clock;
    this.workers = workers;
    this.iprev = new Iprev(dns);
    this.spf = new Spf(dns, options.host(), clock);
    this.dkim = new Verifier(dns, clock);
    this.arc = new ArcVerifier(dns);
    this.dmarc = new Dmarc(dns);
    this.blocklists = new Blocklists(dns, options.dnsbl());
    this.anomalies = new Anomalies(options.host());
    this.policy = new Policy(options.dmarc(), options.trustedSealers());
  }

  /// Looks at a mail. Blocks while names are asked for, up to the time it is given; never throws on
  /// what the mail says. Whose mail need not be looked at is for the door to say.
  ///
  /// @param mail as the client gave it, without fields of ours on top
  public Screened inspect(Arrival arrival, MemorySegment mail) {
    return look(arrival, RawMail.of(mail));
  }

  private Screened look(Arrival arrival, RawMail mail) {
    var within = new Within(options.patience(), workers);
    InetAddress client = arrival.client();
    String address = client.getHostAddress();
    var listed = blocklists.ask(client, within);
    var name = within.start(() -> iprev.check(client).check(), late("iprev"));
    var sender =
        within.start(
            () -> spf.check(client, arrival.helo(), arrival.sender()).check(), late("spf"));
    var signatures = within.start(() -> dkim.verify(mail), List.of(late("dkim")));
    var chain = within.start(() -> arc.verify(mail, address), LATE_CHAIN);
    List<Check> proofs = Stream.concat(Stream.of(sender.get()), signatures.get().stream()).toList();
    var author = within.start(() -> dmarc.evaluate(mail, proofs), LATE_DMARC);
    var found = new Findings(name.get(), proofs, author.get(), chain.get());
    return judged(arrival, mail, found, listed);
  }

  private static Check late(String method) {
    return new Check(method, "temperror", "not done in time", Map.of());
  }

  /// What the checks said.
  private record Findings(Check iprev, List<Check> proofs, Evaluation dmarc, Chain arc) {
    List<Check> all() {
      var all = new ArrayList<Check>(List.of(iprev));
      all.addAll(proofs);
      all.add(dmarc.check());
      all.add(arc.check());
      return all;
    }
  }

  private Screened judged(
      Arrival arrival,
      RawMail mail,
      Findings found,
      Map<WeightedZone, Within.Result<Boolean>> listed) {
    var score = new Score();
    listed.forEach((zone, hit) -> score.add(hit.get(), "dnsbl " + zone.zone(), zone.weight()));
    checks(found, score);
    boolean authenticated = found.proofs().stream().anyMatch(Check::passed);
    anomalies.judge(arrival, mail, authenticated, clock.instant(), score);
    Disposition disposition = policy.of(found.dmarc(), found.arc(), score);
    boolean junk = disposition != Disposition.NONE || score.sum() >= options.junkScore();
    var verdict = new Verdict(found.all(), score.sum(), junk, score.reasons());
    Optional<GatewayException> refusal = refusal(disposition, found.dmarc());
    if (junk) {
      LOG.info(
          "mail from {} at {} {}: {}",
          arrival.sender(),
          arrival.client().getHostAddress(),
          refusal.isPresent() ? "is refused" : "is junk",
          score.reasons());
    }
    return new Screened(
        Optional.of(verdict),
        Optional.of(new AuthenticationResults(options.host(), found.all())),
        refusal);
  }

  private static void checks(Findings found, Score score) {
    String spf = found.proofs().getFirst().result();
    score.add(spf.equals("fail"), "spf-fail", 2.0);
    score.add(spf.equals("softfail"), "spf-softfail", 1.0);
    score.add(found.iprev().result().equals("permerror"), "no-reverse-name", 1.0);
    score.add(found.iprev().result().equals("fail"), "false-reverse-name", 0.5);
  }

  private static Optional<GatewayException> refusal(Disposition disposition, Evaluation dmarc) {
    String author = dmarc.check().properties().getOrDefault("header.from", "its author's domain");
    return disposition == Disposition.REJECT
        ? Optional.of(
            new GatewayException(
                Fault.FORBIDDEN, "the DMARC policy of " + author + " refuses this mail"))
        : Optional.empty();
  }
}
