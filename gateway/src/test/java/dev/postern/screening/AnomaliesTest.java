package dev.postern.screening;

import static dev.postern.screening.Screen.PLAIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailauth.RawMail;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnomaliesTest {
  private static final Anomalies ANOMALIES = new Anomalies("mx.here.test");

  private static List<String> judged(String helo, String mail, boolean utf8, boolean known) {
    var score = new Score();
    var arrival = new Arrival(InetAddress.ofLiteral("192.0.2.1"), helo, "ann@good.test", utf8);
    ANOMALIES.judge(arrival, RawMail.of(Screen.mail(mail)), known, Screen.NOW, score);
    return score.reasons();
  }

  @Test
  void nothingIsOddAboutAPlainMail() {
    assertThat(judged("mx.good.test", PLAIN, false, true)).isEmpty();
    assertThat(judged("[192.0.2.1]", PLAIN, false, true)).isEmpty();
    assertThat(judged("mx.good.test", PLAIN, false, false)).containsExactly("unauthenticated 1.0");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, helo-numeric 1.0",
    "2001:db8::1, helo-numeric 1.0",
    "desktop, helo-no-domain 0.5",
    "MX.here.test., helo-own-name 2.0"
  })
  void namesOfClientsAreLookedAt(String helo, String reason) {
    assertThat(judged(helo, PLAIN, false, true)).containsExactly(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "(?m)^From:.*\\n, '', no-from 2.0",
    "(?m)^To:, 'From: x@good.test\nTo:', several-from 2.0",
    "(?m)^Date:.*\\n, '', no-date 1.0",
    "11:58:00 .0000, soon, ''",
    "Date: .*, Date: tomorrow, date-far-off 1.0",
    "'Date: .*', 'Date: Mon, 1 Jun 2037 11:58:00 +0000', date-far-off 1.0",
    "'Date: .*', 'Date: Thu, 1 Jan 1970 00:00:00 +0000', date-far-off 1.0",
    "(?m)^Message-ID:.*\\n, '', no-message-id 0.5",
    "(?m)^Received:.*\\n, '', no-received 0.3",
    "(?m)^To:.*\\n, '', no-to 0.3",
    "hello, h\u00e4llo, raw-8bit-header 1.0"
  })
  void headersAreLookedAt(String pattern, String replacement, String reason) {
    String mail = PLAIN.replaceFirst(pattern, replacement);
    assertThat(judged("mx.good.test", mail, false, true))
        .isEqualTo(reason.isEmpty() ? List.of() : List.of(reason));
  }

  @Test
  void eightBitHeadersAreRightWithSmtputf8() {
    assertThat(judged("mx.good.test", PLAIN.replace("hello", "h\u00e4llo"), true, true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann@mail.good.test", "ann@GOOD.test"})
  void relatedDomainsAreNotUnlike(String author) {
    assertThat(judged("mx.good.test", PLAIN.replace("ann@good.test", author), false, false))
        .containsExactly("unauthenticated 1.0");
  }

  @Test
  void anAuthorUnlikeTheSenderIsOddWithoutProof() {
    String foreign = PLAIN.replace("ann@good.test", "boss@bank.test");
    assertThat(judged("mx.good.test", foreign, false, true)).isEmpty();
    assertThat(judged("mx.good.test", foreign, false, false))
        .containsExactly("unauthenticated 1.0", "from-unlike-sender 1.0");
  }
}
