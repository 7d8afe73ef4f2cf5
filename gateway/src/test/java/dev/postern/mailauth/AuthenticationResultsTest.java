package dev.postern.mailauth;

import static dev.postern.mailauth.SignedMails.mail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.HeaderEdit;
import dev.postern.mail.HeaderField;
import dev.postern.support.Cases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationResultsTest {
  private static final String ID = "mx.example.org";

  private static Check check(String result, String reason, String property, String value) {
    return new Check("spf", result, reason, Map.of(property, value));
  }

  private static String field(Check... checks) {
    return new AuthenticationResults(ID, List.of(checks)).field();
  }

  @Test
  void resultsAreWrittenOneALine() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("header.d", "example.net");
    properties.put("header.s", "s1");
    properties.put("header.a", "rsa-sha256");
    properties.put("header.b", "Ab/+8==x");
    assertThat(
            field(
                check("pass", "", "smtp.mailfrom", "a@example.net"),
                new Check("dkim", "fail", "body does not match", properties)))
        .isEqualTo(
            "Authentication-Results: mx.example.org;\r\n"
                + " spf=pass smtp.mailfrom=a@example.net;\r\n"
                + " dkim=fail reason=\"body does not match\" header.d=example.net header.s=s1\r\n"
                + " header.a=rsa-sha256 header.b=\"Ab/+8==x\"");
    assertThat(field()).isEqualTo("Authentication-Results: mx.example.org; none");
  }

  /// What a peer says is a value and nothing else.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x; dkim=pass header.d=bank.example",
        "x\r\nAuthentication-Results: mx.example.org; dkim=pass",
        "x\nBcc: y",
        "x\" ; dmarc=pass (",
        "\\\"; dmarc=pass",
        "(comment",
        "",
        " ",
        "\u202ereversed\u0000\u007f\u0085\u2028",
        "\ud800",
        "\"quoted local\"@example.org",
        "a@b@c",
        "=?utf-8?q?=0D=0A?="
      })
  void nothingBreaksOut(String value) {
    String field = field(check("fail", value, "smtp.mailfrom", value), check("none", "", "x", "y"));
    assertThat(field.replace("\r\n ", "").chars()).noneMatch(c -> c < ' ' || c == 127);
    HeaderEdit.of(mail("\r\n").octets()).prepend(field);
    AuthenticationResults read =
        AuthenticationResults.parse(field.substring(field.indexOf(':') + 1)).orElseThrow();
    assertThat(read.checks()).extracting(Check::result).containsExactly("fail", "none");
    assertThat(read.checks().getFirst().properties()).containsOnlyKeys("smtp.mailfrom");
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Cases.forAll(random -> {
      Check check = check("pass", text(random), "smtp.mailfrom", text(random) + "@" + text(random));
      AuthenticationResults results = new AuthenticationResults("a b", List.of(check, check));
      String field = results.field();
      assertThat(field.split("\r\n", -1)).allMatch(line -> line.length() < 998);
      assertThat(AuthenticationResults.parse(field.substring(field.indexOf(':') + 1)))
          .as(field)
          .hasValue(results);
    });
  }

  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i >= 0; i--) {
      text.append((char) random.nextInt(33, 127));
    }
    return text.toString();
  }

  /// RFC 8601 appendix B.
  @Test
  void theExamplesOfTheRfcAreRead() {
    AuthenticationResults several =
        AuthenticationResults.parse(
                " example.com;\r\n dkim=pass (good signature) header.d=mail-router.example.net;"
                    + " dkim=fail (bad signature)\r\n   header.d=newyork.example.com")
            .orElseThrow();
    assertThat(several.authservId()).isEqualTo("example.com");
    assertThat(several.checks())
        .containsExactly(
            new Check("dkim", "pass", "", Map.of("header.d", "mail-router.example.net")),
            new Check("dkim", "fail", "", Map.of("header.d", "newyork.example.com")));
    AuthenticationResults commented =
        AuthenticationResults.parse(
                "foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay)"
                    + " = (wait for it) fail\r\n policy (A dot can go here) . (like that) expired"
                    + "\r\n (this surprised me) = (as I wasn't expecting it) 1362471462")
            .orElseThrow();
    assertThat(commented.checks())
        .containsExactly(new Check("dkim", "fail", "", Map.of("policy.expired", "1362471462")));
    assertThat(AuthenticationResults.parse("example.org 1; none").orElseThrow().checks()).isEmpty();
    assertThat(AuthenticationResults.parse(" ; spf=pass")).isEmpty();
    assertThat(AuthenticationResults.parse("(only a comment")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mx.example.org; spf=pass",
        "MX.Example.ORG;spf=pass",
        "mx.example.org",
        "mx.example.org 1; none",
        "mx.example.org/1; none",
        "mx.example.org.; none",
        "(a (nested) comment) mx.example.org; none",
        "\r\n\tmx.example.org\r\n ; none",
        "\"mx.example.org\"; none",
        "\"mx.exam\\ple.org\"; none",
        "mx(comment).example.org; none",
        "m\"x\".example.org; none",
        "=?utf-8?q?mx=2Eexample=2Eorg?=; none",
        "=?us-ascii?b?bXguZXhhbXBsZS5vcmc=?=; none",
        "mx.exa\u0001mple.org; none",
        "mx.exa\u00e2\u0080\u008bmple.org; none",
        "\u00ef\u00bd\u008dx.example.org; none",
        "(never ends mx.example.org; none",
        "; none",
        ""
      })
  void whatClaimsToBeOursIsFound(String value) {
    RawMail mail = mail("A: 1\r\nauthentication-RESULTS : " + value + "\r\nB: 2\r\n\r\n");
    assertThat(AuthenticationResults.forged(mail.header(), ID)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.org; spf=pass",
        "mx.example.org.evil.example; spf=pass",
        "other.example; spf=pass smtp.mailfrom=mx.example.org",
        "other.example (mx.example.org); none"
      })
  void whatOthersSayStays(String value) {
    RawMail mail = mail("Authentication-Results: " + value + "\r\n\r\n");
    assertThat(AuthenticationResults.forged(mail.header(), ID)).isEmpty();
  }

  @Test
  void forgedFieldsGoAloneWithTheirFolds() throws IOException {
    String text =
        "Authentication-Results: x.example; none\r\n"
            + "Authentication-Results:\r\n"
            + "\tmx.example.org;\r\n"
            + " spf=pass\r\n"
            + "From: a@b\r\n\r\n"
            + "body";
    RawMail mail = mail(text);
    HeaderEdit edit = HeaderEdit.of(mail.octets());
    AuthenticationResults.forged(mail.header(), ID).forEach(edit::remove);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    edit.prepend("Authentication-Results: mx.example.org; none").writeTo(out);
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .isEqualTo(
            "Authentication-Results: mx.example.org; none\r\n"
                + "Authentication-Results: x.example; none\r\nFrom: a@b\r\n\r\nbody");
  }

  @Test
  @Timeout(20)
  void hostileFieldsAreBounded() {
    for (String value :
        List.of(
            "(".repeat(1 << 20),
            "\"".repeat(60_000),
            "(a)".repeat(20_000),
            ";=".repeat(30_000),
            "x.".repeat(30_000) + ";",
            "a;" + "b=c d.e=f ".repeat(6_000))) {
      RawMail mail = mail(("Authentication-Results: " + value + "\r\n").repeat(8) + "\r\n");
      AuthenticationResults.forged(mail.header(), ID);
      mail.header().fields().stream()
          .map(HeaderField::unfoldedRaw)
          .forEach(AuthenticationResults::parse);
    }
  }
}
