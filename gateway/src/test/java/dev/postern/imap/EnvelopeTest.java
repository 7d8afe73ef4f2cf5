package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.MessageReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static byte[] envelope(String header) {
    byte[] message = (header.replace("\n", "\r\n") + "\r\ntext").getBytes(StandardCharsets.UTF_8);
    return MessageReader.read(MemorySegment.ofArray(message)).wire().envelope();
  }

  @Test
  void everyElementIsReadDecoded() {
    byte[] wire =
        envelope(
            """
            Date: Thu, 5 Mar 2026 23:30:00 -1100
            Subject: =?utf-8?q?gr=C3=BC=C3=9Fe?= "and" \\
            From: "Lee, Ann" <ann@example.net>
            To: Team: bob@example.net, =?utf-8?q?J=C3=BCrgen?= <c@example.net>;
            Message-ID: <1@example.net>
            """);
    assertThat(Envelope.text(wire, Envelope.Element.SUBJECT)).contains("grüße \"and\" \\");
    assertThat(Envelope.text(wire, Envelope.Element.FROM)).contains("Lee, Ann <ann@example.net>");
    assertThat(Envelope.text(wire, Envelope.Element.TO).orElseThrow())
        .startsWith("Team,  <bob@example.net>, Jürgen <c@example.net>");
    assertThat(Envelope.text(wire, Envelope.Element.CC)).isEmpty();
    assertThat(Envelope.text(wire, Envelope.Element.MESSAGE_ID)).contains("<1@example.net>");
    assertThat(Envelope.day(wire)).contains(LocalDate.of(2026, 3, 5).toEpochDay());
  }

  @Test
  void rawOctetsAndLongSubjectsAreRead() {
    String subject = "ü" + "x".repeat(3000) + "end";
    byte[] wire = envelope("Subject: " + subject + "\nFrom: ö <o@example.net>\n");
    assertThat(Envelope.text(wire, Envelope.Element.SUBJECT)).contains(subject);
    assertThat(Envelope.text(wire, Envelope.Element.FROM)).contains("ö <o@example.net>");
  }
}
