package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.auth.Grant;
import dev.postern.dns.DnsResolver;
import dev.postern.dns.Dnssec;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.Quota;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.Verdict;
import dev.postern.outbound.Transport;
import dev.postern.screening.DmarcMode;
import dev.postern.screening.Inspector;
import dev.postern.screening.ScreeningOptions;
import dev.postern.support.TestDns;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The door for other servers, with what looks at their mail.
class MxDoorTest implements Transport {
  private static final String ZONE =
      """
      good.test. IN TXT "v=spf1 ip4:127.0.0.1 -all"
      strict.test. IN TXT "v=spf1 -all"
      _dmarc.strict.test. IN TXT "v=DMARC1; p=reject"
      _dmarc.quiet.test. IN TXT "v=DMARC1; p=quarantine"
      """;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path data;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private TestDns dns;
  private MailServer server;
  private Grant bob;
  private Grant eve;

  @BeforeEach
  void start() throws Exception {
    dns = TestDns.start(ZONE);
    InstantSource clock = InstantSource.system();
    ScreeningOptions options =
        new ScreeningOptions(
            "mx.here.test", List.of(), 50, DmarcMode.ENFORCE, List.of(), Duration.ofSeconds(20));
    Inspector inspector =
        new Inspector(new DnsResolver(List.of(dns.address()), Dnssec.OFF), options, clock, workers);
    MxOptions strangers = new MxOptions(List.of(), Duration.ZERO, 1000, 1000);
    Quota quota = new Quota(OptionalLong.empty(), OptionalLong.of(2));
    server = new MailServer(data, this, 1 << 20, strangers, Optional.of(inspector), quota);
    bob = server.agent("bob@here.test");
    eve = server.agent("eve@here.test");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    dns.close();
    workers.shutdown();
  }

  @Override
  public List<Outcome> send(Job job) {
    throw new IllegalStateException("nothing leaves");
  }

  @Override
  public boolean routes(AccountId account, String domain) {
    return false;
  }

  private String mail(String sender, String text, String... to) throws Exception {
    try (SmtpClient client = new SmtpClient(server.mx).hello()) {
      return client.mail(sender, text.replace("\n", "\r\n"), to);
    }
  }

  private StoredMessage only(Grant agent, FolderId folder) {
    return await()
        .atMost(PATIENCE)
        .until(() -> server.folder(agent, folder), m -> m.size() == 1)
        .getFirst();
  }

  @Test
  void whatWasFoundOutStandsOnTop() throws Exception {
    String forged =
        """
        Return-Path: <ceo@strict.test>
        Authentication-Results: mx.here.test; spf=pass smtp.mailfrom=ceo@strict.test
        Authentication-Results: elsewhere.test; spf=pass smtp.mailfrom=x@y
        authentication-results: MX.here.TEST.;
         dkim=pass
        From: Ann <ann@good.test>
        Subject: x

        text
        """;
    assertThat(mail("ann@good.test", forged, "bob@here.test")).startsWith("250 ");
    StoredMessage message = only(bob, FolderId.INBOX);
    String text = server.text(bob, message);
    assertThat(text).startsWith("Authentication-Results: mx.here.test");
    assertThat(text.split("(?i)authentication-results:", -1)).hasSize(3);
    assertThat(text).contains("spf=pass").doesNotContain("ceo@strict.test");
    assertThat(text.split("Return-Path:", -1)).hasSize(2);
    assertThat(text)
        .contains(
            "\r\nReturn-Path: <ann@good.test>\r\nDelivered-To: bob@here.test\r\nReceived: from");
    Verdict verdict = message.verdict().orElseThrow();
    assertThat(verdict.checks()).anyMatch(check -> check.method().equals("spf") && check.passed());
  }

  @Test
  void whatItsDomainRefusesIsRefused() throws Exception {
    assertThat(mail("x@strict.test", "From: x@strict.test\nSubject: x\n\ntext\n", "bob@here.test"))
        .startsWith("550 5.7.1 ");
    assertThat(server.folder(bob, FolderId.INBOX)).isEmpty();
  }

  @Test
  void severalGetTheSameVerdict() throws Exception {
    String text = "Return-Path: <a@b.test>\nFrom: x@quiet.test\nSubject: x\n\ntext\n";
    assertThat(mail("x@good.test", text, "bob@here.test", "eve@here.test")).startsWith("250 ");
    for (Grant agent : List.of(bob, eve)) {
      StoredMessage message = only(agent, FolderId.JUNK);
      assertThat(message.verdict().orElseThrow().junk()).isTrue();
      assertThat(server.text(agent, message))
          .startsWith("Return-Path: <x@good.test>\r\nDelivered-To: ")
          .contains("\r\nAuthentication-Results: mx.here.test")
          .doesNotContain("a@b.test");
    }
  }

  @Test
  void mailThatComesBackToItsReaderIsRefused() throws Exception {
    String text = "Delivered-To: BOB@here.test\nFrom: x@good.test\n\ntext\n";
    assertThat(mail("", text, "bob@here.test")).startsWith("554 5.4.6 ");
    assertThat(mail("", text, "bob@here.test", "eve@here.test")).startsWith("554 5.4.6 ");
    assertThat(mail("", text, "eve@here.test")).startsWith("250 ");
    assertThat(mail("", text, "bob+tag@here.test")).startsWith("250 ");
  }

  @Test
  void aFullMailboxIsToldAtItsRecipient() throws Exception {
    String text = "From: x@good.test\n\ntext\n";
    assertThat(mail("x@good.test", text, "bob@here.test")).startsWith("250 ");
    assertThat(mail("x@good.test", text, "bob@here.test")).startsWith("250 ");
    try (SmtpClient client = new SmtpClient(server.mx).hello()) {
      client.say("MAIL FROM:<x@good.test>");
      assertThat(client.say("RCPT TO:<bob@here.test>")).startsWith("452 4.2.2 ");
      assertThat(client.say("RCPT TO:<eve@here.test>")).startsWith("250 ");
    }
  }

  @Test
  @Tag("S-12")
  void theSameMailTwiceArrivesTwice() throws Exception {
    String text = "From: x@good.test\nMessage-ID: <1@good.test>\n\ntext\n";
    assertThat(mail("x@good.test", text, "eve@here.test")).startsWith("250 ");
    assertThat(mail("x@good.test", text, "eve@here.test")).startsWith("250 ");
    assertThat(server.folder(eve, FolderId.INBOX)).hasSize(2);
  }

  @Test
  void whoWantsToHearOfArrivalIsAnsweredAfterTheQueue() throws Exception {
    try (SmtpClient client = new SmtpClient(server.mx).hello()) {
      client.say("MAIL FROM:<x@good.test> RET=HDRS ENVID=7");
      client.say("RCPT TO:<bob@here.test> NOTIFY=SUCCESS ORCPT=rfc822;bob@here.test");
      client.say("DATA");
      assertThat(client.say("From: x@good.test\r\n\r\ntext\r\n.")).startsWith("250 ");
    }
    assertThat(server.text(bob, only(bob, FolderId.INBOX)).split("Return-Path:", -1)).hasSize(2);
  }
}
