package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.auth.Grant;
import dev.postern.guard.Held;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Transport;
import dev.postern.rules.Action;
import dev.postern.rules.Comparison;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Applied;
import dev.postern.rules.Evaluation.Stage;
import dev.postern.rules.Limit;
import dev.postern.rules.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What recipients do not take, said at the MX door, and what their rules do with what they take.
class MxGuardTest implements Transport {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BOB = "bob@here.test";
  private static final String EVE = "eve@here.test";
  private static final String PLAIN =
      "From: Ann <ann@shop.test>\r\nTo: bob@here.test\r\nSubject: x\r\n\r\ntext\r\n";
  private static final String WITH_FILES =
      """
      From: ann@shop.test
      Subject: files
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      hello
      --b
      Content-Type: image/png
      Content-Disposition: attachment; filename=a.png
      Content-Transfer-Encoding: base64

      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
      --b
      Content-Type: APPLICATION/X-Program
      Content-Disposition: attachment; filename=b.exe

      MZ
      --b--
      """
          .replace("\n", "\r\n");

  @TempDir Path data;
  private MailServer server;
  private Grant bob;
  private Grant eve;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer(data, this, 1 << 20);
    bob = server.agent(BOB);
    eve = server.agent(EVE);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  public List<Outcome> send(Job job) {
    throw new IllegalStateException("nothing leaves");
  }

  @Override
  public boolean routes(AccountId account, String domain) {
    return false;
  }

  private String mail(String sender, String text, String... to) throws Exception {
    try (SmtpClient client = new SmtpClient(server.mx).hello()) {
      return client.mail(sender, text, to);
    }
  }

  private StoredMessage only(Grant agent, FolderId folder) {
    return await()
        .atMost(PATIENCE)
        .until(() -> server.folder(agent, folder), m -> m.size() == 1)
        .getFirst();
  }

  private static Rule from(String domain, Action... actions) {
    return Held.rule("from.domain", Comparison.IS, domain, actions);
  }

  @Test
  void aBlockedSenderIsRefusedAtRcpt() throws Exception {
    Rule rule = from("bad.test", Held.BLOCK);
    server.hold(bob, Held.by(rule));
    try (SmtpClient client = new SmtpClient(server.mx).hello()) {
      assertThat(client.say("MAIL FROM:<x@Bad.Test>")).startsWith("250 ");
      assertThat(client.say("RCPT TO:<bob@here.test>"))
          .isEqualTo("550 5.7.1 blocked by a rule of the recipient");
      assertThat(client.say("RCPT TO:<eve@here.test>")).startsWith("250 ");
    }
    Evaluation record = server.evaluations(bob).getFirst();
    assertThat(record.stage()).isEqualTo(Stage.SMTP_RCPT);
    assertThat(record.message()).isEmpty();
    assertThat(record.input()).isEqualTo(new Evaluation.Input("x@bad.test", List.of(), ""));
    assertThat(record.applied()).isEqualTo(Applied.BLOCKED);
    assertThat(record.matched()).containsExactly(rule.id());
    assertThat(server.evaluations(bob)).hasSize(1);
    assertThat(server.evaluations(eve)).isEmpty();
  }

  @Test
  void anAuthorIsBlockedWhenTheHeaderIsThere() throws Exception {
    server.hold(bob, Held.by(from("shop.test", Held.BLOCK)));
    assertThat(mail("bounce@service.test", PLAIN, BOB))
        .isEqualTo("550 5.7.1 blocked by a rule of the recipient");
    assertThat(server.folder(bob, FolderId.INBOX)).isEmpty();
    Evaluation record = server.evaluations(bob).getFirst();
    assertThat(record.stage()).isEqualTo(Stage.INBOX_PROCESSING);
    assertThat(record.input().from()).isEqualTo("ann@shop.test");
    assertThat(record.message()).isEmpty();
  }

  @Test
  void whoLetsOnlySomeWriteWaitsForTheHeader() throws Exception {
    server.hold(bob, Held.by(Held.rule("from.domain", Comparison.IS_NOT, "shop.test", Held.BLOCK)));
    assertThat(mail("bounce@service.test", PLAIN, BOB)).startsWith("250 ");
    assertThat(mail("", PLAIN, BOB)).startsWith("250 ");
    assertThat(mail("x@shop.test", PLAIN.replace("shop.test", "other.test"), BOB))
        .startsWith("550 5.7.1 ");
  }

  @Test
  void rulesThatFailRefuseForNow() throws Exception {
    server.hold(bob, Held.broken());
    try (SmtpClient client = new SmtpClient(server.mx).hello()) {
      assertThat(client.say("MAIL FROM:<x@y.test>")).startsWith("250 ");
      assertThat(client.say("RCPT TO:<bob@here.test>")).startsWith("451 4.3.0 ");
    }
    assertThat(mail("", PLAIN, BOB)).as("nothing is asked of the null sender").startsWith("451 ");
    assertThat(server.evaluations(bob))
        .extracting(Evaluation::applied)
        .containsExactly(Applied.FAILED, Applied.FAILED);
    assertThat(server.folder(bob, FolderId.INBOX)).isEmpty();
  }

  @Test
  void whoSendsToSeveralIsRefusedOnlyIfNobodyTakesIt() throws Exception {
    server.hold(bob, Held.by(from("shop.test", Held.BLOCK)));
    assertThat(mail("x@y.test", PLAIN, BOB, EVE)).startsWith("250 ");
    assertThat(only(eve, FolderId.INBOX).digest().subject()).isEqualTo("x");
    await().atMost(PATIENCE).until(() -> server.evaluations(bob).size() == 1);
    server.hold(eve, Held.by(from("shop.test", Held.BLOCK)));
    assertThat(mail("x@y.test", PLAIN, BOB, EVE)).startsWith("550 5.7.1 ");
    server.hold(eve, Held.broken());
    assertThat(mail("", PLAIN, BOB, EVE)).as("for eve it may pass").startsWith("451 4.3.0 ");
    assertThat(server.folder(bob, FolderId.INBOX)).isEmpty();
    assertThat(server.folder(eve, FolderId.INBOX)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "MESSAGE_SIZE, 100, 552 5.3.4, limit_size_total_mime is 100",
    "ATTACHMENT_SIZE, 29, 552 5.3.4, limit_attachment_size_limit is 29",
    "ATTACHMENT_COUNT, 1, 554 5.6.1, limit_attachment_count_limit is 1"
  })
  void tooMuchIsRefusedWithItsLimit(Limit limit, long number, String code, String named)
      throws Exception {
    server.hold(bob, Held.to(limit, number));
    assertThat(mail("x@y.test", WITH_FILES, BOB)).startsWith(code + " ").endsWith(named);
    assertThat(mail("x@y.test", WITH_FILES, BOB, EVE)).startsWith("250 ");
    assertThat(only(eve, FolderId.INBOX).digest().subject()).isEqualTo("files");
    assertThat(server.folder(bob, FolderId.INBOX)).isEmpty();
  }

  @Test
  void asMuchAsIsAllowedIsTaken() throws Exception {
    server.hold(bob, Held.to(Limit.MESSAGE_SIZE, WITH_FILES.length()));
    assertThat(mail("x@y.test", WITH_FILES, BOB)).startsWith("250 ");
    assertThat(mail("x@y.test", WITH_FILES, BOB, EVE)).startsWith("250 ");
    server.hold(bob, Held.to(Limit.ATTACHMENT_SIZE, 30));
    assertThat(mail("x@y.test", WITH_FILES, BOB)).startsWith("250 ");
    server.hold(bob, Held.to(Limit.ATTACHMENT_COUNT, 2));
    assertThat(mail("x@y.test", WITH_FILES, BOB)).startsWith("250 ");
    await().atMost(PATIENCE).until(() -> server.folder(bob, FolderId.INBOX).size() == 4);
  }

  @Test
  void typesThatAreNotAllowedAreRefused() throws Exception {
    server.hold(bob, Held.toTypes("image/*"));
    assertThat(mail("x@y.test", WITH_FILES, BOB))
        .isEqualTo(
            "554 5.6.1 attachment 2 is application/x-program,"
                + " which limit_attachment_allowed_types does not allow");
    server.hold(bob, Held.toTypes("image/*", "application/x-program"));
    assertThat(mail("x@y.test", WITH_FILES, BOB)).startsWith("250 ");
  }

  @Test
  void anAnnouncedSizeIsRefusedAtRcpt() throws Exception {
    server.hold(bob, Held.to(Limit.MESSAGE_SIZE, 1000));
    try (SmtpClient client = new SmtpClient(server.mx).hello()) {
      assertThat(client.say("MAIL FROM:<x@y.test> SIZE=1001")).startsWith("250 ");
      assertThat(client.say("RCPT TO:<bob@here.test>"))
          .isEqualTo("552 5.3.4 the message has 1001 octets, and limit_size_total_mime is 1000");
      assertThat(client.say("RCPT TO:<eve@here.test>")).startsWith("250 ");
    }
  }

  @Test
  void aFullMailboxIsSaidAtRcpt() throws Exception {
    server.hold(bob, Held.to(Limit.STORAGE, 400));
    assertThat(mail("x@y.test", PLAIN, BOB)).startsWith("250 ");
    assertThat(mail("x@y.test", WITH_FILES, BOB)).startsWith("452 4.2.2 ");
    server.hold(bob, Held.to(Limit.STORAGE, 1));
    try (SmtpClient client = new SmtpClient(server.mx).hello()) {
      assertThat(client.say("MAIL FROM:<x@y.test>")).startsWith("250 ");
      assertThat(client.say("RCPT TO:<bob@here.test>")).startsWith("452 4.2.2 ");
    }
  }

  @Test
  void ofManyAtOnceExactlyAsManyAreTakenAsADayHas() throws Exception {
    server.hold(bob, Held.to(Limit.DAILY_RECEIVED, 10));
    List<String> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> one = () -> mail("x@y.test", PLAIN, BOB);
      List<Future<String>> running = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        running.add(clients.submit(one));
      }
      for (Future<String> each : running) {
        answers.add(each.get());
      }
    }
    assertThat(answers).filteredOn(answer -> answer.startsWith("250 ")).hasSize(10);
    assertThat(answers).filteredOn(answer -> answer.startsWith("452 4.2.2 ")).hasSize(40);
    assertThat(server.folder(bob, FolderId.INBOX)).hasSize(10);
    assertThat(mail("x@y.test", PLAIN, BOB))
        .isEqualTo(
            "452 4.2.2 no more mail today: limit_count_daily_message_received is 10,"
                + " counted from 00:00 to 24:00 UTC");
  }

  @Test
  void rulesFileMarkAndAreRecorded() throws Exception {
    String clients =
        server
            .engine
            .mail()
            .commit(bob.account(), this, (MailTx tx) -> tx.createFolder("Clients/Acme"))
            .id()
            .value();
    Rule filing =
        from(
            "shop.test",
            new Action.AssignToFolder("Clients/Acme"),
            new Action.AssignToFolder("No such"),
            new Action.MarkAsStarred());
    Rule reading = Held.always(new Action.MarkAsRead());
    server.hold(bob, Held.by(filing, reading, from("other.test", new Action.Trash())));
    assertThat(mail("x@y.test", PLAIN, BOB)).startsWith("250 ");
    StoredMessage message = only(bob, new FolderId(clients));
    assertThat(message.starred()).isTrue();
    assertThat(message.unread()).isFalse();
    Evaluation record = server.evaluations(bob).getFirst();
    assertThat(record.message()).contains(message.id());
    assertThat(record.matched()).containsExactlyInAnyOrder(filing.id(), reading.id());
    assertThat(record.applied())
        .isEqualTo(new Applied(false, false, false, true, true, false, false, List.of(clients)));
    assertThat(mail("x@y.test", PLAIN.replace("shop.test", "none.test"), BOB)).startsWith("250 ");
    assertThat(server.evaluations(bob)).hasSize(2);
  }
}
