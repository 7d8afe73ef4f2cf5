package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.mailbox.FolderId;
import dev.postern.outbound.Release;
import dev.postern.outbound.ScheduleWorker;
import dev.postern.outbound.Scheduled;
import dev.postern.outbound.Transport;
import dev.postern.support.Unsupported;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mail that its client wants sent later (RFC 4865).
class FutureReleaseTest {
  private static final String MAIL = "MAIL FROM:<ann@here.test> ";

  @Test
  void itIsOfferedToWhomWeKnow() {
    Talk talk = Talk.submission();
    talk.open();
    assertThat(talk.say("EHLO c")).doesNotContain("FUTURERELEASE");
    talk.say("AUTH PLAIN " + Talk.base64("\0ann@here.test\0" + FakeAgents.PASSWORD));
    assertThat(talk.say("EHLO c")).endsWith("250 FUTURERELEASE 2592000 2026-12-22T23:30:00Z\n");
    Talk mx = Talk.mx();
    mx.open();
    assertThat(mx.say("EHLO c")).doesNotContain("FUTURERELEASE");
    assertThat(mx.say(MAIL + "HOLDFOR=60")).isEqualTo("555 5.5.4 unknown parameter HOLDFOR\n");
    Talk stranger = Talk.submission();
    stranger.open();
    stranger.say("EHLO c");
    assertThat(stranger.say(MAIL + "HOLDFOR=60")).startsWith("530 5.7.0 ");
  }

  @ParameterizedTest
  @CsvSource({
    "HOLDFOR=1, 2026-11-22T23:30:01.5Z",
    "holdfor=2592000, 2026-12-22T23:30:00.5Z",
    "HOLDUNTIL=2026-12-22T23:30:00Z, 2026-12-22T23:30:00Z",
    "HOLDUNTIL=2026-11-22T23:30:01Z, 2026-11-22T23:30:01Z",
    "HOLDUNTIL=2026-11-23t09:00:00.25+01:00 SIZE=10, 2026-11-23T08:00:00.25Z",
    "SIZE=10, "
  })
  void theTimeIsRead(String parameters, Instant release) {
    Talk talk = Talk.signedIn();
    talk.say(MAIL + parameters, "RCPT TO:<bob@here.test>", "DATA", "Subject: x", "", "a", ".");
    assertThat(talk.intake.envelopes.getFirst().release()).isEqualTo(Optional.ofNullable(release));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          HOLDFOR                                           | HOLDFOR wants seconds, from 1
          HOLDFOR=0                                         | HOLDFOR wants seconds, from 1
          HOLDFOR=-5                                        | HOLDFOR wants seconds, from 1
          HOLDFOR=060                                       | HOLDFOR wants seconds, from 1
          HOLDFOR=1h                                        | HOLDFOR wants seconds, from 1
          HOLDFOR=9999999999                                | HOLDFOR wants seconds, from 1
          HOLDFOR=2592002                                   | HOLDFOR is too far away: at most 2592000 s
          HOLDUNTIL=2026-12-22T23:30:02Z                    | HOLDUNTIL is too far away: at most 2592000 s
          HOLDUNTIL=9999-12-31T23:59:59Z                    | HOLDUNTIL is too far away: at most 2592000 s
          HOLDUNTIL=2026-11-22T23:30:00Z                    | HOLDUNTIL is past
          HOLDUNTIL=0000-01-01T00:00:00Z                    | HOLDUNTIL is past
          HOLDUNTIL=2026-13-01T00:00:00Z                    | HOLDUNTIL is no date and time
          HOLDUNTIL=1795000000                              | HOLDUNTIL wants a date and time such as 2026-12-31T09:00:00Z
          HOLDUNTIL=2026-12-01T00:00:00                     | HOLDUNTIL wants a date and time such as 2026-12-31T09:00:00Z
          HOLDUNTIL=2026-12-01T00:00Z                       | HOLDUNTIL wants a date and time such as 2026-12-31T09:00:00Z
          HOLDFOR=60 HOLDFOR=60                             | HOLDFOR is given twice
          HOLDFOR=60 HOLDUNTIL=2026-12-01T00:00:00Z         | one of HOLDFOR and HOLDUNTIL, once
          """)
  void whatIsNoTimeToComeIsRefused(String parameters, String text) {
    Talk talk = Talk.signedIn();
    assertThat(talk.say(MAIL + parameters)).isEqualTo("501 5.5.4 " + text + "\n");
    assertThat(talk.say("RCPT TO:<bob@here.test>")).startsWith("503 ");
    assertThat(talk.say(MAIL)).startsWith("250 ");
  }

  /// What was answered with 250 is kept: the server that took it never comes to send it.
  @Test
  @Tag("S-15")
  void heldMailSurvivesTheServerAndIsSentAsItIs(@TempDir Path data) throws Exception {
    Transport nowhere = Unsupported.except(Transport.class, this);
    Grant ann;
    Scheduled held;
    try (MailServer server = new MailServer(data, nowhere, 1 << 20)) {
      ann = server.agent("ann@here.test");
      server.agent("bob@here.test");
      try (SmtpClient client = new SmtpClient(server.submission).signIn("ann@here.test")) {
        assertThat(client.say(MAIL + "HOLDFOR=2")).startsWith("250 ");
        assertThat(client.say("RCPT TO:<bob@here.test>")).startsWith("250 ");
        String _ = client.say("DATA");
        assertThat(
                client.say(
                    "From: ann@here.test\r\nDate: Sun, 1 Nov 2026 10:00:00 +0100\r\n"
                        + "Message-ID: <later@here.test>\r\nSubject: later\r\n\r\nhello\r\n."))
            .startsWith("250 2.0.0 ");
      }
      assertThat(server.folder(ann, FolderId.SENT)).isEmpty();
      List<Scheduled> all = server.engine.schedules().all(ann.account());
      held = all.getFirst();
      assertThat(all).hasSize(1);
      assertThat(held.kind()).isEqualTo(Scheduled.Kind.HELD);
    }
    try (MailServer server = new MailServer(data, nowhere, 1 << 20);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      Release release =
          new Release(
              server.engine.schedules(),
              server.engine.approvals(),
              server.engine.grants(),
              server.engine.mail(),
              server.sending,
              Instant::now);
      try (ScheduleWorker worker =
          new ScheduleWorker(server.engine.schedules(), release, Instant::now, Runnable::run)) {
        worker.start(timer);
        Grant bob = server.engine.grants().grantOf("bob@here.test").orElseThrow();
        Awaitility.await()
            .atMost(60, TimeUnit.SECONDS)
            .until(() -> server.folder(bob, FolderId.INBOX).size() == 1);
        assertThat(server.folder(ann, FolderId.SENT).getFirst().id()).isEqualTo(held.message());
        assertThat(server.text(bob, server.folder(bob, FolderId.INBOX).getFirst()))
            .contains("\r\nDate: Sun, 1 Nov 2026 10:00:00 +0100\r\n");
      }
    }
  }
}
