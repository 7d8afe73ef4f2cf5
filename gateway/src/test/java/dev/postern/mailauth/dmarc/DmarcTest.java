package dev.postern.mailauth.dmarc;

import static dev.postern.mailauth.SignedMails.mail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailauth.Check;
import dev.postern.support.MemoryDns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 9989 as tables. Records are written `domain tags`, parted by `|`.
class DmarcTest {
  private static MemoryDns zone(String records) {
    MemoryDns dns = new MemoryDns();
    for (String record : records.split("\\|", -1)) {
      String[] parts = record.strip().split(" ", 2);
      if (parts.length == 2) {
        dns.text("_dmarc." + parts[0], parts[1].startsWith("v=") ? parts[1] : version(parts[1]));
      }
    }
    return dns;
  }

  private static String version(String tags) {
    return "v=DMARC1; " + tags;
  }

  private static Check dkim(String domain) {
    return new Check("dkim", "pass", "", Map.of("header.d", domain));
  }

  private static Check spf(String property, String value) {
    return new Check("spf", "pass", "", Map.of(property, value));
  }

  private static String evaluate(MemoryDns dns, String from, Check... checks) {
    Evaluation evaluation =
        new Dmarc(dns).evaluate(mail("From: a@" + from + "\r\n\r\n"), List.of(checks));
    return evaluation.check().result() + " " + evaluation.disposition();
  }

  /// Which policy applies to mail that is not aligned, section 4.10.1.
  @ParameterizedTest
  @CsvSource({
    "'', a.example, none none",
    "a.example p=reject, a.example, fail reject",
    "a.example p=quarantine, a.example, fail quarantine",
    "a.example p=none, a.example, fail none",
    "a.example p=REJECT; SP=none, a.example, fail reject",
    "a.example p=reject, x.a.example, fail reject",
    "a.example p=reject; sp=quarantine, x.a.example, fail quarantine",
    "a.example p=none; sp=reject, x.a.example, fail reject",
    "a.example p=none; sp=reject | x.a.example p=quarantine, x.a.example, fail quarantine",
    "a.example p=none; np=reject, x.a.example, fail reject",
    "a.example p=none; sp=quarantine; np=reject, x.a.example, fail reject",
    "a.example p=none; sp=quarantine; np=reject, there.a.example, fail quarantine",
    "a.example p=none; np=reject, there.a.example, fail none",
    "a.example p=reject; t=y, a.example, fail quarantine",
    "a.example p=quarantine; t=y, a.example, fail none",
    "a.example p=none; t=y, a.example, fail none",
    "a.example p=reject; t=n; pct=0, a.example, fail reject",
    "a.example p=reject; pct=0, a.example, fail quarantine",
    "a.example p=reject; pct=1, a.example, fail reject",
    "a.example p=reject; pct=x, a.example, fail reject",
    "a.example p=reject; rua=mailto:x@y!10m; ruf=?; fo=1:d; rf=x; ri=0; new, a.example, fail"
        + " reject",
    "a.example rua=mailto:x@y, a.example, fail none",
    "a.example p=block, a.example, fail none",
    "a.example p=reject; sp=block, a.example, fail none",
    "a.example p=quarantine; p=reject, a.example, fail quarantine",
    "a.example p=reject | a.example p=none, a.example, none none",
    "a.example p=reject | a.example v=spf1 -all, a.example, fail reject",
    "a.example v=DMARC1, a.example, fail none",
    "a.example v=DMARC12; p=reject, a.example, none none",
    "a.example v=dmarc1; p=reject, a.example, none none",
    "a.example v=DMARC1;p=reject;, a.example, fail reject",
    "a.example v = DMARC1 ; p = reject, a.example, fail reject",
    "example p=reject; psd=y, a.example, fail reject",
    "example p=none; sp=quarantine; psd=y, there.a.example, fail quarantine",
    "example p=reject; psd=y | a.example p=none; sp=quarantine, x.a.example, fail quarantine",
    "example p=reject, a.example, fail reject",
    "a.example p=none; sp=none | x.a.example p=reject; psd=n, y.x.a.example, fail reject",
  })
  void policies(String records, String from, String outcome) {
    MemoryDns dns = zone(records).text("there.a.example", "no address, no MX");
    assertThat(evaluate(dns, from)).isEqualTo(outcome);
  }

  /// Whose word counts for the author, sections 4.4 and 4.10.2.
  @ParameterizedTest
  @CsvSource({
    "a.example p=reject, a.example, a.example, pass",
    "a.example p=reject, a.example, x.a.example, pass",
    "a.example p=reject, x.a.example, a.example, pass",
    "a.example p=reject, x.a.example, y.a.example, pass",
    "a.example p=reject, a.example, b.example, fail",
    "a.example p=reject, a.example, bada.example, fail",
    "a.example p=reject, a.example, example, fail",
    "a.example p=reject; adkim=s; aspf=s, a.example, a.example, pass",
    "a.example p=reject; adkim=s; aspf=s, a.example, x.a.example, fail",
    "a.example p=reject; adkim=s; aspf=s, x.a.example, a.example, fail",
    "a.example p=reject; adkim=x; aspf=x, x.a.example, a.example, pass",
    "a.example p=reject | x.a.example p=none, y.a.example, z.x.a.example, pass",
    "a.example p=reject | x.a.example p=none; psd=n, y.a.example, x.a.example, fail",
    "a.example p=reject | x.a.example p=reject; psd=n, y.x.a.example, a.example, fail",
    "a.example p=reject | x.a.example p=reject; psd=n, y.x.a.example, z.x.a.example, pass",
    "example p=reject; psd=y, x.a.example, a.example, pass",
    "example p=reject; psd=y, x.a.example, b.example, fail",
    "a.example p=reject; psd=y | b.a.example p=none, b.a.example, c.a.example, fail",
    "a.example p=reject; psd=y, a.example, a.example, pass",
    "b\u00fccher.example p=reject, xn--bcher-kva.example, xn--bcher-kva.example, none",
    "xn--bcher-kva.example p=reject, b\u00c3\u00bccher.example, XN--bcher-kva.example., pass",
  })
  void alignment(String records, String from, String domain, String result) {
    assertThat(evaluate(zone(records), from, dkim(domain))).startsWith(result + " ");
    assertThat(evaluate(zone(records), from, spf("smtp.mailfrom", "b@" + domain)))
        .startsWith(result + " ");
    assertThat(evaluate(zone(records), from, dkim("other.test"), dkim(domain)))
        .startsWith(result + " ");
  }

  @Test
  void heloCountsOnlyWithoutSender() {
    MemoryDns dns = zone("a.example p=reject");
    Check helo = spf("smtp.helo", "a.example");
    assertThat(evaluate(dns, "a.example", helo)).isEqualTo("pass none");
    assertThat(evaluate(dns, "a.example", helo, spf("smtp.mailfrom", "x@b.example")))
        .isEqualTo("fail reject");
  }

  @Test
  void onlyPassesCount() {
    MemoryDns dns = zone("a.example p=reject");
    for (String result : List.of("fail", "softfail", "neutral", "none", "policy", "permerror")) {
      Check check = new Check("dkim", result, "", Map.of("header.d", "a.example"));
      assertThat(evaluate(dns, "a.example", check)).isEqualTo("fail reject");
    }
  }

  @Test
  void whatCouldNotBeCheckedIsNotRefused() {
    MemoryDns dns = zone("a.example p=reject");
    Check check = new Check("dkim", "temperror", "", Map.of("header.d", "x.a.example"));
    assertThat(evaluate(dns, "a.example", check)).isEqualTo("temperror none");
    Check other = new Check("dkim", "temperror", "", Map.of("header.d", "b.example"));
    assertThat(evaluate(dns, "a.example", other)).isEqualTo("fail reject");
  }

  @ParameterizedTest
  @CsvSource({
    "_dmarc.a.example, a.example, temperror none",
    "_dmarc.a.example, x.a.example, temperror none",
    "_dmarc.example, a.example, fail reject",
    "_dmarc.example, x.a.example, temperror none",
    "_dmarc.b.example, a.example, fail reject",
  })
  void aNameServerThatFails(String name, String from, String outcome) {
    MemoryDns dns = zone("a.example p=reject").failing(name);
    assertThat(evaluate(dns, from, dkim("other.test"))).isEqualTo(outcome);
  }

  @Test
  void theDomainItselfNeedsNoWalk() {
    MemoryDns dns = zone("a.example p=reject").failing("_dmarc.example");
    assertThat(evaluate(dns, "a.example", dkim("a.example"))).isEqualTo("pass none");
  }

  /// Section 4.10: eight questions at most, the second for the last seven labels.
  @Test
  void aLongNameIsAskedEightTimes() {
    MemoryDns dns = zone("j.mail.example p=reject");
    assertThat(evaluate(dns, "a.b.c.d.e.f.g.h.i.j.mail.example")).isEqualTo("fail reject");
    assertThat(dns.asked)
        .containsExactly(
            "_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example",
            "_dmarc.f.g.h.i.j.mail.example",
            "_dmarc.g.h.i.j.mail.example",
            "_dmarc.h.i.j.mail.example",
            "_dmarc.i.j.mail.example",
            "_dmarc.j.mail.example",
            "_dmarc.mail.example",
            "_dmarc.example");
  }

  @Test
  void manySignersAreAskedForOnce() {
    MemoryDns dns = zone("a.example p=reject | x.a.example p=none; psd=n");
    List<Check> checks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      checks.add(dkim("s" + i + ".x.a.example"));
      checks.add(dkim("s" + i + ".foreign.test"));
    }
    assertThat(evaluate(dns, "a.example", checks.toArray(Check[]::new))).startsWith("fail");
    assertThat(dns.asked).doesNotHaveDuplicates().hasSize(2 + 8 + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', no From",
    "From: b@b.example|From: c@c.example, several From fields",
    "'From: b@b.example, c@c.example', several domains in From",
    "From: nobody, no domain in From",
    "From: a@[192.0.2.1], no domain in From",
    "From:, no domain in From",
    "From: undisclosed:;, no domain in From",
  })
  void whoCannotBeToldIsAnError(String header, String reason) {
    String text = header.replace("|", "\r\n") + "\r\n\r\n";
    Evaluation evaluation = new Dmarc(zone("a.example p=reject")).evaluate(mail(text), List.of());
    assertThat(evaluation.check().result()).isEqualTo("permerror");
    assertThat(evaluation.check().reason()).isEqualTo(reason);
    assertThat(evaluation.disposition()).isEqualTo(Disposition.NONE);
  }

  /// Who may write for one domain must not write in another's name by naming both.
  @ParameterizedTest
  @CsvSource({
    "'From: a@a.example, b@b.example', permerror reject",
    "'From: b@b.example, a@a.example', permerror reject",
    "'From: b@b.example, q@q.example', permerror quarantine",
    "'From: b@b.example, q@q.example, a@a.example', permerror reject",
    "From: a@a.example|From: b@b.example, permerror reject",
    "From: b@b.example|from : a@a.example, permerror reject",
    "From: a@a.example|From: a@a.example, permerror reject",
    "From: b@b.example|From: c@b.example, permerror none",
    "'From: b@b.example, c@c.example', permerror none",
  })
  void ofSeveralAuthorsTheStrictestPolicyCounts(String header, String outcome) {
    MemoryDns dns = zone("a.example p=reject | q.example p=quarantine | b.example p=reject");
    String text = header.replace("|", "\r\n") + "\r\n\r\n";
    Evaluation evaluation = new Dmarc(dns).evaluate(mail(text), List.of(dkim("b.example")));
    assertThat(evaluation.check().result() + " " + evaluation.disposition()).isEqualTo(outcome);
  }

  @Test
  void anAuthorHiddenInALongFieldIsJunk() {
    String from = "From: a@a.example (" + "x".repeat(70_000) + ")\r\n\r\n";
    Evaluation evaluation =
        new Dmarc(zone("a.example p=reject")).evaluate(mail(from), List.of(dkim("b.example")));
    assertThat(evaluation.check().reason()).isEqualTo("From too long");
    assertThat(evaluation.disposition()).isEqualTo(Disposition.QUARANTINE);
  }

  @Test
  void moreAuthorsThanCanBeAskedAboutAreJunk() {
    StringBuilder from = new StringBuilder("From: a@b.example");
    for (int i = 0; i < 200; i++) {
      from.append(",\r\n a@").append(i).append(".example");
    }
    MemoryDns dns = zone("b.example p=reject");
    Evaluation evaluation =
        new Dmarc(dns).evaluate(mail(from + "\r\n\r\n"), List.of(dkim("b.example")));
    assertThat(evaluation.disposition()).isEqualTo(Disposition.QUARANTINE);
    assertThat(dns.asked).hasSizeLessThan(50);
  }

  @ParameterizedTest
  @CsvSource({
    "From: A <a@a.example>",
    "'From: a@a.example, b@A.Example'",
    "'From: \"a@trusted.example\" <a@a.example>'",
    "'From: Doe, John <j@a.example>'",
    "From: a@trusted.example <a@a.example>",
    "From: =?utf-8?q?a=40trusted.example?= <a@a.example>",
    "From: (a@trusted.example) a@a.example",
    "From:|  <a@a.example>",
  })
  void theAuthorIsWhoTheReaderSees(String header) {
    String text = header.replace("|", "\r\n") + "\r\n\r\n";
    Evaluation evaluation = new Dmarc(zone("a.example p=reject")).evaluate(mail(text), List.of());
    assertThat(evaluation.check())
        .isEqualTo(
            new Check(
                "dmarc", "fail", "", Map.of("header.from", "a.example", "policy.dmarc", "reject")));
  }

  @Test
  void theRecordsDomainIsNamed() {
    Evaluation evaluation =
        new Dmarc(zone("a.example p=reject"))
            .evaluate(mail("From: a@x.a.example\r\n\r\n"), List.of());
    assertThat(evaluation.check().properties()).containsEntry("polrec.domain", "a.example");
  }
}
