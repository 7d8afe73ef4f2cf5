package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.conformance.client.Imap;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import dev.postern.conformance.transcript.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Only CRLF . CRLF ends a mail after DATA, and only its octets a chunk of BDAT, however the bytes
/// are cut (CVE-2023-51764 and its kin), on every port and under every kind of TLS.
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

  /// A way in.
  enum Port {
    MX("mx", false, false),
    MX_STARTTLS("mx", true, false),
    SUBMISSION("submission", false, true),
    SUBMISSION_STARTTLS("submission", true, true),
    SUBMISSIONS("submissions", false, true);

    private final String listener;
    private final boolean startTls;
    private final boolean signsIn;

    Port(String listener, boolean startTls, boolean signsIn) {
      this.listener = listener;
      this.startTls = startTls;
      this.signsIn = signsIn;
    }
  }

  @AutoClose private Postern server;
  private String ann;

  @BeforeEach
  void start() throws IOException {
    server = Postern.start();
    ann = server.agent("ann");
  }

  private Wire open(Port port) throws IOException {
    Wire wire = Wire.to(server.port(port.listener));
    if (port == Port.SUBMISSIONS) {
      wire.startTls(server.trust());
    }
    answer(wire, "220");
    say(wire, "EHLO x.example", "250");
    if (port.startTls) {
      say(wire, "STARTTLS", "220");
      wire.startTls(server.trust());
      say(wire, "EHLO x.example", "250");
    }
    if (port.signsIn) {
      String plain = "\0" + ann + "\0" + server.password();
      byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
      say(wire, "AUTH PLAIN " + Base64.getEncoder().encodeToString(bytes), "235");
    }
    return wire;
  }

  private static void say(Wire wire, String command, String code) throws IOException {
    wire.write(command + "\r\n");
    answer(wire, code);
  }

  private static String answer(Wire wire, String code) throws IOException {
    String line = wire.line();
    while (line.length() > 3 && line.charAt(3) == '-') {
      line = wire.line();
    }
    assertThat(line).startsWith(code);
    return line;
  }

  private void begin(Wire wire) throws IOException {
    say(wire, "MAIL FROM:<" + ann + ">", "250");
    say(wire, "RCPT TO:<" + ann + ">", "250");
  }

  private String inner() {
    return "MAIL FROM:<" + ann + ">\r\nRCPT TO:<" + ann + ">\r\nDATA\r\nSubject: inner\r\n\r\nevil";
  }

  private String smuggled(String falseEnd) {
    return "From: <" + ann + ">\r\nSubject: outer\r\n\r\ntext" + falseEnd + inner() + "\r\n.\r\n";
  }

  /// Cuts a text in two wherever a reader could go wrong, and not at all.
  private static List<List<String>> cuts(String text, int from, int to) {
    List<List<String>> cuts = new ArrayList<>(List.of(List.of(text)));
    for (int cut = from; cut <= to; cut++) {
      cuts.add(List.of(text.substring(0, cut), text.substring(cut)));
    }
    return cuts;
  }

  @ParameterizedTest
  @EnumSource
  @Tag("I-9")
  @Tag("I-10")
  void noFalseEndEndsAMail(Port port) throws IOException {
    int before = count();
    for (String falseEnd : FALSE_ENDS) {
      try (Wire wire = open(port)) {
        String mail = smuggled(falseEnd);
        int from = mail.indexOf("text") + 3;
        for (List<String> packets : cuts(mail, from, from + falseEnd.length() + 2)) {
          begin(wire);
          say(wire, "DATA", "354");
          for (String packet : packets) {
            wire.write(packet);
          }
          assertThat(answer(wire, "550")).as(shown(falseEnd)).startsWith("550 5.6.11 ");
          say(wire, "VRFY in-step", "252");
        }
      }
    }
    assertThat(count() - before).isZero();
  }

  @ParameterizedTest
  @EnumSource
  @Tag("I-11")
  void aChunkIsItsOctets(Port port) throws IOException {
    int before = count();
    int taken = 0;
    for (String end : List.of("\r\n.\r\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\0")) {
      try (Wire wire = open(port)) {
        String mail = smuggled(end);
        String stream = "BDAT " + mail.length() + " LAST\r\n" + mail + "VRFY in-step\r\n";
        int from = stream.indexOf("text") + 3;
        for (List<String> packets : cuts(stream, from, from + end.length() + 2)) {
          begin(wire);
          for (String packet : packets) {
            wire.write(packet);
          }
          boolean clean = end.equals("\r\n.\r\n");
          taken += clean ? 1 : 0;
          answer(wire, clean ? "250" : "550 5.6.11");
          answer(wire, "252");
        }
      }
    }
    int expected = before + taken;
    await().atMost(Duration.ofMinutes(1)).until(() -> count() == expected);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("I-11")
  void aChunkNobodyWantsIsNoCommand(Port port) throws IOException {
    int before = count();
    String chunk = inner() + "\r\n.\r\n";
    String stream = "BDAT " + chunk.length() + " LAST\r\n" + chunk + "VRFY in-step\r\n";
    int from = stream.indexOf("LAST");
    try (Wire wire = open(port)) {
      for (List<String> packets : cuts(stream, from, from + 10)) {
        for (String packet : packets) {
          wire.write(packet);
        }
        answer(wire, "503 5.5.1");
        answer(wire, "252");
      }
    }
    try (Wire wire = open(port)) {
      begin(wire);
      wire.write("BDAT x\r\n" + chunk);
      answer(wire, "501 5.5.4");
      assertThat(wire.isClosedByPeer()).isTrue();
    }
    assertThat(count() - before).isZero();
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
