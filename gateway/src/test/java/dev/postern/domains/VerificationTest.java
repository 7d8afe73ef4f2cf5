package dev.postern.domains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.domains.Finding.Status;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is found of a domain in every state of its records, and what it may do then.
class VerificationTest {
  private static final String NAME = "x.test";
  private static final Proof[] ALL = Proof.values();

  @TempDir private Path data;
  private DomainHouse house;

  @BeforeEach
  void start() {
    house = new DomainHouse(data);
    house.create(NAME);
  }

  @AfterEach
  void stop() {
    house.close();
  }

  private void found(Proof proof, Status status, String message) {
    Finding finding = house.verify(NAME, proof);
    assertThat(finding.status()).as(proof + " " + finding.message()).isEqualTo(status);
    assertThat(finding.message()).contains(message);
  }

  @Test
  void aRecordThatIsNotThereIsPendingAndNamed() {
    found(Proof.OWNERSHIP, Status.PENDING, "no TXT record at x.test has the value");
    found(Proof.MX, Status.PENDING, "no MX record at x.test");
    found(Proof.SPF, Status.PENDING, "no TXT record at x.test begins with v=spf1");
    found(Proof.DKIM, Status.PENDING, "p202611r._domainkey.x.test");
    found(Proof.FEEDBACK, Status.PENDING, "no MX record at bounce.x.test");
    found(Proof.DMARC, Status.PENDING, "no TXT record at _dmarc.x.test");
    found(Proof.ARC, Status.PENDING, "p202611r._domainkey.x.test");
    assertThat(house.registry().isLocal(NAME)).isFalse();
  }

  @Test
  void whatIsToBePublishedIsVerifiedOnceItIs() {
    house.publish(NAME, ALL);
    for (Proof proof : ALL) {
      found(proof, Status.DONE, "");
      assertThat(house.domain(NAME).verified(proof)).isTrue();
    }
    assertThat(house.registry().isLocal("X.test")).isTrue();
    assertThat(house.registry().maySend(NAME)).isTrue();
    assertThat(house.keyring().active(NAME)).hasSize(2);
  }

  @Test
  void aWrongRecordHasFailedAndIsTold() {
    house.dns.text(NAME, "postern-ownership-verify=another");
    house.dns.mx(NAME, "mx.elsewhere.test");
    house.dns.text(NAME, "v=spf1 ip4:192.0.2.1 include:_spf.elsewhere.test -all");
    house.dns.text("p202611r._domainkey." + NAME, "v=DKIM1; k=rsa; p=MIIB");
    house.dns.mx("bounce." + NAME, "");
    house.dns.text("_dmarc." + NAME, "v=DMARC1; rua=mailto:a@x.test");
    found(Proof.OWNERSHIP, Status.FAILED, "x.test has another value");
    found(Proof.MX, Status.FAILED, "name mx.elsewhere.test, not mx.postern.test");
    found(Proof.SPF, Status.FAILED, "add a:mx.postern.test to it");
    found(Proof.DKIM, Status.FAILED, "another key at p202611r._domainkey.x.test");
    found(Proof.FEEDBACK, Status.FAILED, "no server (RFC 7505)");
    found(Proof.DMARC, Status.FAILED, "with p=");
  }

  @Test
  void aDnsThatDoesNotAnswerChangesNothingAndSaysSo() {
    house.dns.failing(NAME);
    found(Proof.MX, Status.PENDING, "did not answer for x.test");
    house.dns.answering(NAME);
    house.publish(NAME, ALL);
    for (Proof proof : ALL) {
      found(proof, Status.DONE, "");
    }
    for (String name :
        new String[] {NAME, "bounce." + NAME, "_dmarc." + NAME, "p202611r._domainkey." + NAME}) {
      house.dns.failing(name);
    }
    for (Proof proof : EnumSet.complementOf(EnumSet.of(Proof.OWNERSHIP, Proof.DKIM, Proof.ARC))) {
      found(proof, Status.DONE, "did not answer");
    }
    found(Proof.DKIM, Status.DONE, "");
    assertThat(house.keyring().active(NAME)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v=spf1 a:mx.postern.test ~all                  | DONE
          v=spf1 +a:MX.postern.test -all                 | DONE
          V=SPF1 include:_spf.x.test -all                | DONE
          v=spf1 redirect=_spf.x.test                    | DONE
          v=spf1 mx -all                                 | DONE
          v=spf1 mx:other.test -all                      | FAILED
          v=spf1 +all                                    | DONE
          v=spf1 -a:mx.postern.test ~all                 | FAILED
          v=spf1 -all                                    | FAILED
          v=spf1                                         | FAILED
          v=spf10 a:mx.postern.test                      | PENDING
          v=spf1 include:loop.test -all                  | FAILED
          v=spf1 include:%{d}.x.test ip4:nonsense a -all | FAILED
          """)
  void anSpfRecordIsReadAsFarAsNeeded(String record, Status status) {
    house.dns.text(NAME, record);
    house.dns.text("_spf.x.test", "v=spf1 a:mx.postern.test ?all");
    house.dns.text("loop.test", "v=spf1 include:loop.test -all");
    house.dns.mx(NAME, DomainStage.HOST);
    assertThat(house.verify(NAME, Proof.SPF).status()).isEqualTo(status);
  }

  @Test
  void twoSpfRecordsAreNone() {
    house.dns.text(NAME, "v=spf1 a:mx.postern.test -all").text(NAME, "v=spf1 -all");
    found(Proof.SPF, Status.FAILED, "there are 2 SPF records");
  }

  @Test
  void anIncludedNameThatIsNotAnsweredLeavesItOpen() {
    house.dns.text(NAME, "v=spf1 include:_spf.x.test -all").failing("_spf.x.test");
    found(Proof.SPF, Status.PENDING, "did not answer");
  }

  @Test
  void theRsaKeyAloneIsEnoughAndTheOtherOneDoesNotSign() {
    DnsRecord rsa =
        house.records(NAME).stream()
            .filter(record -> record.host().equals("p202611r._domainkey"))
            .findFirst()
            .orElseThrow();
    house.dns.text("p202611r._domainkey." + NAME, rsa.value().replace("; ", ";\t "));
    found(Proof.DKIM, Status.DONE, "for want of its record: p202611e._domainkey.x.test");
    house.publish(NAME, Proof.OWNERSHIP, Proof.MX);
    found(Proof.OWNERSHIP, Status.DONE, "");
    found(Proof.MX, Status.DONE, "");
    assertThat(house.keyring().active(NAME))
        .extracting(key -> key.selector())
        .containsExactly("p202611r");
  }

  @Test
  void aKeyWhoseRecordVanishesSignsNoLonger() {
    house.publish(NAME, ALL);
    house.recheck();
    assertThat(house.keyring().active(NAME)).hasSize(2);
    house.dns.remove("p202611r._domainkey." + NAME);
    found(Proof.DKIM, Status.PENDING, "p202611r");
    assertThat(house.keyring().active(NAME))
        .extracting(key -> key.selector())
        .containsExactly("p202611e");
  }

  @Test
  void aValueOfOwnershipExpiresAndInfoGivesANewOne() {
    String value = house.domain(NAME).ownership().value();
    house.publish(NAME, Proof.OWNERSHIP);
    house.clock.pass(Duration.ofDays(7));
    found(Proof.OWNERSHIP, Status.FAILED, "ask for a new one");
    HostedDomain asked = house.hosting().publishing(house.domain(NAME));
    assertThat(asked.ownership().value()).isNotEqualTo(value);
    assertThat(house.hosting().publishing(asked).ownership()).isEqualTo(asked.ownership());
    found(Proof.OWNERSHIP, Status.FAILED, "another value");
    house.publish(NAME, Proof.OWNERSHIP);
    found(Proof.OWNERSHIP, Status.DONE, "");
    house.clock.pass(Duration.ofDays(30));
    house.dns.remove(NAME);
    found(Proof.OWNERSHIP, Status.DONE, "");
    assertThat(house.hosting().publishing(house.domain(NAME)).ownership())
        .isEqualTo(asked.ownership());
  }

  @Test
  void aDomainGoesLiveByItselfAndStaysLive() {
    house.recheck();
    int questions = house.dns.asked.size();
    house.recheck();
    assertThat(house.dns.asked).hasSize(questions);
    house.publish(NAME, Proof.OWNERSHIP, Proof.MX);
    house.clock.pass(Duration.ofSeconds(30));
    house.recheck();
    assertThat(house.registry().isLocal(NAME)).isTrue();
    house.agent("ann@" + NAME);
    house.restart();
    assertThat(house.registry().isLocal(NAME)).isTrue();
    house.dns.remove(NAME);
    house.clock.pass(Duration.ofHours(2));
    house.recheck();
    assertThat(house.domain(NAME).verified(Proof.MX)).isFalse();
    assertThat(house.registry().isLocal(NAME)).isTrue();
    refused(() -> house.agent("bob@" + NAME), "its mx record (MX) was not found");
  }

  @Test
  void afterAnHourItIsLookedForEveryHour() {
    house.clock.pass(Duration.ofMinutes(61));
    house.recheck();
    int questions = house.dns.asked.size();
    house.clock.pass(Duration.ofMinutes(59));
    house.recheck();
    assertThat(house.dns.asked).hasSize(questions);
    house.clock.pass(Duration.ofMinutes(1));
    house.recheck();
    assertThat(house.dns.asked.size()).isGreaterThan(questions);
  }

  private static void refused(Runnable work, String message) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> {
              assertThat(e.fault()).isEqualTo(Fault.DOMAIN_NOT_VERIFIED);
              assertThat(e.text()).contains(message);
            });
  }

  @Test
  void anAccountNeedsOwnershipAndMx() {
    refused(
        () -> house.agent("ann@" + NAME),
        "domain x.test is not verified: its ownership record (TXT) was not found, its mx record");
    house.publish(NAME, Proof.MX);
    house.verify(NAME, Proof.MX);
    refused(() -> house.agent("ann@" + NAME), "its ownership record (TXT) was not found");
    assertThat(house.registry().isLocal(NAME)).isFalse();
    house.publish(NAME, Proof.OWNERSHIP);
    house.verify(NAME, Proof.OWNERSHIP);
    assertThat(house.agent("ann@" + NAME).email()).isEqualTo("ann@x.test");
  }

  @Test
  void sendingOutNeedsSpfAndDkimToo() {
    house.publish(NAME, Proof.OWNERSHIP, Proof.MX);
    house.recheck();
    var ann = house.agent("ann@" + NAME);
    refused(() -> house.recipients().checkSender(ann.account()), "domain x.test is not verified");
    house.recipients().checkSender(house.agent("ann@" + DomainHouse.HOME).account());
    house.publish(NAME, Proof.SPF, Proof.DKIM);
    house.clock.pass(Duration.ofSeconds(30));
    house.recheck();
    house.recipients().checkSender(ann.account());
  }

  @Test
  void aTrialDomainWorksAtOnceWithoutAnyQuestion() {
    house.create("shop.agents.localhost");
    house.agent("ann@shop.agents.localhost");
    house.recheck();
    assertThat(house.dns.asked).noneMatch(name -> name.contains("localhost"));
    assertThat(house.records("shop.agents.localhost")).isEmpty();
    assertThat(house.keyring().active("shop.agents.localhost")).isEmpty();
    assertThat(house.store().keys(house.domain("shop.agents.localhost").id())).isEmpty();
  }

  @Test
  void theDomainOfAnotherApplicationCannotBeHad() {
    var other = house.other();
    HostedDomain theirs = house.hosting().create(other.id(), NAME, "");
    assertThat(theirs.ownership().value()).isNotEqualTo(house.domain(NAME).ownership().value());
    house.publish(NAME, ALL);
    house.recheck();
    assertThatThrownBy(() -> house.agent(other, "eve@" + NAME))
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> assertThat(e.fault()).isEqualTo(Fault.DOMAIN_NOT_VERIFIED));
    house.dns.text(NAME, theirs.ownership().value());
    house.clock.pass(Duration.ofSeconds(30));
    house.recheck();
    HostedDomain checked = house.hosting().find(other.id(), NAME);
    assertThat(checked.live()).isFalse();
    assertThat(checked.finding(Proof.OWNERSHIP).orElseThrow().message())
        .contains("another application has verified");
    assertThatThrownBy(() -> house.agent(other, "eve@nobody.test"))
        .hasMessageContaining("domain nobody.test is not registered");
    assertThatThrownBy(() -> house.hosting().find(house.other().id(), "none.test"))
        .isInstanceOf(GatewayException.class);
  }
}
