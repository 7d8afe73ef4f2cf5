package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.client.Imap;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import dev.postern.conformance.transcript.Wire;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Only CRLF . CRLF ends a mail, however the bytes are cut (CVE-2023-51764 and its kin).
class SmugglingTest {
  private static final List<String> FALSE_ENDS =
      List.of(
          "\n.\n",
          "\n.\r\n",
          "\r.\r",
          "\r.\r\n",
          "\r\n.\n",
          "\r\n.\r",
          "\r\n\0.\r\n",
          "\r\n.\0\r\n",
          "\r\n.\r\r\n",
          "\r\r\n.\r\r\n",
          "\n\n.\r\r\n");

  @AutoClose private Postern server;
  private String ann;

  @BeforeEach
  void start() throws IOException {
    server = Postern.start();
    ann = server.agent("ann");
  }

  private String smuggled(String falseEnd) {
    return "Subject: outer\r\n\r\ntext"
        + falseEnd
        + "MAIL FROM:<evil@example.net>\r\nRCPT TO:<"
        + ann
        + ">\r\nDATA\r\nSubject: inner\r\n\r\nevil\r\n.\r\n";
  }

  @Test
  void oneMailAtMostComesOutOfOneTransaction() throws IOException {
    for (String falseEnd : FALSE_ENDS) {
      int before = count();
      String reply = transfer(List.of(smuggled(falseEnd)));
      int taken = reply.startsWith("250") ? 1 : 0;
      assertThat(reply).as(shown(falseEnd)).matches("(250|5\\d\\d) .*");
      assertThat(count() - before).as(shown(falseEnd)).isEqualTo(taken);
    }
  }

  @Test
  void theAnswerIsTheSameWhereverThePacketsAreCut() throws IOException {
    for (String falseEnd : FALSE_ENDS) {
      String mail = smuggled(falseEnd);
      String whole = transfer(List.of(mail));
      int from = mail.indexOf("text") + 3;
      for (int cut = from; cut <= from + falseEnd.length() + 2; cut++) {
        String reply = transfer(List.of(mail.substring(0, cut), mail.substring(cut)));
        assertThat(reply.substring(0, 3))
            .as("%s cut at %d", shown(falseEnd), cut - from)
            .isEqualTo(whole.substring(0, 3));
      }
    }
  }

  /// Sends one mail and checks that the connection is in step afterwards.
  private String transfer(List<String> packets) throws IOException {
    try (Wire wire = Wire.to(server.port("mx"))) {
      wire.line();
      for (String line :
          List.of("HELO x.example", "MAIL FROM:<peer@example.net>", "RCPT TO:<" + ann + ">")) {
        wire.write(line + "\r\n");
        assertThat(wire.line()).startsWith("250");
      }
      wire.write("DATA\r\n");
      assertThat(wire.line()).startsWith("354");
      for (String packet : packets) {
        wire.write(packet);
      }
      String reply = wire.line();
      wire.write("VRFY in-step\r\n");
      assertThat(wire.line()).as("after " + reply).startsWith("252");
      return reply;
    }
  }

  private int count() throws IOException {
    try (Imap imap = Imap.login(server, ann)) {
      String status = imap.command("STATUS INBOX (MESSAGES)").lines().getFirst();
      return Integer.parseInt(status.replaceAll(".*MESSAGES (\\d+).*", "$1"));
    }
  }

  private static String shown(String falseEnd) {
    return falseEnd.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
  }

  @Test
  void aSubmittedMailIsNotCutEither() throws IOException {
    try (Smtp smtp = Smtp.submission(server, ann)) {
      smtp.command("MAIL FROM:<" + ann + ">", "250");
      smtp.command("RCPT TO:<" + ann + ">", "250");
      smtp.command("DATA", "354");
      smtp.command("From: <" + ann + ">\r\nSubject: x\r\n\r\na\n.\nQUIT\r\n.", "550");
      smtp.command("NOOP", "250");
    }
    assertThat(count()).isZero();
  }
}
