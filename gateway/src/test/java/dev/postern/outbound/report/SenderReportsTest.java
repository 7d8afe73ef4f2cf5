package dev.postern.outbound.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.delivery.SentMode;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.Reports;
import dev.postern.outbound.Reputation;
import dev.postern.outbound.Transport.Outcome;
import dev.postern.outbound.Wishes;
import dev.postern.outbound.Wishes.Notify;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenderReportsTest {
  private static final String REMOTE = "bob@there.test";
  private static final Duration EXPIRY = Duration.ofDays(3).plusHours(1);

  @TempDir private Path directory;
  private ReportStage stage;
  private Grant ann;

  @BeforeEach
  void start() {
    stage = new ReportStage(directory, "here.test");
    ann = stage.agent("ann@here.test");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private static Wishes wishes(String notify, String... to) {
    Map<String, Wishes.Recipient> recipients = new HashMap<>();
    Optional<Set<Notify>> events =
        switch (notify) {
          case "none" -> Optional.empty();
          case "NEVER" -> Optional.of(Set.of());
          default -> Optional.of(Set.of(Notify.valueOf(notify)));
        };
    for (String one : to) {
      recipients.put(one, new Wishes.Recipient(events, "rfc822;" + one));
    }
    return new Wishes(Optional.of(Wishes.Ret.FULL), "e1", false, recipients);
  }

  @ParameterizedTest
  @Tag("S-11")
  @CsvSource({
    // NOTIFY, what happens, the Action fields reported within the mail's time
    "none,    delivered, ''",
    "none,    relayed,   ''",
    "none,    promised,  ''",
    "none,    refused,   failed",
    "none,    deferred,  failed",
    "NEVER,   delivered, ''",
    "NEVER,   relayed,   ''",
    "NEVER,   refused,   ''",
    "NEVER,   deferred,  ''",
    "SUCCESS, delivered, delivered",
    "SUCCESS, relayed,   relayed",
    "SUCCESS, promised,  ''",
    "SUCCESS, refused,   ''",
    "SUCCESS, deferred,  ''",
    "FAILURE, delivered, ''",
    "FAILURE, relayed,   ''",
    "FAILURE, refused,   failed",
    "FAILURE, deferred,  failed",
    "DELAY,   delivered, ''",
    "DELAY,   relayed,   ''",
    "DELAY,   refused,   ''",
    "DELAY,   deferred,  delayed",
  })
  void aSenderHearsWhatTheyAskedFor(String notify, String happens, String actions) {
    String to = happens.equals("delivered") ? stage.agent("bob@here.test").email() : REMOTE;
    switch (happens) {
      case "promised" -> stage.answers.put(to, new Outcome.Accepted("mx", "250 ok", true));
      case "refused" -> stage.refuse(to, "550 5.7.1 no");
      case "deferred" -> stage.defer(to, "451 4.2.0 later");
      default -> {}
    }
    stage.send(ann, wishes(notify, to), "1@here.test", to);
    stage.after(Duration.ofHours(5));
    stage.after(EXPIRY);
    List<String> reports = stage.mail(ann, FolderId.INBOX);
    assertThat(reports).hasSize(actions.isEmpty() ? 0 : 1);
    if (!actions.isEmpty()) {
      assertThat(reports.getFirst())
          .startsWith("Return-Path: <>\r\n")
          .contains("\r\nAction: " + actions + "\r\n")
          .contains("\r\nOriginal-Envelope-Id: e1\r\n")
          .contains("\r\nOriginal-Recipient: rfc822; " + to + "\r\n");
    }
  }

  @Test
  void severalRecipientsWhoFailAtOnceAreOneReport() {
    stage.refuse("a@there.test", "550 5.1.1 no a");
    stage.refuse("b@there.test", "552 5.2.2 b is full");
    stage.send(ann, Wishes.NONE, "1@here.test", "a@there.test", "b@there.test", "c@there.test");
    assertThat(stage.mail(ann, FolderId.INBOX))
        .singleElement()
        .asString()
        .contains("Final-Recipient: rfc822; a@there.test", "Final-Recipient: rfc822; b@there.test")
        .contains("From: Mail Delivery System <mailer-daemon@here.test>")
        .contains("In-Reply-To: <1@here.test>")
        .doesNotContain("c@there.test\r\nAction");
    String sent = messageIdInSent();
    List<LogEntry.Reported> events = stage.events(ann);
    assertThat(events.stream().map(LogEntry.Reported::trigger))
        .containsExactly(Reports.DELIVERED, Reports.BOUNCED, Reports.BOUNCED);
    assertThat(events).allMatch(event -> sent.equals(event.facts().get(Reports.MESSAGE)));
    assertThat(events.get(0).facts()).containsEntry(Reports.RECIPIENTS, "c@there.test");
    assertThat(events.get(1).facts())
        .containsEntry(Reports.TYPE, "NoEmail")
        .containsEntry(Reports.RECIPIENTS, "a@there.test")
        .containsEntry(Reports.DIAGNOSTICS, "550 5.1.1 no a");
    assertThat(events.get(2).facts()).containsEntry(Reports.TYPE, "MailboxFull");
    assertThat(stage.suppressed()).containsExactly("a@there.test");
    assertThat(stage.engine.reputation().of(ann.account(), stage.now))
        .isEqualTo(new Reputation(3, 1, 0));
  }

  private String messageIdInSent() {
    return stage
        .engine
        .mail()
        .read(ann.account(), read -> read.named("1@here.test"))
        .getFirst()
        .id()
        .toString();
  }

  @Test
  void whatExpiresSaysWhatTheLastServerSaid() {
    stage.defer(REMOTE, "452 4.2.2 full");
    stage.send(ann, Wishes.NONE, "1@here.test", REMOTE);
    stage.after(EXPIRY);
    assertThat(stage.mail(ann, FolderId.INBOX))
        .singleElement()
        .asString()
        .contains("\r\nStatus: 4.4.7\r\n", "\r\nDiagnostic-Code: smtp; 452 4.2.2 full\r\n");
    assertThat(stage.events(ann))
        .singleElement()
        .satisfies(event -> assertThat(event.facts()).containsEntry(Reports.TYPE, "MailboxFull"));
    assertThat(stage.suppressed()).isEmpty();
  }

  @Test
  void aSuppressedAddressEndsAtOnceAndTheOthersGoOn() {
    stage.refuse(REMOTE, "550 5.1.1 nobody");
    stage.send(ann, Wishes.NONE, "1@here.test", REMOTE);
    stage.answers.clear();
    stage.send(ann, Wishes.NONE, "2@here.test", "BOB@there.test", "c@there.test");
    assertThat(stage.taken)
        .extracting(ReportStage.Taken::recipient)
        .containsExactly("c@there.test");
    assertThat(stage.mail(ann, FolderId.INBOX)).hasSize(2);
    assertThat(stage.mail(ann, FolderId.INBOX))
        .anyMatch(mail -> mail.contains("smtp; 550 5.1.1 address is on the suppression list\r\n"));
    assertThat(stage.events(ann))
        .filteredOn(event -> event.trigger().equals(Reports.BOUNCED))
        .extracting(event -> event.facts().get(Reports.TYPE))
        .containsExactly("NoEmail", "OnAccountSuppressionList");
    assertThat(stage.engine.reputation().of(ann.account(), stage.now))
        .isEqualTo(new Reputation(2, 1, 0));
  }

  @Test
  void addressesHereAreNeverSuppressed() {
    stage.send(ann, Wishes.NONE, "1@here.test", "nobody@here.test");
    assertThat(stage.mail(ann, FolderId.INBOX)).hasSize(1);
    assertThat(stage.events(ann))
        .singleElement()
        .satisfies(event -> assertThat(event.facts()).containsEntry(Reports.TYPE, "NoEmail"));
    assertThat(stage.suppressed()).isEmpty();
    Grant late = stage.agent("nobody@here.test");
    stage.send(ann, Wishes.NONE, "2@here.test", "nobody@here.test");
    assertThat(stage.mail(late, FolderId.INBOX)).hasSize(1);
  }

  @Test
  void ourOwnReportIsNoSecondBounce() {
    stage.refuse(REMOTE, "550 5.1.1 nobody");
    stage.send(ann, Wishes.NONE, "1@here.test", REMOTE);
    assertThat(stage.events(ann).stream().map(LogEntry.Reported::trigger))
        .containsExactly(Reports.BOUNCED);
  }

  @Test
  void whoFilesTheirOwnCopiesHearsToo() {
    stage.mode = SentMode.CLIENT;
    stage.refuse(REMOTE, "550 5.7.1 no");
    stage.send(ann, Wishes.NONE, "1@here.test", REMOTE, "c@there.test");
    assertThat(stage.mail(ann, FolderId.INBOX)).hasSize(1);
    assertThat(stage.events(ann).stream().map(LogEntry.Reported::trigger))
        .containsExactly(Reports.DELIVERED, Reports.BOUNCED);
  }

  @ParameterizedTest
  @CsvSource({
    "spf,   pass,     smtp.mailfrom, bob@there.test,   1",
    "spf,   pass,     smtp.helo,     mx.there.test,    0",
    "spf,   softfail, smtp.mailfrom, bob@there.test,   0",
    "dmarc, pass,     header.from,   there.test,       1",
    "dmarc, pass,     header.from,   mail.there.test,  1",
    "dmarc, pass,     header.from,   spam.test,        0",
    "dmarc, fail,     header.from,   there.test,       0",
    "dkim,  pass,     header.d,      there.test,       0",
  })
  void whoeverIsOutsideGetsReportsOnlyIfTheySent(
      String method, String result, String property, String value, int reports) {
    String mail = "From: bob@there.test\r\nMessage-ID: <7@there.test>\r\n\r\nhello\r\n";
    stage.receive(
        ann,
        REMOTE,
        Optional.of(ReportStage.verdict(method, result, property, value)),
        mail,
        "ann@here.test",
        "gone@here.test");
    assertThat(stage.mail(ann, FolderId.INBOX)).hasSize(1);
    assertThat(stage.taken).hasSize(reports);
    if (reports > 0) {
      assertThat(stage.taken.getFirst().sender()).isEmpty();
      assertThat(stage.taken.getFirst().recipient()).isEqualTo(REMOTE);
      assertThat(stage.taken.getFirst().mail())
          .startsWith("From: Mail Delivery System <mailer-daemon@here.test>")
          .contains("Final-Recipient: rfc822; gone@here.test");
    }
    stage.receive(ann, REMOTE, Optional.empty(), mail, "gone@here.test");
    stage.receive(
        ann,
        "",
        Optional.of(ReportStage.verdict("spf", "pass", "smtp.mailfrom", "x@y.z")),
        mail,
        "gone@here.test");
    assertThat(stage.taken).hasSize(reports);
    assertThat(stage.events(ann)).isEmpty();
  }
}
