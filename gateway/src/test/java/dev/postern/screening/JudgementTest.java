package dev.postern.screening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailauth.RawMail;
import dev.postern.mailbox.Verdict;
import dev.postern.rules.SpamDetection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementTest {
  private static final Judgement JUDGEMENT = new Judgement(5, DmarcMode.ENFORCE);

  private static Verdict found(double score, boolean junk, String... reasons) {
    return new Verdict(List.of(), score, junk, List.of(reasons));
  }

  private static SpamDetection wanted(
      @Nullable Boolean dnsbl, @Nullable Boolean anomalies, @Nullable Double sensitivity) {
    return new SpamDetection(
        Optional.ofNullable(dnsbl),
        Optional.ofNullable(anomalies),
        Optional.ofNullable(sensitivity));
  }

  private static final Verdict MIXED =
      found(
          6.5,
          true,
          "dnsbl zen.example.test 3.0",
          "spf-softfail 1.0",
          "helo-numeric 1.0",
          "unauthenticated 1.0",
          "no-message-id 0.5");

  @Test
  void whoWantsNothingGetsWhatTheServerFound() {
    assertThat(JUDGEMENT.of(MIXED, SpamDetection.NONE)).isSameAs(MIXED);
    assertThat(JUDGEMENT.of(MIXED, wanted(true, true, 1.0))).isEqualTo(MIXED);
  }

  @Test
  void whatIsSwitchedOffDoesNotCount() {
    assertThat(JUDGEMENT.of(MIXED, wanted(false, null, null)))
        .isEqualTo(
            found(
                3.5,
                false,
                "spf-softfail 1.0",
                "helo-numeric 1.0",
                "unauthenticated 1.0",
                "no-message-id 0.5"));
    assertThat(JUDGEMENT.of(MIXED, wanted(null, false, null)))
        .isEqualTo(found(4.0, false, "dnsbl zen.example.test 3.0", "spf-softfail 1.0"));
    assertThat(JUDGEMENT.of(MIXED, wanted(false, false, null)))
        .isEqualTo(found(1.0, false, "spf-softfail 1.0"));
  }

  @ParameterizedTest
  @CsvSource({"0.1, 49.9, false", "0.1, 50, true", "2.0, 2.5, true", "2.0, 2.4, false"})
  void whoIsMoreSensitiveHasMoreJunk(double sensitivity, double score, boolean junk) {
    Verdict judged = JUDGEMENT.of(found(score, !junk), wanted(null, null, sensitivity));
    assertThat(judged.junk()).isEqualTo(junk);
    assertThat(judged.score()).isEqualTo(score);
    assertThat(judged.reasons()).containsExactly("sensitivity " + sensitivity);
  }

  @Test
  void forgedMailStaysJunk() {
    Verdict forged = found(0.5, true, "no-message-id 0.5", "dmarc quarantine");
    assertThat(JUDGEMENT.of(forged, wanted(false, false, 0.1)).junk()).isTrue();
    assertThat(JUDGEMENT.isForged(forged)).isTrue();
    Verdict vouched = found(6, true, "spf-fail 6.0", "dmarc quarantine, overridden by arc");
    assertThat(JUDGEMENT.of(vouched, wanted(null, null, 0.5)).junk()).isFalse();
    assertThat(JUDGEMENT.isForged(vouched)).isFalse();
    assertThat(new Judgement(5, DmarcMode.OFF).isForged(forged)).isFalse();
  }

  @Test
  void eachReasonOfAnomaliesIsKnownByName() {
    var score = new Score();
    for (String helo : List.of("192.0.2.1", "desktop", "mx.here.test")) {
      Arrival arrival = Screen.from("192.0.2.1", helo, "eve@bad.test");
      for (String mail :
          List.of(
              "Subject: \u00e4\n\nx\n", "From: a@b.test\nFrom: a@b.test\nDate: tomorrow\n\nx\n")) {
        new Anomalies("mx.here.test")
            .judge(arrival, RawMail.of(Screen.mail(mail)), false, Screen.NOW, score);
      }
    }
    List<String> names =
        score.reasons().stream()
            .map(reason -> reason.substring(0, reason.lastIndexOf(' ')))
            .distinct()
            .toList();
    assertThat(names).containsExactlyInAnyOrderElementsOf(Anomalies.NAMES);
  }
}
