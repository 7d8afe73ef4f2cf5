package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.auth.Grant;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Transport;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both doors, the queue and the engine together.
class SmtpDoorTest implements Transport {
  private static final String OWN = "From: Ann <ann@here.test>\r\n";

  // A machine that builds other things besides may be slow.
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path data;
  private final List<String> relayed = new CopyOnWriteArrayList<>();
  private MailServer server;
  private Grant ann;
  private Grant bob;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer(data, this, 20 << 20);
    ann = server.agent("ann@here.test");
    bob = server.agent("bob@here.test");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  public List<Outcome> send(Job job) {
    byte[] bytes = job.message().toArray(ValueLayout.JAVA_BYTE);
    relayed.add(
        job.sender() + job.recipients() + "\n" + new String(bytes, StandardCharsets.ISO_8859_1));
    return job.recipients().stream()
        .<Outcome>map(_ -> new Outcome.Accepted("", "250", false))
        .toList();
  }

  @Override
  public boolean routes(AccountId account, String domain) {
    return domain.equals("far.test");
  }

  private SmtpClient signedIn() throws Exception {
    return new SmtpClient(server.submission).signIn("ann@here.test");
  }

  private SmtpClient stranger() throws Exception {
    return new SmtpClient(server.mx).hello();
  }

  private List<StoredMessage> inbox(Grant agent, int count) {
    await().atMost(PATIENCE).until(() -> server.folder(agent, FolderId.INBOX).size() == count);
    return server.folder(agent, FolderId.INBOX);
  }

  @Test
  void whatAnAgentSendsIsFiledCompletedAndDelivered() throws Exception {
    String mail = OWN + "To: bob@here.test\r\nBcc: x@far.test\r\nSubject: hi\r\n\r\n.dot\r\n";
    try (SmtpClient client = signedIn()) {
      assertThat(
              client.mail("ann@here.test", mail, "BOB+tag@here.test", "x@far.test", "X@far.test"))
          .startsWith("250 2.0.0 ");
    }
    StoredMessage sent = server.folder(ann, FolderId.SENT).getFirst();
    assertThat(sent.unread()).isFalse();
    assertThat(sent.digest().messageId()).endsWith("@here.test");
    assertThat(sent.digest().date()).isNotNull();
    assertThat(server.text(ann, sent))
        .startsWith("Received: by mx.here.test (Postern) with ESMTPA id ")
        .contains("\r\n" + OWN + "To: bob@here.test\r\nBcc: x@far.test\r\nSubject: hi\r\nDate: ")
        .doesNotContain("127.0.0.1")
        .endsWith("\r\n\r\n.dot\r\n");
    StoredMessage received = inbox(bob, 1).getFirst();
    assertThat(received.unread()).isTrue();
    assertThat(received.digest().messageId()).isEqualTo(sent.digest().messageId());
    assertThat(server.text(bob, received))
        .startsWith("Return-Path: <ann@here.test>\r\nDelivered-To: BOB+tag@here.test\r\n")
        .doesNotContain("Bcc:")
        .endsWith("\r\n\r\n.dot\r\n");
    await().atMost(PATIENCE).until(() -> relayed.size() == 1);
    assertThat(relayed.getFirst())
        .startsWith("ann@here.test[x@far.test]\nReceived: ")
        .doesNotContain("Bcc:");
  }

  @Test
  void aMailThatIsCompleteIsNotTouched() throws Exception {
    String mail =
        "Message-ID: <kept@x>\r\nDate: Fri, 20 Nov 2026 12:00:00 +0000\r\n"
            + OWN
            + "X-Odd:   \tvalue \r\n\r\nbody\r\n";
    try (SmtpClient client = signedIn()) {
      assertThat(client.mail("ann+x@here.test", mail, "bob@here.test")).startsWith("250 ");
    }
    assertThat(server.text(bob, inbox(bob, 1).getFirst())).endsWith(mail);
    assertThat(server.text(ann, server.folder(ann, FolderId.SENT).getFirst())).endsWith(mail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"just text\r\nand more\r\n", "\r\njust text\r\nand more\r\n"})
  void textWithoutAHeaderGetsOne(String mail) throws Exception {
    try (SmtpClient client = signedIn()) {
      assertThat(client.mail("ann@here.test", mail, "bob@here.test")).startsWith("250 ");
    }
    StoredMessage received = inbox(bob, 1).getFirst();
    assertThat(received.digest().snippet()).isEqualTo("just text and more");
    assertThat(received.digest().from().getFirst().email()).isEqualTo("ann@here.test");
    assertThat(server.text(bob, received)).endsWith(">\r\n\r\njust text\r\nand more\r\n");
  }

  @Test
  void aReplyIsInTheThreadOfWhatItAnswersOnBothSides() throws Exception {
    try (SmtpClient client = signedIn()) {
      client.mail("ann@here.test", OWN + "Message-ID: <root@x>\r\n\r\nq\r\n", "bob@here.test");
    }
    inbox(bob, 1);
    String reply =
        "From: bob@here.test\r\nMessage-ID: <re@x>\r\nIn-Reply-To: <root@x>\r\n\r\na\r\n";
    try (SmtpClient client = new SmtpClient(server.submission).signIn("Bob@Here.test")) {
      assertThat(client.mail("bob@here.test", reply, "ann@here.test")).startsWith("250 ");
    }
    assertThat(inbox(ann, 1).getFirst().thread())
        .isEqualTo(server.folder(ann, FolderId.SENT).getFirst().thread());
    assertThat(inbox(bob, 1).getFirst().thread())
        .isEqualTo(server.folder(bob, FolderId.SENT).getFirst().thread());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: bob@here.test\r\n\r\nx\r\n",
        "From: ann@here.test\r\nFrom: bob@here.test\r\n\r\nx\r\n",
        "From: ann@here.test, bob@here.test\r\n\r\nx\r\n",
        "From: ann@here.test <bob@here.test>\r\n\r\nx\r\n",
        "From: nobody\r\n\r\nx\r\n",
        "From:\r\n\r\nx\r\n"
      })
  void nobodySendsAsSomebodyElse(String mail) throws Exception {
    try (SmtpClient client = signedIn()) {
      assertThat(client.mail("ann@here.test", mail, "bob@here.test")).startsWith("550 5.7.1 ");
      assertThat(client.mail("bob@here.test", OWN + "\r\nx\r\n", "bob@here.test"))
          .startsWith("550 5.7.1 ");
      assertThat(client.mail("", OWN + "\r\nreceipt\r\n", "bob@here.test")).startsWith("250 ");
    }
    assertThat(server.text(bob, inbox(bob, 1).getFirst()))
        .startsWith("Return-Path: <>\r\n")
        .contains("receipt");
    assertThat(server.folder(ann, FolderId.SENT)).hasSize(1);
  }

  @Test
  void recipientsWithoutAWayAreRefusedAtOnce() throws Exception {
    try (SmtpClient client = signedIn()) {
      assertThat(client.mail("ann@here.test", "", "nobody@here.test")).startsWith("550 5.1.1 ");
      assertThat(client.mail("ann@here.test", "", "x@nowhere.test"))
          .startsWith("550 5.1.2 no route");
    }
    try (SmtpClient client = stranger()) {
      assertThat(client.mail("x@far.test", "", "nobody@here.test")).startsWith("550 5.1.1 ");
      assertThat(client.mail("x@far.test", "", "y@far.test")).startsWith("550 5.7.1 ");
    }
  }

  @Test
  void mailFromOutsideIsThereWhenItIsAcknowledged() throws Exception {
    try (SmtpClient client = stranger()) {
      String answer = client.mail("x@far.test", "Subject: in\r\n\r\nhello\r\n", "Bob+t@HERE.test");
      assertThat(answer).startsWith("250 2.0.0 ");
      StoredMessage message = server.folder(bob, FolderId.INBOX).getFirst();
      assertThat(server.text(bob, message).replaceAll("id \\w+|;\r\n\t.*\\d\\d:.*", "~"))
          .isEqualTo(
              "Return-Path: <x@far.test>\r\nDelivered-To: Bob+t@here.test\r\n"
                  + "Received: from client.test ([127.0.0.1])\r\n\tby mx.here.test (Postern) with"
                  + " ESMTP ~\r\n\tfor <Bob+t@here.test>~\r\nSubject: in\r\n\r\nhello\r\n");
    }
  }

  @Test
  void mailFromOutsideForSeveralReachesEach() throws Exception {
    try (SmtpClient client = stranger()) {
      String mail = "Bcc: kept@x\r\n\r\nhello\r\n";
      assertThat(client.mail("", mail, "ann@here.test", "bob@here.test", "postmaster@here.test"))
          .startsWith("250 ");
    }
    assertThat(server.text(bob, inbox(bob, 1).getFirst())).contains("Bcc: kept@x");
    assertThat(inbox(ann, 2)).as("the oldest agent is the postmaster").hasSize(2);
  }

  @Test
  void theSameMailTwiceIsTwoMails() throws Exception {
    try (SmtpClient client = stranger()) {
      String mail = "Message-ID: <same@x>\r\n\r\nhello\r\n";
      assertThat(client.mail("x@far.test", mail, "bob@here.test")).startsWith("250 ");
      assertThat(client.mail("x@far.test", mail, "bob@here.test")).startsWith("250 ");
    }
    assertThat(server.folder(bob, FolderId.INBOX)).hasSize(2);
  }

  @Test
  void aLargeMailWithLongLinesArrivesWhole() throws Exception {
    String body = ("z".repeat(70_000) + "\r\n.\r\n").repeat(120);
    try (SmtpClient client = new SmtpClient(server.mx).hello()) {
      assertThat(client.mail("a@far.test", OWN + "\r\n" + body, "bob@here.test"))
          .startsWith("250 ");
    }
    String text = server.text(bob, inbox(bob, 1).getFirst());
    assertThat(text.substring(text.indexOf("\r\n\r\n") + 4).equals(body)).isTrue();
  }

  @Test
  void aMailLibrarySubmitsOverStartTls() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.starttls.required", "true");
    properties.setProperty("mail.smtp.starttls.enable", "true");
    properties.setProperty("mail.smtp.ssl.trust", "*");
    properties.setProperty("mail.smtp.auth", "true");
    properties.setProperty("mail.smtp.auth.mechanisms", "LOGIN");
    Session session = Session.getInstance(properties);
    MimeMessage message = new MimeMessage(session);
    message.setFrom("ann@here.test");
    message.setRecipients(RecipientType.TO, "bob@here.test");
    message.setSubject("Gr\u00fc\u00dfe");
    message.setText("na\u00efve", "UTF-8");
    try (jakarta.mail.Transport client = session.getTransport("smtp")) {
      client.connect("127.0.0.1", server.submission, "ann@here.test", MailServer.PASSWORD);
      client.sendMessage(message, message.getAllRecipients());
    }
    StoredMessage received = inbox(bob, 1).getFirst();
    assertThat(received.digest().subject()).isEqualTo("Gr\u00fc\u00dfe");
    assertThat(server.text(bob, received)).contains(" with ESMTPSA\r\n\t(TLSv1.3 TLS_");
  }

  @Test
  void manyAtOnceAllArrive() throws Exception {
    List<Callable<String>> senders = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      String subject = OWN + "Subject: " + i + "\r\n\r\nx\r\n";
      senders.add(() -> {
        try (SmtpClient client = signedIn()) {
          return client.mail("ann@here.test", subject, "bob@here.test");
        }
      });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> answer : threads.invokeAll(senders)) {
        assertThat(answer.get()).startsWith("250 ");
      }
    }
    assertThat(inbox(bob, 64).stream().map(m -> m.digest().subject()).distinct()).hasSize(64);
    assertThat(server.folder(ann, FolderId.SENT)).hasSize(64);
  }
}
