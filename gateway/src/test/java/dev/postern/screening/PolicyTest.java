package dev.postern.screening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailauth.AuthenticationResults;
import dev.postern.mailauth.Check;
import dev.postern.mailauth.arc.Chain;
import dev.postern.mailauth.dmarc.Disposition;
import dev.postern.mailauth.dmarc.Evaluation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static final Evaluation REJECTED =
      new Evaluation(
          new Check("dmarc", "fail", "", Map.of("header.from", "good.test")), Disposition.REJECT);

  @ParameterizedTest
  @CsvSource({
    "pass, list.test, 'dmarc=pass', NONE",
    "pass, list.test, 'dmarc=fail; dkim=pass header.d=good.test', REJECT",
    "pass, list.test, 'dkim=pass header.d=good.test', NONE",
    "pass, list.test, 'dkim=pass header.d=mail.good.test', NONE",
    "pass, list.test, 'dkim=pass header.d=list.test', REJECT",
    "pass, list.test, 'dkim=fail header.d=good.test', REJECT",
    "pass, list.test, 'spf=pass smtp.mailfrom=a@list.test', REJECT",
    "pass, other.test, 'dmarc=pass', REJECT",
    "fail, list.test, 'dmarc=pass', REJECT",
    "temperror, list.test, 'dmarc=pass', REJECT"
  })
  void onlyATrustedSealerWhoSawItInOrderOverridesDmarc(
      String result, String sealer, String seen, Disposition wanted) {
    var arc =
        new Chain(
            new Check("arc", result, "", Map.of()),
            List.of(sealer),
            AuthenticationResults.parse("relay.test; " + seen));
    var score = new Score();
    var policy = new Policy(DmarcMode.ENFORCE, List.of("list.test"));
    assertThat(policy.of(REJECTED, arc, score)).isEqualTo(wanted);
    assertThat(score.reasons())
        .containsExactly(
            wanted == Disposition.NONE ? "dmarc reject, overridden by arc" : "dmarc reject");
    assertThat(score.sum()).isZero();
  }
}
