package dev.postern.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.outbound.Transport.Outcome;
import dev.postern.outbound.Wishes;
import dev.postern.support.MovingClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS as the hop and MTA-STS want it.
class TransferTlsTest extends TlsStage {
  private static final Wishes TLS_ONLY = new Wishes(Optional.empty(), "", true, Map.of());

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

  @Test
  void aConnectionThatIsKeptDoesNotMakeAHopPromiseWhatItDoesNotOffer() throws IOException {
    FakeHop without = hop(certificate);
    ClientStage from = sts(without, "enforce", "mx.there.test");
    assertThat(send(from)).isInstanceOf(Outcome.Accepted.class);
    assertThat(from.send(TLS_ONLY, "b@there.test").getFirst())
        .isInstanceOfSatisfying(
            Outcome.Refused.class, r -> assertThat(r.diagnostic()).startsWith("550 5.7.30"));
    assertThat(without.mails).hasSize(1);
    assertThat(send(from)).isInstanceOf(Outcome.Accepted.class);
    assertThat(without.connections.get()).isEqualTo(1);
  }

  @Test
  void aServerMayHaveANameThatTlsHasNoRoomFor() throws IOException {
    FakeHop to = hop(stranger);
    ClientStage from = direct(to);
    from.dns.mx("odd.test", 10, "mx_1.odd.test").address("mx_1.odd.test", "127.0.0.1");
    assertThat(from.send(ClientStage.MAIL, "bob@odd.test").getFirst())
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(to.mails.getFirst().tls()).isNotNull();
    assertThat(to.names).isEmpty();
  }

  @Test
  void aPolicyThatCannotBeRenewedHoldsAndIsNotAskedForWithEachMail() {
    MovingClock clock = new MovingClock("2026-11-20T12:00:00Z");
    FakeDns dns = new FakeDns().text("_mta-sts.there.test", "v=STSv1; id=1");
    String[] answer = {"version: STSv1\nmode: enforce\nmx: mx.there.test\nmax_age: 86400\n"};
    AtomicInteger asked = new AtomicInteger();
    StsPolicies policies =
        new StsPolicies(
            dns,
            _ -> {
              asked.incrementAndGet();
              return answer[0];
            },
            clock);
    assertThat(policies.of("there.test")).isPresent();
    dns.text("_mta-sts.there.test", "v=STSv1; id=2");
    answer[0] = "no policy";
    for (int i = 0; i < 3; i++) {
      assertThat(policies.of("there.test")).isPresent();
    }
    assertThat(asked.get()).isEqualTo(2);
    clock.pass(Duration.ofMinutes(6));
    assertThat(policies.of("there.test")).isPresent();
    assertThat(asked.get()).isEqualTo(3);
    clock.pass(Duration.ofDays(1));
    assertThat(policies.of("there.test")).as("it has expired").isEmpty();
    clock.pass(Duration.ofMinutes(6));
    answer[0] = "version: STSv1\nmode: testing\nmx: mx.there.test\nmax_age: 86400\n";
    assertThat(policies.of("there.test")).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"starttls, false", "implicit, true"})
  void aSmarthostShowsWhoItIs(String tls, boolean implicit) throws IOException {
    hop = new FakeHop("127.0.0.1", certificate.server(), implicit);
    for (TestCertificate trusted : List.of(certificate, stranger)) {
      try (ClientStage from = ClientStage.smarthost(hop.port()).set("smarthost.tls", tls)) {
        from.tls = trusted.trusting();
        assertThat(send(from) instanceof Outcome.Accepted).isEqualTo(trusted.equals(certificate));
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
