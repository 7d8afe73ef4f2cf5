package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.auth.Devices.NewDevice;
import dev.postern.auth.Grant;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.support.NoTransport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What printers, scanners and old programs do, each as a conversation.
class LegacyDoorTest {
  private static final String PRINTER = "127.7.0.9";
  private static final String STRANGER = "127.0.0.1";
  private static final String MAIL = "MAIL FROM:<ann@here.test>";
  private static final String RCPT = "RCPT TO:<bob@here.test>";
  private static final String HEADER =
      "From: ann@here.test\r\n"
          + "Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n"
          + "Message-ID: <1@here.test>\r\n";

  @TempDir private Path directory;
  private MailServer server;
  private Grant ann;
  private Grant bob;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer(directory, new NoTransport(), 1 << 20);
    ann = server.agent("ann@here.test");
    bob = server.agent("bob@here.test");
    device("printer", "127.7.0.0/16", "");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void device(String name, String network, String pin) {
    Optional<String> none = Optional.empty();
    server.devices.add(
        new NewDevice(
            name,
            "ann@here.test",
            network.isEmpty() ? none : Optional.of(network),
            pin.isEmpty() ? none : Optional.of(pin)));
  }

  private DeviceClient printer() throws Exception {
    return DeviceClient.greeted(server.legacy, PRINTER);
  }

  private DeviceClient stranger() throws Exception {
    return DeviceClient.greeted(server.legacy, STRANGER);
  }

  /// Returns the newest mail of Bob, of which there are as many.
  private String received(int count) {
    await().until(() -> server.folder(bob, FolderId.INBOX).size() >= count);
    List<StoredMessage> all = server.folder(bob, FolderId.INBOX);
    assertThat(all).hasSize(count);
    return server.text(bob, all.getFirst());
  }

  private static String plain(String user, String password) {
    byte[] response = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
    return "AUTH PLAIN " + Base64.getEncoder().encodeToString(response);
  }

  @Test
  @Tag("Q-53")
  void startTlsIsHiddenAndTheSubmissionPortShowsIt() throws Exception {
    assertThat(ehlo(server.legacy)).doesNotContain("STARTTLS").contains("AUTH PLAIN LOGIN");
    assertThat(ehlo(server.submission)).contains("STARTTLS");
  }

  private String ehlo(int port) throws Exception {
    try (DeviceClient client = DeviceClient.greeted(port, PRINTER)) {
      client.send("EHLO printer\r\nNOOP\r\n");
      StringBuilder answer = new StringBuilder();
      byte[] octets = new byte[2000];
      while (answer.indexOf("2.0.0 OK") < 0) {
        int count = client.socket().getInputStream().read(octets);
        answer.append(new String(octets, 0, count, StandardCharsets.ISO_8859_1));
      }
      return answer.toString();
    }
  }

  @Test
  @Tag("Q-54")
  void startTlsThatWasNotOfferedIsRefusedAndTheSessionGoesOn() throws Exception {
    try (DeviceClient client = printer()) {
      assertThat(client.say("EHLO printer", "STARTTLS")).startsWith("502 5.5.1 ");
      assertThat(client.say(MAIL, RCPT, "DATA")).startsWith("354 ");
      assertThat(client.say(HEADER + "\r\nx\r\n.")).startsWith("250 ");
    }
    assertThat(server.noticed()).containsExactly("printer HIDDEN_STARTTLS");
  }

  @Test
  @Tag("Q-57")
  void aDeviceIsKnownByItsNetworkAndNobodyElseIs() throws Exception {
    try (DeviceClient client = printer()) {
      assertThat(client.say("HELO printer", MAIL, RCPT, "DATA")).startsWith("354 ");
      assertThat(client.say(HEADER + "\r\nscan\r\n.")).startsWith("250 ");
    }
    assertThat(received(1)).contains(" with SMTP id ").doesNotContain(PRINTER).endsWith("scan\r\n");
    assertThat(server.devices.all().getFirst().seen()).isPresent();
    try (DeviceClient client = stranger()) {
      assertThat(client.say("HELO x", MAIL)).startsWith("530 5.7.0 ");
    }
    try (DeviceClient client = new DeviceClient(server.legacy, "127.200.0.1")) {
      assertThat(client.reply()).startsWith("554 5.7.1 ");
      assertThat(client.reply()).isEmpty();
    }
    assertThat(server.noticed()).containsExactly("? 127.200.0.1 NOT_ITS_NETWORK");
  }

  @Test
  @Tag("Q-57")
  void theSmallestNetworkTellsWhoItIs() throws Exception {
    server.devices.add(
        new NewDevice("desk", "bob@here.test", Optional.of("127.7.0.9"), Optional.empty()));
    try (DeviceClient client = printer()) {
      assertThat(client.say("HELO x", "MAIL FROM:<bob@here.test>", RCPT)).startsWith("250 ");
      // Who signs in is that one then.
      assertThat(client.say("RSET", plain("ann@here.test", MailServer.PASSWORD)))
          .startsWith("235 ");
      assertThat(client.say(MAIL, RCPT, "DATA", HEADER + "\r\nx\r\n.")).startsWith("250 ");
    }
    assertThat(received(1)).contains("From: ann@here.test");
  }

  @Test
  @Tag("Q-57")
  void aPinIsForItsDeviceItsNetworkAndThisListener() throws Exception {
    device("scanner", "127.8.0.0/16", "4711");
    device("anywhere", "", "0815");
    String scanner = "127.8.1.1";
    for (String user : List.of("scanner", "SCANNER", "ann@here.test")) {
      assertThat(signIn(server.legacy, scanner, user, "4711")).as(user).startsWith("235 ");
    }
    assertThat(signIn(server.legacy, STRANGER, "anywhere", "0815")).startsWith("235 ");
    assertThat(signIn(server.legacy, STRANGER, "ann@here.test", "0815")).startsWith("235 ");
    assertThat(signIn(server.legacy, scanner, "scanner", MailServer.PASSWORD)).startsWith("235 ");
    assertThat(signIn(server.legacy, STRANGER, "scanner", "4711")).startsWith("535 5.7.8 ");
    assertThat(signIn(server.legacy, PRINTER, "ann@here.test", "4711")).startsWith("535 5.7.8 ");
    assertThat(signIn(server.legacy, scanner, "bob@here.test", "4711")).startsWith("535 5.7.8 ");
    assertThat(signIn(server.legacy, scanner, "scanner", "0815")).startsWith("535 5.7.8 ");
    for (String user : List.of("scanner", "anywhere", "ann@here.test")) {
      assertThat(signIn(server.submission, scanner, user, "4711")).startsWith("535 5.7.8 ");
      assertThat(signIn(server.submission, scanner, user, "0815")).startsWith("535 5.7.8 ");
    }
  }

  private static String signIn(int port, String from, String user, String password)
      throws Exception {
    try (DeviceClient client = DeviceClient.greeted(port, from)) {
      return client.say("EHLO x", plain(user, password));
    }
  }

  @Test
  @Tag("Q-58")
  void heloAloneGreetingsRepeatedAndNoopFirstAreLegal() throws Exception {
    try (DeviceClient client = printer()) {
      assertThat(client.say("NOOP", "HELO a", "HELO b", "RSET", MAIL)).startsWith("250 ");
      assertThat(client.say("EHLO c", RCPT)).startsWith("503 ");
      assertThat(client.say(MAIL, RCPT, "RSET", "DATA")).startsWith("503 ");
      assertThat(client.say(MAIL, RCPT, "DATA", HEADER + "\r\nx\r\n.")).startsWith("250 ");
    }
    assertThat(server.noticed()).isEmpty();
    try (DeviceClient client = printer()) {
      assertThat(client.say(MAIL, RCPT, "DATA", HEADER + "\r\nx\r\n.")).startsWith("250 ");
    }
    assertThat(server.noticed()).containsExactly("printer MISSING_HELLO");
  }

  @Test
  @Tag("Q-59")
  void cramMd5IsNotOfferedAndTriedInVain() throws Exception {
    try (DeviceClient client = stranger()) {
      assertThat(client.say("EHLO x", "AUTH CRAM-MD5")).startsWith("504 5.5.4 ");
      assertThat(client.say("AUTH LOGIN")).isEqualTo("334 VXNlcm5hbWU6");
      assertThat(client.say("YW5uQGhlcmUudGVzdA==")).isEqualTo("334 UGFzc3dvcmQ6");
      String password =
          Base64.getEncoder()
              .encodeToString(MailServer.PASSWORD.getBytes(StandardCharsets.US_ASCII));
      assertThat(client.say(password)).startsWith("235 ");
    }
    assertThat(server.noticed()).containsExactly("? 127.0.0.1 CRAM_MD5");
  }

  @Test
  @Tag("Q-60")
  void lineEndsOfEveryKindAreMended() throws Exception {
    try (DeviceClient client = printer()) {
      client.say("HELO x", MAIL, RCPT, "DATA");
      client.send(HEADER.replace("\r\n", "\r\r\n") + "\n" + "a\nb\rc\n.\nd\r\n.\r\n");
      assertThat(client.reply()).startsWith("250 ");
    }
    assertThat(received(1)).contains(HEADER).endsWith("\r\n\r\na\r\nb\r\nc\r\n.\r\nd\r\n");
    assertThat(server.noticed()).containsExactly("printer BARE_LINE_ENDS");
  }

  @Test
  @Tag("Q-60")
  void aClientOfBareLfIsUnderstood() throws Exception {
    try (DeviceClient client = printer()) {
      client.send("HELO x\n" + MAIL + "\n" + RCPT + "\nDATA\n" + HEADER.replace("\r", ""));
      client.send("\na\r\n.\r\nb\n..c\n.\nNOOP\r\n");
      for (int i = 0; i < 3; i++) {
        assertThat(client.reply()).startsWith("250 ");
      }
      assertThat(client.reply()).startsWith("354 ");
      assertThat(client.reply()).startsWith("250 ");
      assertThat(client.reply()).startsWith("500 5.5.2 lines end as the first one did");
    }
    assertThat(received(1)).contains(HEADER).endsWith("\r\n\r\na\r\n\r\nb\r\n.c\r\n");
    assertThat(server.noticed())
        .containsExactlyInAnyOrder(
            "printer LF_COMMANDS", "printer BARE_LINE_ENDS", "printer MIXED_LINE_ENDS");
  }

  @Test
  @Tag("Q-61")
  void aLongLineIsTakenAsItIs() throws Exception {
    String line = "x".repeat(1 << 16);
    try (DeviceClient client = printer()) {
      client.say("HELO x", MAIL, RCPT, "DATA");
      assertThat(client.say(HEADER + "\r\n" + line + "\r\n.")).startsWith("250 ");
      client.say(MAIL, RCPT, "DATA");
      assertThat(client.say(HEADER + "\r\n" + line + "x\r\n.")).startsWith("554 5.6.0 a line ");
    }
    assertThat(received(1)).endsWith("\r\n\r\n" + line + "\r\n");
    assertThat(server.noticed()).containsExactly("printer LONG_LINE");
  }

  @Test
  @Tag("Q-62")
  void aMailThatNeverEndsIsForgotten() throws Exception {
    try (DeviceClient client = printer()) {
      client.say("HELO x", MAIL, RCPT, "DATA");
      client.send(HEADER + "\r\nno end\r\n");
    }
    await().until(() -> server.noticed().contains("printer NO_END"));
    assertThat(server.folder(bob, FolderId.INBOX)).isEmpty();
    assertThat(server.folder(ann, FolderId.SENT)).isEmpty();
  }

  @Test
  @Tag("Q-63")
  void strangeAddressesAndParametersAreUnderstood() throws Exception {
    try (DeviceClient client = printer()) {
      client.say("HELO");
      assertThat(client.say("mail from: ann@here.test SIZE= BODY=7BIT X-PRN=2")).startsWith("250 ");
      assertThat(client.say("RCPT TO: < bob@here.test > X")).startsWith("250 ");
      assertThat(client.say("DATA", HEADER + "\r\nx\r\n.")).startsWith("250 ");
      assertThat(client.say("MAIL FROM:<ann@here.test> AUTH=<> =")).startsWith("250 ");
    }
    assertThat(server.noticed())
        .containsExactlyInAnyOrder(
            "printer MISSING_HELLO",
            "printer BARE_ADDRESS",
            "printer SPACES_IN_PATH",
            "printer UNKNOWN_PARAMETER");
    try (SmtpClient strict = new SmtpClient(server.submission).signIn("ann@here.test")) {
      assertThat(strict.say(MAIL + " X-PRN=2")).startsWith("555 5.5.4 ");
    }
  }

  @Test
  @Tag("Q-64")
  void whatLacksIsAddedAndAnothersAddressIsReplaced() throws Exception {
    try (DeviceClient client = printer()) {
      client.say("HELO x");
      assertThat(client.say("MAIL FROM:<scanner@office.lan>", RCPT, "DATA")).startsWith("354 ");
      assertThat(
              client.say("From: \"Scan, 2nd floor\" <scanner@office.lan>\r\nX-A:  b\r\n\r\nx\r\n."))
          .startsWith("250 ");
      assertThat(client.say(MAIL, RCPT, "DATA", "Subject: s\r\n\r\ny\r\n.")).startsWith("250 ");
    }
    await().until(() -> server.folder(bob, FolderId.INBOX).size() == 2);
    String both =
        server.folder(bob, FolderId.INBOX).stream()
            .map(message -> server.text(bob, message))
            .reduce("", String::concat);
    assertThat(both)
        .contains("Return-Path: <ann@here.test>")
        .contains("From: \"Scan, 2nd floor\" <ann@here.test>\r\n")
        .contains("From: ann@here.test\r\n")
        .contains("X-A:  b\r\n")
        .containsPattern("Date: [A-Z]")
        .containsPattern("Message-ID: <[^>]+@here.test>")
        .doesNotContain("office.lan");
    assertThat(server.noticed())
        .containsExactlyInAnyOrder(
            "printer OTHER_FROM", "printer NO_FROM", "printer NO_DATE", "printer NO_MESSAGE_ID");
  }

  @Test
  @Tag("Q-66")
  void httpEndsAtOnce() throws Exception {
    try (DeviceClient client = new DeviceClient(server.legacy, PRINTER)) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.reply()).startsWith("220 ");
      assertThat(client.reply()).startsWith("421 ");
      assertThat(client.reply()).isEmpty();
    }
  }

  @Test
  @Tag("Q-67")
  void rawHeadersAreStoredAsTheyCame() throws Exception {
    String raw = "From: B\u00fcro, Scan <ann@here.test>\r\nSubject: \u00c4rger\r\n";
    try (DeviceClient client = printer()) {
      client.say("HELO b\u00fcro", MAIL, RCPT, "DATA");
      assertThat(client.say(raw + "\r\n\u00e4\r\n.")).startsWith("250 ");
    }
    assertThat(received(1)).contains(raw).endsWith("\r\n\r\n\u00e4\r\n");
    assertThat(server.noticed()).contains("printer RAW_HEADER");
  }

  @Test
  @Tag("Q-68")
  @Tag("S-12")
  void theSameMailTwiceIsTwoMails() throws Exception {
    try (DeviceClient client = printer()) {
      client.say("HELO x");
      for (int i = 0; i < 2; i++) {
        assertThat(client.say(MAIL, RCPT, "DATA", HEADER + "\r\nalarm\r\n.")).startsWith("250 ");
      }
    }
    assertThat(received(2)).endsWith("alarm\r\n");
  }

  @Test
  @Tag("Q-69")
  void aLoginMayLackItsDomain() throws Exception {
    for (String user : List.of("ann@here.test", "ANN@Here.Test", "ann")) {
      for (int port : new int[] {server.legacy, server.submission}) {
        assertThat(signIn(port, STRANGER, user, MailServer.PASSWORD)).as(user).startsWith("235 ");
      }
    }
  }

  @Test
  @Tag("Q-70")
  void aWholeDialogueInOnePacketWorks() throws Exception {
    try (DeviceClient client = new DeviceClient(server.legacy, PRINTER)) {
      client.send(
          "HELO x\r\n" + MAIL + "\r\n" + RCPT + "\r\nDATA\r\n" + HEADER + "\r\nx\r\n.\r\nQUIT\r\n");
      for (String code : List.of("220", "250", "250", "250", "354", "250", "221", "")) {
        assertThat(client.reply()).startsWith(code);
      }
    }
    assertThat(received(1)).endsWith("x\r\n");
  }
}
