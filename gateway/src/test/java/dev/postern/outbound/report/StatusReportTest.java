package dev.postern.outbound.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.Digest;
import dev.postern.mail.MessageReader;
import dev.postern.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class StatusReportTest {
  private static final Instant ARRIVAL = Instant.parse("2026-11-23T10:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:05Z");
  private static final String MAIL =
      """
      From: ann@agents.test
      To: bob@example.org
      Bcc: secret@example.org
      Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
      Message-ID: <1@agents.test>

      Hello
      """
          .replace("\n", "\r\n");

  @Test
  void theBytesAreThese() {
    Told bob = failed("bob@example.org", "mx.example.org", "550 5.1.1 no such user");
    assertThat(text(report(List.of(bob), false).about(bytes(MAIL))))
        .isEqualTo(
            """
            From: Mail Delivery System <mailer-daemon@agents.test>
            To: <ann@agents.test>
            Subject: Mail could not be delivered
            Date: Mon, 23 Nov 2026 10:00:05 +0000
            Message-ID: <77.abc@mx.here.test>
            In-Reply-To: <1@agents.test>
            References: <1@agents.test>
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status;
            \tboundary="=_77.abc"
            Content-Transfer-Encoding: 8bit

            --=_77.abc
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            This is the mail server mx.here.test.

            It is about your mail of Mon, 23 Nov 2026 10:00:00 +0000,
              "Grüße"

            It could not be delivered to:

              bob@example.org
                mx.example.org said: 550 5.1.1 no such user
                Nobody has this address: check it for mistakes.

            --=_77.abc
            Content-Type: message/delivery-status
            Content-Transfer-Encoding: 7bit

            Reporting-MTA: dns; mx.here.test
            Original-Envelope-Id: env 7
            Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0000

            Original-Recipient: rfc822; Bob@example.org
            Final-Recipient: rfc822; bob@example.org
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mx.example.org
            Diagnostic-Code: smtp; 550 5.1.1 no such user
            Last-Attempt-Date: Mon, 23 Nov 2026 10:00:05 +0000

            --=_77.abc
            Content-Type: text/rfc822-headers
            Content-Transfer-Encoding: 7bit

            From: ann@agents.test
            To: bob@example.org
            Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
            Message-ID: <1@agents.test>

            --=_77.abc--
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void anotherReaderFindsTheSame() throws Exception {
    Told bob = failed("bob@example.org", "mx.example.org", "550 5.1.1 no such user");
    Told eve = failed("eve@example.org", "", "452 4.2.2 full");
    Told late =
        new Told(
            "zoe@example.org",
            "",
            Action.DELAYED,
            "",
            Diagnosis.of("451 4.4.1 refused"),
            NOW,
            Optional.of(NOW.plusSeconds(60)));
    byte[] bytes = bytesOf(report(List.of(bob, eve, late), true).about(bytes(MAIL)));
    var message =
        new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
    assertThat(message.isMimeType("multipart/report")).isTrue();
    assertThat(message.getContentType()).contains("report-type=delivery-status");
    var parts = new MimeMultipart(message.getDataHandler().getDataSource());
    assertThat(parts.getCount()).isEqualTo(3);
    assertThat(parts.getBodyPart(1).isMimeType("message/delivery-status")).isTrue();
    try (InputStream in = parts.getBodyPart(1).getInputStream()) {
      assertThat(new InternetHeaders(in).getHeader("Reporting-MTA")).hasSize(1);
      assertThat(new InternetHeaders(in).getHeader("Status")).containsExactly("5.1.1");
      assertThat(new InternetHeaders(in).getHeader("Action")).containsExactly("failed");
      InternetHeaders third = new InternetHeaders(in);
      assertThat(third.getHeader("Action")).containsExactly("delayed");
      assertThat(third.getHeader("Will-Retry-Until"))
          .containsExactly("Mon, 23 Nov 2026 10:01:05 +0000");
    }
    assertThat(parts.getBodyPart(2).isMimeType("message/rfc822")).isTrue();
    try (InputStream in = parts.getBodyPart(2).getInputStream()) {
      String returned = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(returned).isEqualTo(MAIL.replace("Bcc: secret@example.org\r\n", ""));
    }
  }

  @Test
  void addressesOfOtherAlphabetsAreWrittenAsTheyAre() {
    Told told = failed("дом@пример.испытание", "", "550 5.1.1 нет");
    StatusReport report =
        new StatusReport(
            "mx.here.test", "a.test", "я@a.test", "", ARRIVAL, true, List.of(told), "1", NOW);
    String mail = "From: я@a.test\r\nSubject: дом\r\n\r\nx\r\n";
    List<MemorySegment> slices = report.about(bytes(mail));
    Digest digest = MessageReader.read(MemorySegment.ofArray(bytesOf(slices)));
    assertThat(digest.parts().stream().map(part -> part.type() + "/" + part.subtype()))
        .containsSequence(
            "multipart/report", "text/plain", "message/global-delivery-status", "message/global");
    assertThat(text(slices))
        .contains("\r\nTo: <я@a.test>\r\n")
        .contains("\r\nFinal-Recipient: utf-8; дом@пример.испытание\r\n")
        .contains("\r\nDiagnostic-Code: smtp; 550 5.1.1 нет\r\n")
        .contains("\r\nSubject: дом\r\n\r\nx\r\n");
  }

  @Test
  void whatOthersSaidCannotBreakOutOfItsLine() {
    Told told =
        failed(
            "bob@example.org",
            "mx\r\nX: y",
            "550 5.1.1 é\r\n\r\nAction: delivered" + " z".repeat(999));
    StatusReport report =
        new StatusReport(
            "mx.here.test",
            "a.test",
            "ann@a.test",
            "x\r\nAction: relayed",
            ARRIVAL,
            true,
            List.of(told),
            "1",
            NOW);
    String text = text(report.about(bytes("Subject: a\r\nMessage-ID: <a b\u0001c@d>\r\n\r\n")));
    assertThat(text).doesNotContain("\r\nAction: delivered").doesNotContain("\r\nAction: relayed");
    assertThat(text).doesNotContain("\r\nX: y").contains("smtp; 550 5.1.1 ? Action: delivered");
    assertThat(
            text.lines()
                .mapToInt(line -> line.getBytes(StandardCharsets.UTF_8).length)
                .max()
                .orElse(0))
        .isLessThan(999);
  }

  @Test
  void onlyASmallTextGoesBackWhole() {
    Told told = failed("bob@example.org", "", "550 5.1.1 no");
    for (String body :
        List.of(
            "x\r\n".repeat(20_000), "a\u0000b\r\n", "bare\nfeed\r\n", "y".repeat(1200) + "\r\n")) {
      byte[] report =
          bytesOf(report(List.of(told), true).about(bytes("Subject: a\r\n\r\n" + body)));
      List<Part> parts = MessageReader.read(MemorySegment.ofArray(report)).parts();
      assertThat(parts.get(3).subtype()).isEqualTo("rfc822-headers");
      assertThat(report.length).isLessThan(3000);
    }
    String huge = ("X-Filler: " + "z".repeat(500) + "\r\n").repeat(1000);
    byte[] report = bytesOf(report(List.of(told), true).about(bytes(huge + "\r\nbody\r\n")));
    assertThat(report.length).isBetween(50_000, 55_000);
  }

  @Test
  void aMailOfNothingIsReportedToo() {
    Told told = failed("bob@example.org", "", "");
    for (String mail : List.of("", "\r\n", "no header", "\u0000", "Subject: x")) {
      byte[] report = bytesOf(report(List.of(told), true).about(bytes(mail)));
      assertThat(MessageReader.read(MemorySegment.ofArray(report)).parts().size())
          .isGreaterThanOrEqualTo(4);
    }
  }

  private static Told failed(String to, String remote, String answer) {
    return new Told(
        to,
        to.equals("bob@example.org") ? "rfc822;Bob@example.org" : "",
        Action.FAILED,
        remote,
        Diagnosis.of(answer),
        NOW,
        Optional.empty());
  }

  private static StatusReport report(List<Told> told, boolean whole) {
    return new StatusReport(
        "mx.here.test",
        "agents.test",
        "ann@agents.test",
        "env 7",
        ARRIVAL,
        whole,
        told,
        "77.abc",
        NOW);
  }

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytesOf(List<MemorySegment> slices) {
    var out = new ByteArrayOutputStream();
    slices.forEach(slice -> out.writeBytes(slice.toArray(ValueLayout.JAVA_BYTE)));
    return out.toByteArray();
  }

  private static String text(List<MemorySegment> slices) {
    return new String(bytesOf(slices), StandardCharsets.UTF_8);
  }
}
