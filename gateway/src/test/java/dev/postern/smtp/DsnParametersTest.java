package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.outbound.Wishes;
import dev.postern.outbound.Wishes.Notify;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a sender asks of the transmission (RFC 3461, RFC 6533, RFC 8689).
class DsnParametersTest {
  private static Wishes wishes(String mail, String rcpt) {
    Talk talk = Talk.signedIn();
    talk.connection.secure = true;
    talk.say("MAIL FROM:<ann@here.test> " + mail, "RCPT TO:<bob@here.test> " + rcpt);
    assertThat(talk.say("DATA", "x", ".")).contains("250 2.0.0 accepted");
    return talk.intake.envelopes.getFirst().wishes();
  }

  @Test
  void whatIsAskedReachesTheQueue() {
    Wishes wishes =
        wishes("RET=hdrs ENVID=a+2Bb+20c REQUIRETLS", "NOTIFY=success,DELAY ORCPT=rfc822;x+2By@z");
    assertThat(wishes)
        .isEqualTo(
            new Wishes(
                Optional.of(Wishes.Ret.HDRS),
                "a+b c",
                true,
                java.util.Map.of(
                    "bob@here.test",
                    new Wishes.Recipient(
                        Optional.of(Set.of(Notify.SUCCESS, Notify.DELAY)), "rfc822;x+y@z"))));
    assertThat(wishes("", "NOTIFY=NEVER").of("bob@here.test").wants(Notify.FAILURE)).isFalse();
    assertThat(wishes("", "")).isEqualTo(Wishes.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "utf-8;j\\x{FC}rg@x,utf-8;jürg@x",
    "UTF-8;a\\x{1F600}@x,UTF-8;a😀@x",
    "utf-8;jürg@x,utf-8;jürg@x",
    "rfc822;a+40b,rfc822;a@b",
  })
  void originalRecipientsAreDecoded(String given, String decoded) {
    assertThat(wishes("SMTPUTF8", "ORCPT=" + given).of("bob@here.test").original())
        .isEqualTo(decoded);
  }

  @ParameterizedTest
  @CsvSource({
    "RET=, 501",
    "RET=BODY, 501",
    "RET, 501",
    "ENVID=, 501",
    "ENVID=a=b, 501",
    "ENVID=a+, 501",
    "ENVID=a+4, 501",
    "ENVID=a+4g, 501",
    "ENVID=a+0D+0AX, 501",
    "ENVID=a+00, 501",
    "ENVID=a+7F, 501",
    "ENVID=é, 501",
    "RET=FULL RET=FULL, 501",
    "SMTPUTF8=yes, 501",
    "REQUIRETLS, 555",
    "NOTIFY=NEVER, 555"
  })
  @Tag("I-13")
  void aBadParameterOfMailIsRefused(String parameter, String code) {
    Talk talk = Talk.signedIn();
    assertThat(talk.say("MAIL FROM:<ann@here.test> " + parameter)).startsWith(code);
    assertThat(talk.say("MAIL FROM:<ann@here.test>")).startsWith("250");
    talk.connection.secure = true;
    talk.say("RSET");
    assertThat(talk.say("MAIL FROM:<ann@here.test> REQUIRETLS=1")).startsWith("501");
  }

  @Test
  @Tag("I-13")
  void aBadParameterOfRcptIsRefused() {
    List<String> bad =
        List.of(
            "NOTIFY=",
            "NOTIFY",
            "NOTIFY=NEVER,SUCCESS",
            "NOTIFY=SUCCESS,",
            "NOTIFY=SUCCESS NOTIFY=SUCCESS",
            "ORCPT=",
            "ORCPT=a@b",
            "ORCPT=;a",
            "ORCPT=rfc822;",
            "ORCPT=rf c822;a",
            "ORCPT=rfc822;a+0D+0AQUIT",
            "ORCPT=rfc822;é",
            "ORCPT=utf-8;\\x{0D}",
            "ORCPT=utf-8;\\x{2028}",
            "ORCPT=utf-8;\\x{D800}",
            "ORCPT=utf-8;\\x{110000}",
            "ORCPT=utf-8;\\x{FC",
            "ORCPT=utf-8;\\y",
            "ORCPT=utf-8;a\u2028b",
            "ORCPT=rfc822;" + "x".repeat(500));
    Talk talk = Talk.signedIn();
    talk.say("MAIL FROM:<ann@here.test> SMTPUTF8");
    for (String parameter : bad) {
      if (talk.closed()) {
        talk = Talk.signedIn();
        talk.say("MAIL FROM:<ann@here.test> SMTPUTF8");
      }
      assertThat(talk.say("RCPT TO:<bob@here.test> " + parameter))
          .as(parameter)
          .matches("(501|555|421) [^\n]*\n");
    }
  }
}
