package dev.postern.screening;

import dev.postern.mailauth.AuthenticationResults;
import dev.postern.mailauth.Check;
import dev.postern.mailauth.arc.Chain;
import dev.postern.mailauth.dmarc.Disposition;
import dev.postern.mailauth.dmarc.Evaluation;
import java.util.List;

/// What is made of a DMARC result.
final class Policy {
  private final DmarcMode mode;
  private final List<String> sealers;

  /// @param sealers whose word counts for more than DMARC's
  Policy(DmarcMode mode, List<String> sealers) {
    this.mode = mode;
    this.sealers = List.copyOf(sealers);
  }

  /// Returns what to do, and says in `score` why.
  Disposition of(Evaluation dmarc, Chain arc, Score score) {
    Disposition wanted = dmarc.disposition();
    if (wanted == Disposition.NONE) {
      return wanted;
    }
    if (vouched(dmarc, arc)) {
      score.note("dmarc " + wanted + ", overridden by arc");
      return Disposition.NONE;
    }
    score.note("dmarc " + wanted);
    return switch (mode) {
      case OFF -> Disposition.NONE;
      case QUARANTINE -> Disposition.QUARANTINE;
      case ENFORCE -> wanted;
    };
  }

  // RFC 8617 section 7.2.1: what a trusted sealer saw before it changed or passed on the mail.
  private boolean vouched(Evaluation dmarc, Chain arc) {
    boolean trusted = arc.lastSealer().filter(sealers::contains).isPresent();
    if (!arc.check().passed() || !trusted) {
      return false;
    }
    List<Check> seen = arc.reported().map(AuthenticationResults::checks).orElse(List.of());
    if (seen.stream().anyMatch(check -> check.method().equals("dmarc"))) {
      return seen.stream().anyMatch(check -> check.method().equals("dmarc") && check.passed());
    }
    String author = dmarc.check().properties().getOrDefault("header.from", "");
    return seen.stream().anyMatch(check -> signedBy(author, check));
  }

  private static boolean signedBy(String author, Check check) {
    String signer = check.properties().getOrDefault("header.d", "");
    return check.method().equals("dkim")
        && check.passed()
        && !signer.isEmpty()
        && !author.isEmpty()
        && Anomalies.related(author, signer);
  }
}
