package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantChange;
import dev.postern.guard.Guard;
import dev.postern.mailbox.FolderId;
import dev.postern.rules.Action;
import dev.postern.rules.Allowance;
import dev.postern.rules.Comparison;
import dev.postern.rules.Condition;
import dev.postern.rules.Limit;
import dev.postern.rules.Lists;
import dev.postern.rules.Match;
import dev.postern.rules.Rule;
import dev.postern.rules.RuleSet;
import dev.postern.rules.SpamDetection;
import dev.postern.rules.Trigger;
import dev.postern.support.NoTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What mail programs are told when an agent may not send something.
class SubmissionGuardTest {
  private static final String MAIL =
      "From: ann@here.test\r\nTo: bob@here.test\r\nSubject: hello\r\n\r\nhello\r\n";

  @TempDir private Path directory;
  private MailServer server;
  private Grant ann;
  private Grant bob;
  private SmtpClient client;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer(directory, new NoTransport(), 1 << 20);
    ann = server.agent("ann@here.test");
    bob = server.agent("bob@here.test");
    client = new SmtpClient(server.submission).signIn("ann@here.test");
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private static Guard blocking(Lists lists, Comparison comparison, String value) {
    Rule rule =
        new Rule(
            UUID.randomUUID(),
            new UUID(0, 1),
            "rule",
            "",
            10,
            true,
            Trigger.OUTBOUND,
            new Match(
                Match.Operator.ALL,
                List.of(new Condition("recipient.address", comparison, List.of(value)))),
            List.of(new Action.Block()),
            Instant.EPOCH,
            Instant.EPOCH);
    return new Guard(
        Allowance.ALL, SpamDetection.NONE, RuleSet.NONE, RuleSet.of(List.of(rule), lists), false);
  }

  private static Guard limits(Map<Limit, Long> numbers) {
    return new Guard(
        new Allowance(numbers, List.of()), SpamDetection.NONE, RuleSet.NONE, RuleSet.NONE, false);
  }

  private String send(String... recipients) throws IOException {
    return client.mail("ann@here.test", MAIL, recipients);
  }

  private void assertNothingWasSent() {
    assertThat(server.folder(ann, FolderId.SENT)).isEmpty();
    assertThat(server.folder(bob, FolderId.INBOX)).isEmpty();
  }

  @Test
  void aRuleRefusesTheMailAsAWholeAfterItWasSeen() throws IOException {
    server.hold(ann, blocking(Lists.of((_, _) -> false), Comparison.IS, "postmaster@here.test"));
    assertThat(client.say("MAIL FROM:<ann@here.test>")).startsWith("250 ");
    assertThat(client.say("RCPT TO:<bob@here.test>")).startsWith("250 ");
    assertThat(client.say("RCPT TO:<postmaster@here.test>")).startsWith("250 ");
    assertThat(client.say("DATA")).startsWith("354 ");
    assertThat(client.say(MAIL + ".")).isEqualTo("550 5.7.1 blocked by an outbound rule");
    assertNothingWasSent();
    assertThat(server.evaluations(ann))
        .singleElement()
        .satisfies(record -> assertThat(record.applied().blocked()).isTrue());
    assertThat(send("bob@here.test")).as("the session goes on").startsWith("250 ");
  }

  @Test
  void rulesThatBreakAreTriedAgain() throws IOException {
    Lists away =
        Lists.of((_, _) -> {
          throw new IllegalStateException("the lists are away");
        });
    server.hold(ann, blocking(away, Comparison.IN_LIST, new UUID(0, 9).toString()));
    assertThat(send("bob@here.test"))
        .isEqualTo("451 4.3.0 the rules for outbound mail cannot be evaluated; try again");
    assertNothingWasSent();
    assertThat(server.evaluations(ann))
        .singleElement()
        .satisfies(record -> assertThat(record.applied().failed()).isTrue());
  }

  @Test
  void whoIsStoppedMeanwhileSendsNoMore() throws IOException {
    GrantChange stopped =
        new GrantChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(true));
    Grant _ = server.engine.grants().update(ann.id(), stopped, Instant.now());
    assertThat(send("bob@here.test"))
        .isEqualTo("525 5.7.13 this account is blocked: its owner stopped it from sending");
    assertNothingWasSent();
  }

  @Test
  void limitsSayWhichAndHowMany() throws IOException {
    server.hold(ann, limits(Map.of(Limit.MESSAGE_SIZE, 10L)));
    assertThat(send("bob@here.test")).startsWith("552 5.3.4 ").contains("limit_size_total_mime");
    assertNothingWasSent();
    server.hold(ann, limits(Map.of(Limit.DAILY_SENT, 1L)));
    assertThat(send("bob@here.test")).startsWith("250 ");
    assertThat(send("bob@here.test"))
        .isEqualTo("451 4.7.0 daily quota exceeded: at most 1 sends from 00:00 to 24:00 UTC");
    server.hold(ann, limits(Map.of(Limit.MINUTE_SENT, 0L)));
    assertThat(send("bob@here.test"))
        .isEqualTo("451 4.7.0 rate limit exceeded: at most 0 sends a minute");
    server.hold(ann, limits(Map.of(Limit.DAILY_NEW_RECIPIENTS, 0L)));
    assertThat(send("bob@here.test")).as("they know each other").startsWith("250 ");
    assertThat(send("postmaster@here.test", "bob@here.test"))
        .isEqualTo(
            "451 4.7.0 daily quota of new recipients exceeded: at most 0 from 00:00 to 24:00 UTC,"
                + " and this mail has 1");
    assertThat(server.folder(ann, FolderId.SENT)).hasSize(2);
  }

  @Test
  void aConversationThatGoesRoundIsStopped() throws IOException {
    String answer = "";
    for (int i = 0; i < 4; i++) {
      String mail = "Message-ID: <m" + i + "@x>\r\nIn-Reply-To: <m" + (i - 1) + "@x>\r\n" + MAIL;
      answer = client.mail("ann@here.test", mail, "bob@here.test");
    }
    assertThat(answer)
        .matches(
            "451 4\\.7\\.0 loop guard: this account sent 3 messages in thread \\S+ within the last"
                + " hour, and at most 3 are allowed");
    assertThat(server.folder(ann, FolderId.SENT)).hasSize(3);
  }

  @Test
  void devicesPassTheSameGate() throws IOException {
    server.hold(ann, blocking(Lists.of((_, _) -> false), Comparison.IS, "bob@here.test"));
    try (SmtpClient device = new SmtpClient(server.legacy).signIn("ann@here.test")) {
      assertThat(device.mail("ann@here.test", MAIL, "bob@here.test"))
          .isEqualTo("550 5.7.1 blocked by an outbound rule");
    }
    assertNothingWasSent();
  }
}
