package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Devices.NewDevice;
import dev.postern.auth.Grant;
import dev.postern.mailbox.FolderId;
import dev.postern.support.NoTransport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever line ends a mail has, one transaction at the lenient door is one mail, wherever the
/// packets are cut: also for clients whose lines end with LF.
class LegacySmugglingTest {
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

  @TempDir private Path directory;
  private MailServer server;
  private Grant ann;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer(directory, new NoTransport(), 1 << 20);
    ann = server.agent("ann@here.test");
    server.devices.add(
        new NewDevice("d", "ann@here.test", Optional.of("127.7.0.9"), Optional.empty()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  @Tag("I-9")
  @Tag("Q-60")
  void aClientOfCrlfSendsOneMail() throws Exception {
    for (String falseEnd : FALSE_ENDS) {
      check("\r\n", falseEnd);
    }
  }

  @Test
  @Tag("I-9")
  @Tag("Q-60")
  void aClientOfLfSendsOneMail() throws Exception {
    for (String falseEnd : FALSE_ENDS) {
      // What ends its mail is no false end for this one.
      if (!falseEnd.endsWith("\n.\n")) {
        check("\n", falseEnd);
      }
    }
  }

  private void check(String lineEnd, String falseEnd) throws Exception {
    String mail =
        "Subject: outer\r\n\r\ntext".replace("\r\n", lineEnd)
            + falseEnd
            + "MAIL FROM:<ann@here.test>\r\nRCPT TO:<ann@here.test>\r\nDATA\r\nSubject: inner\r\n"
                .replace("\r\n", lineEnd)
            + "\r\nevil\r\n.\r\n".replace("\r\n", lineEnd);
    int from = mail.indexOf("text") + 3;
    List<String> answers = new ArrayList<>();
    for (int cut = from; cut <= from + falseEnd.length() + 2; cut++) {
      int before = server.folder(ann, FolderId.SENT).size();
      String answer = transfer(lineEnd, mail.substring(0, cut), mail.substring(cut));
      int taken = answer.startsWith("250") ? 1 : 0;
      assertThat(answer).as(shown(falseEnd)).matches("(250|5\\d\\d) .*");
      assertThat(server.folder(ann, FolderId.SENT).size() - before)
          .as(shown(falseEnd) + " cut at " + (cut - from))
          .isEqualTo(taken);
      answers.add(answer.substring(0, 3));
    }
    assertThat(answers.stream().distinct()).as(shown(falseEnd)).hasSize(1);
  }

  // Sends one mail and checks that the connection is in step afterwards.
  private String transfer(String lineEnd, String... packets) throws Exception {
    try (DeviceClient client = new DeviceClient(server.legacy, "127.7.0.9")) {
      client.send("HELO x" + lineEnd);
      assertThat(client.reply()).startsWith("220 ");
      assertThat(client.reply()).startsWith("250 ");
      client.send(
          "MAIL FROM:<ann@here.test>\nRCPT TO:<ann@here.test>\nDATA\n".replace("\n", lineEnd));
      for (String code : List.of("250 ", "250 ", "354 ")) {
        assertThat(client.reply()).startsWith(code);
      }
      for (String packet : packets) {
        client.send(packet);
      }
      String answer = client.reply();
      client.send("VRFY in-step" + lineEnd);
      assertThat(client.reply()).as("after " + answer).startsWith("252 ");
      return answer;
    }
  }

  private static String shown(String falseEnd) {
    return falseEnd.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
  }
}
