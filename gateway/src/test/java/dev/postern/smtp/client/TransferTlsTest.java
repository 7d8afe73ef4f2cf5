package dev.postern.smtp.client;

import static dev.postern.smtp.client.ClientStage.MAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dns.Dns.Tlsa;
import dev.postern.outbound.Transport.Outcome;
import dev.postern.outbound.Wishes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS as the hop, MTA-STS and DANE want it.
class TransferTlsTest {
  private static final Wishes TLS_ONLY = new Wishes(Optional.empty(), "", true, Map.of());

  @TempDir private static Path files;
  private static TestCertificate certificate;
  private static TestCertificate stranger;

  private @Nullable FakeHop hop;
  private @Nullable ClientStage stage;

  @BeforeAll
  static void certificates() {
    certificate = TestCertificate.of(files.resolve("a"), "mx.there.test", "127.0.0.1");
    stranger = TestCertificate.of(files.resolve("b"), "other.test");
  }

  @AfterEach
  void stop() throws IOException {
    if (stage != null) {
      stage.close();
    }
    if (hop != null) {
      hop.close();
    }
  }

  private FakeHop hop(@Nullable TestCertificate shown) throws IOException {
    hop = new FakeHop("127.0.0.1", shown == null ? null : shown.server(), false);
    return hop;
  }

  private ClientStage direct(FakeHop to) {
    stage = ClientStage.direct(to.port());
    stage.tls = certificate.trusting();
    return stage;
  }

  private ClientStage sts(FakeHop to, String mode, String mx) {
    ClientStage made = direct(to);
    made.dns.text("_mta-sts.there.test", "v=STSv1; id=1");
    made.fetcher =
        _ -> "version: STSv1\r\nmode: " + mode + "\r\nmx: " + mx + "\r\nmax_age: 86400\r\n";
    return made;
  }

  private ClientStage dane(FakeHop to, Tlsa... records) {
    ClientStage made = direct(to);
    made.dns.secure = true;
    for (Tlsa record : records) {
      made.dns.tlsa("_" + to.port() + "._tcp.mx.there.test", record);
    }
    return made;
  }

  private static Outcome send(ClientStage from) {
    return from.send(MAIL, "bob@there.test").getFirst();
  }

  @Test
  void anyCertificateIsBetterThanNone() throws IOException {
    FakeHop to = hop(stranger);
    assertThat(send(direct(to))).isInstanceOf(Outcome.Accepted.class);
    assertThat(to.mails.getFirst().tls()).startsWith("TLSv1.");
    assertThat(to.said("EHLO")).hasSize(2);
    assertThat(to.names).containsExactly("type=host_name (0), value=mx.there.test");
  }

  @Test
  void whoHasNoTlsGetsItInTheClear() throws IOException {
    FakeHop to = hop(null);
    assertThat(send(direct(to))).isInstanceOf(Outcome.Accepted.class);
    assertThat(to.mails.getFirst().tls()).isNull();
  }

  @Test
  void whoseHandshakeFailsGetsItInTheClearOnAnotherConnection() throws IOException {
    FakeHop to = hop(null).offer("STARTTLS");
    assertThat(send(direct(to))).isInstanceOf(Outcome.Accepted.class);
    assertThat(to.mails.getFirst().tls()).isNull();
    assertThat(to.connections.get()).isEqualTo(2);
  }

  @Test
  void whoHasNoTlsToday() throws IOException {
    FakeHop to = hop(certificate).answer("STARTTLS", "454 4.7.0 not today");
    assertThat(send(direct(to))).isInstanceOf(Outcome.Accepted.class);
    assertThat(to.connections.get()).isEqualTo(1);
  }

  /// Words in front of the handshake would count as said under TLS (I-1, I-4).
  @Test
  void wordsBeforeTheHandshakeAreNotBelieved() throws IOException {
    FakeHop to = hop(certificate).answer("STARTTLS", "220 go\r\n250-evil\r\n250 AUTH PLAIN");
    assertThat(send(direct(to)).diagnostic()).contains("speaks between");
    assertThat(to.mails).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "enforce, mx.there.test, good, true",
    "enforce, *.there.test, good, true",
    "enforce, *.test, good, false",
    "enforce, other.test, good, false",
    "enforce, mx.there.test, strange, false",
    "enforce, mx.there.test, none, false",
    "enforce, mx.there.test, broken, false",
    "testing, other.test, strange, true",
    "testing, mx.there.test, none, true",
    "none, other.test, strange, true",
  })
  void aPolicyOfMtaStsIsKept(String mode, String mx, String shown, boolean sent)
      throws IOException {
    FakeHop to =
        hop(shown.equals("good") ? certificate : shown.equals("strange") ? stranger : null);
    if (shown.equals("broken")) {
      to.offer("STARTTLS");
    }
    assertThat(send(sts(to, mode, mx)) instanceof Outcome.Accepted).isEqualTo(sent);
    assertThat(to.mails).hasSize(sent ? 1 : 0);
    if (!sent) {
      // It waits: the certificate may be renewed, the policy corrected.
      assertThat(send(Objects.requireNonNull(stage))).isInstanceOf(Outcome.Unreachable.class);
    }
  }

  @Test
  void aPolicyIsFetchedOnceAndAgainWhenItsIdChanges() throws IOException {
    FakeHop to = hop(certificate);
    ClientStage from = direct(to);
    Instant[] now = {Instant.parse("2026-11-23T00:00:00Z")};
    from.clock = () -> now[0];
    AtomicInteger fetched = new AtomicInteger();
    boolean[] there = {true};
    from.fetcher =
        _ -> {
          fetched.incrementAndGet();
          if (!there[0]) {
            throw new IOException("404");
          }
          return "version: STSv1\nmode: enforce\nmx: nobody.test\nmax_age: 86400\n";
        };
    from.dns.text("_mta-sts.there.test", "v=STSv1; id=20261123T000000;");
    assertThat(send(from)).isInstanceOf(Outcome.Unreachable.class);
    assertThat(send(from)).isInstanceOf(Outcome.Unreachable.class);
    assertThat(fetched.get()).isEqualTo(1);
    // An attacker who hides the record does not switch the policy off.
    from.dns.noText("_mta-sts.there.test");
    assertThat(send(from)).isInstanceOf(Outcome.Unreachable.class);
    there[0] = false;
    from.dns.text("_mta-sts.there.test", "v=STSv1; id=2");
    assertThat(send(from)).isInstanceOf(Outcome.Unreachable.class);
    assertThat(fetched.get()).isEqualTo(2);
    now[0] = now[0].plus(Duration.ofDays(2));
    assertThat(send(from)).isInstanceOf(Outcome.Accepted.class);
    assertThat(fetched.get()).isEqualTo(3);
    // That there is none is remembered for five minutes.
    assertThat(send(from)).isInstanceOf(Outcome.Accepted.class);
    assertThat(fetched.get()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "version: STSv1\nmode: enforce\nmax_age: 1\n",
        "version: STSv2\nmode: none\nmax_age: 1\n",
        "version: STSv1\nmode: often\nmx: a\nmax_age: 1\n",
        "version: STSv1\nmode: none\nmax_age: soon\n",
        "<html>404</html>"
      })
  void whatIsNoPolicyIsNone(String text) {
    assertThat(StsPolicy.parse(text)).isEmpty();
  }

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

  @Test
  void mailThatRequiresTlsGoesToNobodyElse() throws IOException {
    FakeHop to = hop(certificate);
    assertThat(direct(to).send(TLS_ONLY, "bob@there.test").getFirst().diagnostic())
        .startsWith("550 5.7.10");
    stop();
    FakeHop without = hop(certificate);
    assertThat(sts(without, "enforce", "mx.there.test").send(TLS_ONLY, "b@there.test").getFirst())
        .isInstanceOfSatisfying(
            Outcome.Refused.class, r -> assertThat(r.diagnostic()).startsWith("550 5.7.30"));
    stop();
    FakeHop with = hop(certificate).offer("REQUIRETLS");
    assertThat(
            dane(with, TestCertificate.tlsa(3, 1, 1, certificate.leaf()))
                .send(TLS_ONLY, "b@there.test")
                .getFirst())
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(with.said("MAIL").getFirst()).endsWith(" REQUIRETLS");
  }

  @ParameterizedTest
  @CsvSource({"starttls, false", "implicit, true"})
  void aSmarthostShowsWhoItIs(String tls, boolean implicit) throws IOException {
    hop = new FakeHop("127.0.0.1", certificate.server(), implicit);
    for (TestCertificate trusted : List.of(certificate, stranger)) {
      try (ClientStage from = ClientStage.smarthost(hop.port()).set("smarthost.tls", tls)) {
        from.tls = trusted.trusting();
        assertThat(send(from) instanceof Outcome.Accepted).isEqualTo(trusted == certificate);
      }
    }
    assertThat(hop.mails).hasSize(1);
  }

  @Test
  void aSmarthostWithoutStartTlsGetsNothing() throws IOException {
    FakeHop to = hop(null);
    try (ClientStage from = ClientStage.smarthost(to.port()).set("smarthost.tls", "starttls")) {
      assertThat(send(from)).isInstanceOf(Outcome.Unreachable.class);
    }
    assertThat(to.said("MAIL")).isEmpty();
  }
}
