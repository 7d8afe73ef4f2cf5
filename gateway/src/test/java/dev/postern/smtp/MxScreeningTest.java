package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.auth.Grant;
import dev.postern.dns.DnsResolver;
import dev.postern.dns.Dnssec;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.Verdict;
import dev.postern.screening.DmarcMode;
import dev.postern.screening.Inspector;
import dev.postern.screening.ScreeningOptions;
import dev.postern.support.NoTransport;
import dev.postern.support.TestDns;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mail from a stranger, from the socket to the folder.
class MxScreeningTest {
  private static final String ZONE =
      """
      good.test. IN TXT "v=spf1 ip4:127.0.0.1 -all"
      _dmarc.good.test. IN TXT "v=DMARC1; p=reject"
      soft.test. IN TXT "v=spf1 -all"
      _dmarc.soft.test. IN TXT "v=DMARC1; p=quarantine"
      hard.test. IN TXT "v=spf1 -all"
      _dmarc.hard.test. IN TXT "v=DMARC1; p=reject"
      1.0.0.127.in-addr.arpa. IN PTR mx.good.test.
      mx.good.test. IN A 127.0.0.1
      """;
  private static final String FORGED = "Authentication-Results: mx.here.test; dkim=pass\r\n";

  @TempDir Path data;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private TestDns dns;
  private MailServer server;
  private Grant ann;
  private Grant bob;

  @BeforeEach
  void start() throws Exception {
    dns = TestDns.start(ZONE);
    var options =
        new ScreeningOptions(
            "mx.here.test", List.of(), 5, DmarcMode.ENFORCE, List.of(), Duration.ofMinutes(1));
    var resolver = new DnsResolver(List.of(dns.address()), Dnssec.OFF);
    var inspector = new Inspector(resolver, options, InstantSource.system(), workers);
    server = new MailServer(data, new NoTransport(), 20 << 20, inspector);
    ann = server.agent("ann@here.test");
    bob = server.agent("bob@here.test");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    workers.close();
    dns.close();
  }

  private String deliver(String domain, String... recipients) throws Exception {
    String mail = FORGED + "From: <x@" + domain + ">\r\nSubject: hello\r\n\r\nhello\r\n";
    try (SmtpClient client = new SmtpClient(server.mx).hello()) {
      return client.mail("x@" + domain, mail, recipients);
    }
  }

  @Test
  void whatIsInOrderLandsInTheInboxWithItsResultsOnTop() throws Exception {
    assertThat(deliver("good.test", "ann@here.test")).startsWith("250");
    StoredMessage message = server.folder(ann, FolderId.INBOX).getFirst();
    String text = server.text(ann, message);
    assertThat(text)
        .startsWith("Authentication-Results: mx.here.test;")
        .contains("spf=pass", "dmarc=pass", "iprev=pass", "\r\nReturn-Path: <x@good.test>\r\n")
        .doesNotContain("dkim=pass")
        .endsWith("From: <x@good.test>\r\nSubject: hello\r\n\r\nhello\r\n");
    Verdict verdict = message.verdict().orElseThrow();
    assertThat(verdict.junk()).isFalse();
    assertThat(verdict.reasons()).contains("no-date 1.0");
  }

  @Test
  void whatADomainWantsQuarantinedLandsInJunk() throws Exception {
    assertThat(deliver("soft.test", "ann@here.test")).startsWith("250");
    assertThat(server.folder(ann, FolderId.INBOX)).isEmpty();
    StoredMessage message = server.folder(ann, FolderId.JUNK).getFirst();
    assertThat(message.verdict().orElseThrow().junk()).isTrue();
  }

  @Test
  void theVerdictGoesWithMailForSeveral() throws Exception {
    assertThat(deliver("soft.test", "ann@here.test", "bob@here.test")).startsWith("250");
    for (Grant agent : List.of(ann, bob)) {
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(server.folder(agent, FolderId.JUNK)).hasSize(1));
      StoredMessage message = server.folder(agent, FolderId.JUNK).getFirst();
      assertThat(message.verdict().orElseThrow().checks()).isNotEmpty();
      assertThat(server.text(agent, message))
          .containsOnlyOnce("Authentication-Results: mx.here.test;");
    }
  }

  @Test
  void whatADomainRejectsIsRefusedAndNotKept() throws Exception {
    assertThat(deliver("hard.test", "ann@here.test")).startsWith("550 5.7.1").contains("hard.test");
    assertThat(server.folder(ann, FolderId.INBOX)).isEmpty();
    assertThat(server.folder(ann, FolderId.JUNK)).isEmpty();
  }
}
