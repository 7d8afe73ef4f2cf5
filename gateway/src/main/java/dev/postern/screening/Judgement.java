package dev.postern.screening;

import dev.postern.mailbox.Verdict;
import dev.postern.rules.SpamDetection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Judges mail as its recipient wants it judged: [Inspector] found out what there is to say of it
/// and judged it as the server is configured.
///
/// Whatever a recipient wants, mail of which DMARC says that it is not from whom it claims to be
/// stays junk.
public final class Judgement {
  private final double junkScore;
  private final DmarcMode dmarc;

  /// Judges as the server does, unless a recipient wants something else.
  ///
  /// @param junkScore from which on a mail is junk
  public Judgement(double junkScore, DmarcMode dmarc) {
    this.junkScore = junkScore;
    this.dmarc = dmarc;
  }

  /// Says whether DMARC made a mail junk.
  public boolean isForged(Verdict verdict) {
    return dmarc != DmarcMode.OFF
        && verdict.junk()
        && verdict.reasons().stream()
            .anyMatch(reason -> reason.equals("dmarc quarantine") || reason.equals("dmarc reject"));
  }

  /// Returns a verdict with those reasons that count for a recipient, and what follows from them.
  public Verdict of(Verdict found, SpamDetection wanted) {
    if (wanted.equals(SpamDetection.NONE)) {
      return found;
    }
    List<String> reasons = new ArrayList<>();
    long thousandths = Math.round(found.score() * 1_000);
    for (String reason : found.reasons()) {
      if (counts(reason, wanted)) {
        reasons.add(reason);
      } else {
        thousandths -= Math.round(weight(reason) * 1_000);
      }
    }
    double sensitivity = wanted.sensitivity().orElse(1.0);
    if (sensitivity != 1.0) {
      reasons.add(String.format(Locale.ROOT, "sensitivity %s", sensitivity));
    }
    double score = Math.max(0, thousandths) / 1_000.0;
    boolean junk = isForged(found) || score >= junkScore / sensitivity;
    return new Verdict(found.checks(), score, junk, reasons);
  }

  private static boolean counts(String reason, SpamDetection wanted) {
    String name = reason.substring(0, Math.max(0, reason.lastIndexOf(' ')));
    boolean dropped =
        (!wanted.dnsbl().orElse(true) && name.startsWith("dnsbl "))
            || (!wanted.headerAnomalies().orElse(true) && Anomalies.NAMES.contains(name));
    return !dropped;
  }

  private static double weight(String reason) {
    return Double.parseDouble(reason.substring(reason.lastIndexOf(' ') + 1));
  }
}
