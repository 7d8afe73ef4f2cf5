package dev.postern.outbound.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.postern.auth.Grant;
import dev.postern.delivery.SentMode;
import dev.postern.delivery.Tracked;
import dev.postern.delivery.TrackingOptions;
import dev.postern.delivery.TrackingTx;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.Reports;
import dev.postern.mailbox.Verdict;
import dev.postern.outbound.Wishes;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailedReportsTest {
  private static final long SEED = new Random().nextLong();
  private static final String BOB = "bob@there.test";
  private static final String BOUNCE =
      """
      From: MAILER-DAEMON@relay.test
      To: ann@here.test
      Subject: Undelivered
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=delivery-status; boundary="b"

      --b
      Content-Type: text/plain

      Sorry.
      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; relay.test

      Final-Recipient: rfc822; Bob@There.test
      Original-Recipient: rfc822;bob@there.test
      Action: failed
      Status: 5.1.1
      Diagnostic-Code: smtp; 550 5.1.1 <bob@there.test>
       no such user

      Final-Recipient: rfc822; other@there.test
      Action: delayed
      Status: 4.2.2

      --b
      Content-Type: text/rfc822-headers

      From: ann@here.test
      Message-ID: <1@here.test>
      Subject: one
      --b--
      """
          .replace("\n", "\r\n");
  private static final String COMPLAINT =
      """
      From: fbl@provider.test
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=feedback-report; boundary=c

      --c

      A user complains.
      --c
      Content-Type: message/feedback-report

      Feedback-Type: abuse
      User-Agent: Loop/1
      Version: 1
      Original-Rcpt-To: <bob@there.test>

      --c
      Content-Type: message/rfc822

      From: ann@here.test
      To: bob@there.test, other@there.test
      Message-ID: <1@here.test>

      hello
      --c--
      """
          .replace("\n", "\r\n");

  @TempDir private Path directory;
  private ReportStage stage;
  private Grant ann;

  @BeforeEach
  void start() {
    stage = new ReportStage(directory, "here.test");
    ann = stage.agent("ann@here.test");
    stage.send(ann, Wishes.NONE, "1@here.test", BOB, "other@there.test");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private List<LogEntry.Reported> events() {
    return stage.events(ann).stream()
        .filter(event -> !event.trigger().equals(Reports.DELIVERED))
        .toList();
  }

  @Test
  void aLateBounceIsAnEventAndSuppresses() {
    stage.deliver(ann, "", BOUNCE);
    assertThat(events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.trigger()).isEqualTo(Reports.BOUNCED);
          assertThat(event.facts())
              .containsEntry(Reports.RECIPIENTS, BOB)
              .containsEntry(Reports.TYPE, "NoEmail")
              .containsEntry(Reports.DIAGNOSTICS, "550 5.1.1 <bob@there.test> no such user")
              .containsKey(Reports.MESSAGE);
        });
    assertThat(stage.suppressed()).containsExactly(BOB);
    assertThat(stage.engine.reputation().of(ann.account(), stage.now).hardBounces()).isEqualTo(1);
    stage.deliver(ann, "", BOUNCE);
    assertThat(events()).hasSize(1);
    assertThat(stage.mail(ann, FolderId.INBOX)).hasSize(2);
  }

  @Test
  void aComplaintIsAnEventAndSuppressesWhoComplained() {
    stage.deliver(ann, "fbl@provider.test", COMPLAINT);
    stage.deliver(ann, "fbl@provider.test", COMPLAINT);
    assertThat(events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.trigger()).isEqualTo(Reports.COMPLAINT);
          assertThat(event.facts())
              .containsEntry(Reports.TYPE, "abuse")
              .containsEntry(Reports.RECIPIENTS, BOB);
        });
    assertThat(stage.suppressed()).containsExactly(BOB);
    assertThat(stage.engine.reputation().of(ann.account(), stage.now).complaints()).isEqualTo(1);
  }

  @Test
  void aComplaintOfNobodyKnownSuppressesNobody() {
    stage.deliver(ann, "fbl@provider.test", COMPLAINT.replace("Original-Rcpt-To: <bob@", "X: <b@"));
    assertThat(events())
        .singleElement()
        .satisfies(event -> assertThat(event.facts()).containsEntry(Reports.RECIPIENTS, ""));
    assertThat(stage.suppressed()).isEmpty();
  }

  @Tag("I-58")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <1@here.test>                | <2@here.test>
          Message-ID                   | X-Message-ID
          Action: failed               | Action: relayed
          bob@there.test               | eve@there.test
          multipart/report             | multipart/mixed
          message/delivery-status      | text/plain
          text/rfc822-headers          | application/gzip
          Action                       | Acting
          """)
  void whatIsNoReportOfAMailOfThisAgentIsOnlyDelivered(String from, String to) {
    stage.deliver(ann, "", BOUNCE.replace(from, to).replace("Bob@There.test", "x@there.test"));
    assertThat(stage.mail(ann, FolderId.INBOX)).hasSize(1);
    assertThat(events()).isEmpty();
    assertThat(stage.suppressed()).isEmpty();
  }

  @Test
  void aBounceHasNoSender() {
    stage.deliver(ann, "eve@there.test", BOUNCE);
    stage.deliver(ann, "eve@there.test", "Return-Path: <>\r\n" + BOUNCE);
    assertThat(events()).isEmpty();
  }

  @Test
  void aBounceIsOneEventThoughItsMailIsFiledBetweenReplyAndReport() {
    stage.mode = SentMode.CLIENT;
    stage.refuse("zoe@there.test", "550 5.1.1 nobody");
    stage.send(ann, Wishes.NONE, "2@here.test", "zoe@there.test");
    assertThat(events()).hasSize(1);
    stage.file(
        ann, "From: ann@here.test\r\nTo: zoe@there.test\r\nMessage-ID: <2@here.test>\r\n\r\n");
    stage.deliver(ann, "", BOUNCE.replace("<1@here", "<2@here").replaceAll("(?i)bob@", "zoe@"));
    assertThat(events()).hasSize(1);
  }

  @Test
  void whatIsJunkReportsNothing() {
    Verdict junk = new Verdict(List.of(), 9, true, List.of("dnsbl 9.0"));
    stage.deliver(ann, "", Optional.of(junk), BOUNCE);
    assertThat(stage.mail(ann, FolderId.JUNK)).hasSize(1);
    assertThat(events()).isEmpty();
  }

  @Test
  void aBounceIsNoReply() {
    boolean _ =
        stage
            .engine
            .mail()
            .commit(
                ann.account(),
                this,
                tx -> {
                  TrackingOptions replies = new TrackingOptions(false, false, true, "l", "");
                  tx.join(TrackingTx.class)
                      .keep(tx.named("1@here.test").getFirst().id(), Tracked.of(replies));
                  return true;
                });
    String answer = BOUNCE.replace("From: MAILER", "In-Reply-To: <1@here.test>\r\nFrom: MAILER");
    stage.deliver(ann, "", answer);
    assertThat(events()).extracting(LogEntry.Reported::trigger).containsExactly(Reports.BOUNCED);
    stage.deliver(ann, BOB, answer.replace("multipart/report", "multipart/mixed"));
    assertThat(events()).extracting(LogEntry.Reported::trigger).contains(Reports.REPLIED);
  }

  @Test
  void anotherAgentsMailIsNotBounced() {
    Grant eve = stage.agent("eve@here.test");
    stage.deliver(eve, "", BOUNCE);
    assertThat(stage.events(eve)).isEmpty();
    assertThat(events()).isEmpty();
    assertThat(stage.suppressed()).isEmpty();
  }

  @Test
  void anEncodedReportIsReadToo() {
    String status =
        BOUNCE.substring(
            BOUNCE.indexOf("Reporting-MTA"), BOUNCE.indexOf("--b\r\nContent-Type: text/rfc"));
    String encoded =
        Base64.getMimeEncoder().encodeToString(status.getBytes(StandardCharsets.US_ASCII));
    stage.deliver(
        ann,
        "",
        BOUNCE
            .replace(status, encoded + "\r\n")
            .replace(
                "delivery-status\r\n\r\n",
                "delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
    assertThat(events()).hasSize(1);
  }

  private static String spoiled(Random random) {
    List<String> all = List.of(BOUNCE, COMPLAINT);
    List<String> lines =
        all.stream().flatMap(report -> Stream.of(report.split("(?<=\n)", -1))).toList();
    StringBuilder mail = new StringBuilder(all.get(random.nextInt(2)));
    for (int edit = random.nextInt(6); edit >= 0; edit--) {
      int at = random.nextInt(mail.length());
      switch (random.nextInt(4)) {
        case 0 -> mail.setCharAt(at, (char) random.nextInt(256));
        case 1 -> mail.delete(at, Math.min(mail.length() - 1, at + random.nextInt(200)));
        case 2 -> mail.insert(at, lines.get(random.nextInt(lines.size())));
        default -> mail.insert(at, lines.get(random.nextInt(lines.size())).repeat(200));
      }
    }
    return "Return-Path: <>\r\n" + mail;
  }

  @Test
  void whateverComesIsRead() {
    Random random = new Random(SEED);
    for (int round = 0; round < 1500; round++) {
      byte[] mail = spoiled(random).getBytes(StandardCharsets.ISO_8859_1);
      MemorySegment bytes = MemorySegment.ofArray(mail);
      assertThatNoException()
          .as("seed " + SEED)
          .isThrownBy(() -> ReportReader.read(bytes, MessageReader.read(bytes)));
    }
  }

  @Test
  void whateverComesIsDelivered() {
    Random random = new Random(SEED);
    for (int round = 0; round < 40; round++) {
      stage.deliver(ann, "", spoiled(random));
    }
    assertThat(stage.mail(ann, FolderId.INBOX)).as("seed " + SEED).hasSize(40);
  }

  @Test
  void aHugeReportIsReadInItsBeginning() {
    String group = "Final-Recipient: rfc822; x@there.test\r\nAction: failed\r\n\r\n";
    String huge = BOUNCE.replace("Reporting-MTA", group.repeat(10_000) + "Reporting-MTA");
    stage.deliver(ann, "", huge);
    assertThat(stage.mail(ann, FolderId.INBOX)).hasSize(1);
    assertThat(events()).isEmpty();
  }
}
