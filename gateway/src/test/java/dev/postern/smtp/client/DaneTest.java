package dev.postern.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dns.Dns.Tlsa;
import dev.postern.outbound.Transport.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// TLS as TLSA records want it (RFC 7672).
class DaneTest extends TlsStage {
  @ParameterizedTest
  @CsvSource({
    "3, 1, 1", "3, 1, 2", "3, 0, 0", "3, 0, 1", "3, 1, 0", "2, 0, 1", "2, 1, 2", "2, 0, 0"
  })
  void aTlsaRecordThatDescribesTheCertificateIsEnough(int usage, int selector, int matching)
      throws IOException {
    FakeHop to = hop(certificate);
    ClientStage from =
        dane(
            to,
            TestCertificate.tlsa(
                usage, selector, matching, usage == 3 ? certificate.leaf() : certificate.root()));
    // No authority is asked.
    from.tls = stranger.trusting();
    assertThat(send(from)).isInstanceOf(Outcome.Accepted.class);
    assertThat(to.mails.getFirst().tls()).isNotNull();
    assertThat(send(from)).isInstanceOf(Outcome.Accepted.class);
    assertThat(to.connections.get()).isEqualTo(1);
  }

  @Test
  void aDomainThatIsItsOwnServerMayHaveRecords() throws IOException {
    FakeHop to = hop(certificate);
    ClientStage from = direct(to);
    from.dns.secure = true;
    from.dns.address("mx.there.test", "127.0.0.1");
    from.dns.tlsa(
        "_" + to.port() + "._tcp.mx.there.test", TestCertificate.tlsa(2, 0, 1, certificate.root()));
    assertThat(from.send(ClientStage.MAIL, "bob@mx.there.test").getFirst())
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(to.mails.getFirst().tls()).isNotNull();
  }

  @Test
  void aRecordOfTheEndEntityCountsWhateverTheNames() throws IOException {
    FakeHop to = hop(stranger);
    assertThat(send(dane(to, TestCertificate.tlsa(3, 1, 1, stranger.leaf()))))
        .isInstanceOf(Outcome.Accepted.class);
  }

  @ParameterizedTest
  @CsvSource({"3, 1, 1", "2, 0, 1"})
  void aCertificateThatNoRecordDescribesIsRefused(int usage, int selector, int matching)
      throws IOException {
    FakeHop to = hop(certificate);
    TestCertificate other = stranger;
    assertThat(
            send(
                dane(
                    to,
                    TestCertificate.tlsa(
                        usage, selector, matching, usage == 3 ? other.leaf() : other.root()))))
        .isInstanceOf(Outcome.Unreachable.class);
    assertThat(to.mails).isEmpty();
  }

  @Test
  void anAnchorDoesNotVouchForAnotherName() throws IOException {
    FakeHop to = hop(stranger);
    assertThat(send(dane(to, TestCertificate.tlsa(2, 0, 1, stranger.root()))))
        .isInstanceOf(Outcome.Unreachable.class);
  }

  @Test
  void withRecordsTheHopMustHaveTls() throws IOException {
    FakeHop to = hop(null);
    assertThat(send(dane(to, TestCertificate.tlsa(3, 1, 1, certificate.leaf()))))
        .isInstanceOf(Outcome.Unreachable.class);
  }

  @Test
  void recordsThatNobodyCanUseDemandAnyTls() throws IOException {
    Tlsa unusable = TestCertificate.tlsa(1, 1, 1, certificate.leaf());
    FakeHop plain = hop(null);
    assertThat(send(dane(plain, unusable))).isInstanceOf(Outcome.Unreachable.class);
    stop();
    FakeHop to = hop(stranger);
    assertThat(send(dane(to, unusable))).isInstanceOf(Outcome.Accepted.class);
    assertThat(to.mails.getFirst().tls()).isNotNull();
  }

  @Test
  void recordsThatNobodyVouchesForMeanNothing() throws IOException {
    FakeHop to = hop(certificate);
    ClientStage from = dane(to, TestCertificate.tlsa(3, 1, 1, stranger.leaf()));
    from.dns.secure = false;
    assertThat(send(from)).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void recordsThatCannotBeLookedUpMakeTheMailWait() throws IOException {
    FakeHop to = hop(certificate);
    ClientStage from = dane(to);
    from.dns.failing("_" + to.port() + "._tcp.mx.there.test");
    assertThat(send(from)).isInstanceOf(Outcome.Unreachable.class);
  }

  @Test
  void daneWinsOverMtaSts() throws IOException {
    FakeHop to = hop(certificate);
    ClientStage from = dane(to, TestCertificate.tlsa(3, 1, 1, certificate.leaf()));
    from.tls = stranger.trusting();
    from.dns.text("_mta-sts.there.test", "v=STSv1; id=1");
    from.fetcher = _ -> "version: STSv1\nmode: enforce\nmx: mx.there.test\nmax_age: 86400\n";
    assertThat(send(from)).isInstanceOf(Outcome.Accepted.class);
    stop();
    FakeHop other = hop(certificate);
    ClientStage again = dane(other, TestCertificate.tlsa(3, 1, 1, stranger.leaf()));
    again.dns.text("_mta-sts.there.test", "v=STSv1; id=1");
    again.fetcher = from.fetcher;
    assertThat(send(again)).isInstanceOf(Outcome.Unreachable.class);
  }
}
