package dev.postern.smtp.client;

import static dev.postern.smtp.client.ClientStage.MAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.AccountId;
import dev.postern.outbound.Transport;
import dev.postern.outbound.Transport.Outcome;
import dev.postern.outbound.Wishes;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which servers a mail is brought to.
class DirectRoutingTest {
  private FakeHop hop;
  private ClientStage stage;

  @BeforeEach
  void start() throws IOException {
    hop = new FakeHop();
    stage = ClientStage.direct(hop.port());
  }

  @AfterEach
  void stop() throws IOException {
    stage.close();
    hop.close();
  }

  private Outcome to(String recipient) {
    return stage.send(MAIL, recipient).getFirst();
  }

  @Test
  void whoAnswersAtTheLastMomentIsGivenUpForNow() throws IOException {
    Duration soon = Duration.ofMillis(200);
    Duration step = Duration.ofSeconds(10);
    // One greeting takes longer than all servers together may.
    Duration greeting = soon.multipliedBy(2);
    stage.timeouts = new Timeouts(step, greeting, step, step, step, step, soon, step);
    hop.answer("greeting", "(silence)");
    for (int i = 0; i < 6; i++) {
      stage.dns.mx("slow.test", i, "mx" + i + ".slow.test");
      stage.dns.address("mx" + i + ".slow.test", "127.0.0.1");
    }
    assertThat(stage.send(MAIL, "b@slow.test").getFirst()).isInstanceOf(Outcome.Unreachable.class);
    assertThat(hop.connections.get()).isEqualTo(1);
    hop.answers.clear();
    hop.answer("RCPT", "(silence)");
    assertThat(stage.send(MAIL, "b@slow.test").getFirst())
        .isInstanceOfSatisfying(
            Outcome.Deferred.class, d -> assertThat(d.diagnostic()).endsWith("timed out at RCPT"));
  }

  @Test
  void theServerOfTheMxRecordGetsIt() {
    assertThat(to("bob@There.Test"))
        .isEqualTo(new Outcome.Accepted("mx.there.test", "250 2.0.0 taken", false));
  }

  @Test
  void aDomainWithoutMxIsItsOwnServer() {
    stage.dns.address("alone.test", "127.0.0.1");
    assertThat(to("bob@alone.test").remote()).isEqualTo("alone.test");
    assertThat(hop.mails).hasSize(1);
  }

  @Test
  void aNullMxTakesNoMail() {
    stage.dns.mx("null.test", 0, "").address("null.test", "127.0.0.1");
    assertThat(to("bob@null.test"))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, r -> assertThat(r.diagnostic()).startsWith("556 5.1.10"));
  }

  @Test
  void aDomainThatIsNotThereIsRefused() {
    assertThat(to("bob@nowhere.test"))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, r -> assertThat(r.diagnostic()).startsWith("550 5.1.2"));
  }

  @Test
  void aDomainThatCannotBeLookedUpWaits() {
    stage.dns.failing("later.test");
    assertThat(to("bob@later.test"))
        .isInstanceOfSatisfying(
            Outcome.Unreachable.class, r -> assertThat(r.diagnostic()).startsWith("451 4.4.3"));
    stage.dns.mx("half.test", 10, "mx.half.test").failing("mx.half.test");
    assertThat(to("bob@half.test")).isInstanceOf(Outcome.Unreachable.class);
  }

  @Test
  void aServerWithoutAddressIsRefused() {
    stage.dns.mx("empty.test", 10, "mx.empty.test");
    assertThat(to("bob@empty.test"))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, r -> assertThat(r.diagnostic()).startsWith("550 5.4.4"));
  }

  @Test
  void theNextServerIsTriedWhenOneIsDown() throws IOException {
    try (FakeHop sick = new FakeHop("127.0.0.2", hop.port(), null, false)) {
      sick.answer("greeting", "554 5.3.2 not me");
      stage
          .dns
          .mx("two.test", 20, "b.two.test")
          .mx("two.test", 10, "a.two.test")
          .address("a.two.test", "127.0.0.3", "127.0.0.2")
          .address("b.two.test", "127.0.0.1");
      assertThat(to("bob@two.test").remote()).isEqualTo("b.two.test");
      assertThat(sick.connections.get()).isEqualTo(1);
    }
  }

  @Test
  void whatOneServerRefusedIsNotOfferedToTheNext() throws IOException {
    try (FakeHop strict = new FakeHop("127.0.0.2", hop.port(), null, false)) {
      strict.answer("RCPT", "550 5.1.1 no such user");
      stage
          .dns
          .mx("two.test", 20, "b.two.test")
          .mx("two.test", 10, "a.two.test")
          .address("a.two.test", "127.0.0.2")
          .address("b.two.test", "127.0.0.1");
      assertThat(to("bob@two.test")).isInstanceOf(Outcome.Refused.class);
      assertThat(hop.connections.get()).isZero();
    }
  }

  @Test
  void serversOfEqualPreferenceTakeTurns() {
    FakeDns dns = new FakeDns();
    for (int i = 0; i < 8; i++) {
      dns.mx("many.test", i < 7 ? 10 : 20, "mx" + i + ".many.test");
    }
    MxHosts hosts = new MxHosts(dns, new Random(7), "mx.here.test");
    Set<String> firsts = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      MxHosts.Found.Hosts found = (MxHosts.Found.Hosts) hosts.of("many.test");
      assertThat(found.names()).hasSize(5).doesNotContain("mx7.many.test");
      firsts.add(found.names().getFirst());
    }
    assertThat(firsts).hasSize(7);
  }

  @Test
  void mailDoesNotComeBackToUs() {
    stage
        .dns
        .mx("loop.test", 10, "mx.here.test")
        .mx("loop.test", 20, "mx.there.test")
        .address("mx.here.test", "127.0.0.1");
    assertThat(to("bob@loop.test"))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, r -> assertThat(r.diagnostic()).startsWith("554 5.4.6"));
    stage.dns.mx("backup.test", 20, "mx.here.test").mx("backup.test", 10, "mx.there.test");
    assertThat(to("bob@backup.test")).isInstanceOf(Outcome.Accepted.class);
    hop.answer("greeting", "220 mx.here.test ESMTP");
    stage.dns.address("us.test", "127.0.0.1");
    assertThat(to("bob@us.test").diagnostic()).contains("loops back");
  }

  @Test
  void ipv6ComesFirstAndIpv4AfterIt() {
    stage.dns.mx("six.test", 10, "mx.six.test").address("mx.six.test", "127.0.0.1", "::1");
    assertThat(to("bob@six.test")).isInstanceOf(Outcome.Accepted.class);
    MxHosts hosts = new MxHosts(stage.dns, new Random(1), "x");
    assertThat(hosts.addresses("mx.six.test").all().toString()).contains("0:0:0:0:0:0:0:1, /127");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bob@[127.0.0.1]", "bob@[IPv6:::ffff:127.0.0.1]"})
  void anAddressMayStandForADomain(String recipient) {
    assertThat(to(recipient)).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.lines).contains("RCPT TO:<" + recipient + ">");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bob@there.test", "bob@[127.0.0.1]", "bob@[10.0.0.1]"})
  void theNetworkWeStandInIsNoTarget(String recipient) {
    stage.set("outbound.allow-private-targets", "false");
    assertThat(to(recipient))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, r -> assertThat(r.diagnostic()).startsWith("550 5.4.4"));
    assertThat(hop.connections.get()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "bob@direct.test, direct.test",
    "bob@B\u00fccher.test, xn--bcher-kva.test",
    "bob@one.example.org, one.example.org",
    "bob@example.org, relay 127.0.0.1:1",
    "bob@a.example.net, relay 127.0.0.1:2 me",
    "bob@b.a.example.net, relay 127.0.0.1:3",
    "bob@example.net, example.net",
  })
  void theClosestRouteTakesTheMail(String recipient, String hopName) {
    routes();
    Transport transport = stage.transport();
    String domain = recipient.substring(4);
    assertThat(transport.nextHop(AccountId.NOBODY, domain)).isEqualTo(hopName);
    assertThat(transport.routes(AccountId.NOBODY, domain)).isTrue();
  }

  @Test
  void anAccountsOwnRouteComesFirst() {
    routes();
    AccountId ann = new AccountId(7);
    stage.chosen.put(ann, "third");
    assertThat(stage.transport().nextHop(ann, "example.org")).isEqualTo("relay 127.0.0.1:3");
    stage.chosen.put(ann, "forgotten");
    assertThat(stage.transport().nextHop(ann, "example.org")).isEqualTo("relay 127.0.0.1:1");
  }

  private void routes() {
    stage
        .set("routes.first.host", "127.0.0.1")
        .set("routes.first.port", "1")
        .set("routes.first.domains", "example.org")
        .set("routes.second.host", "127.0.0.1")
        .set("routes.second.port", "2")
        .set("routes.second.username", "me")
        .set("routes.second.password", "hush")
        .set("routes.second.domains", "*.example.net")
        .set("routes.third.host", "127.0.0.1")
        .set("routes.third.port", "3")
        .set("routes.third.domains", "*.a.example.net");
  }

  @Test
  void withoutAWayOutNothingHasARoute() {
    try (ClientStage none = new ClientStage()) {
      assertThat(none.transport().routes(AccountId.NOBODY, "x.test")).isFalse();
      assertThat(none.send(MAIL, "b@x.test")).allMatch(Outcome.Unreachable.class::isInstance);
    }
  }

  @Test
  void recipientsOfSeveralWaysGoEachTheirOwn() {
    stage.dns.address("alone.test", "127.0.0.1");
    assertThat(stage.send(MAIL, "a@there.test", "b@alone.test", "c@there.test", "d@nowhere.test"))
        .extracting(each -> each.getClass().getSimpleName() + " " + each.remote())
        .containsExactly(
            "Accepted mx.there.test", "Accepted alone.test", "Accepted mx.there.test", "Refused ");
    assertThat(hop.mails).hasSize(2);
  }

  @Test
  void aSmarthostThatIsNotKnownIsTriedAgain() {
    try (ClientStage lost = ClientStage.smarthost(1)) {
      lost.names =
          _ -> {
            throw new UnknownHostException("gone");
          };
      assertThat(lost.send(MAIL, "b@x.test")).allMatch(Outcome.Unreachable.class::isInstance);
      assertThat(
              lost.transport()
                  .send(
                      ClientStage.job(
                          "", MAIL.getBytes(StandardCharsets.US_ASCII), Wishes.NONE, "b@x.test")))
          .isEqualTo(
              List.of(
                  new Outcome.Unreachable(
                      "127.0.0.1", "451 4.4.3 the address of the smarthost cannot be looked up")));
    }
  }
}
