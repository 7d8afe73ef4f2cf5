package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.guard.Guard;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Approval;
import dev.postern.outbound.ApprovalStore;
import dev.postern.outbound.Approvals;
import dev.postern.outbound.Transport;
import dev.postern.rules.Allowance;
import dev.postern.rules.RuleSet;
import dev.postern.rules.SpamDetection;
import dev.postern.support.Unsupported;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What mail clients and devices hand in where everything needs consent.
class HeldSubmissionTest {
  private static final Pattern HELD =
      Pattern.compile("250 2.0.0 held for approval ([0-9a-f-]{36})");
  private static final String MAIL =
      "From: ann@here.test\r\n"
          + "Date: Sun, 1 Nov 2026 10:00:00 +0100\r\n"
          + "Message-ID: <one@here.test>\r\n"
          + "X-Postern-Held: forged\r\n"
          + "Subject: one\r\n\r\n"
          + "hello\r\n";

  @TempDir private Path directory;
  private MailServer server;
  private Grant ann;
  private Grant bob;
  private Approvals approvals;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer(directory, Unsupported.except(Transport.class, this), 1 << 20);
    ann = server.agent("ann@here.test");
    bob = server.agent("bob@here.test");
    approvals =
        new Approvals(
            server.engine.approvals(),
            server.engine.grants(),
            server.engine.mail(),
            server.sending,
            Instant::now);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String submit(int port, String parameters) throws Exception {
    try (SmtpClient client = new SmtpClient(port).signIn("ann@here.test")) {
      assertThat(client.say("MAIL FROM:<ann@here.test>" + parameters)).startsWith("250 ");
      assertThat(client.say("RCPT TO:<bob@here.test>")).startsWith("250 ");
      String _ = client.say("DATA");
      return client.say(MAIL + ".");
    }
  }

  private Approval held(String answer) {
    Matcher matcher = HELD.matcher(answer);
    assertThat(matcher.matches()).as(answer).isTrue();
    ApprovalStore.Filter pending =
        new ApprovalStore.Filter(
            ann.applicationId(), Optional.empty(), Optional.of(Approval.Status.PENDING));
    List<Approval> all = approvals.list(pending, Optional.empty(), 10);
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().id().toString()).isEqualTo(matcher.group(1));
    return all.getFirst();
  }

  @ParameterizedTest
  @CsvSource({"submission, ''", "submission, ' HOLDFOR=100000'", "legacy, ''"})
  void nothingReachesAnybodyBeforeItIsApproved(String door, String parameters) throws Exception {
    server.hold(
        ann, new Guard(Allowance.ALL, SpamDetection.NONE, RuleSet.NONE, RuleSet.NONE, true));
    int port = door.equals("legacy") ? server.legacy : server.submission;
    Approval held = held(submit(port, parameters));
    assertThat(server.engine.numbers().queued()).isZero();
    assertThat(server.engine.schedules().pending()).isZero();
    assertThat(server.folder(ann, FolderId.SENT)).isEmpty();
    List<StoredMessage> drafts = server.folder(ann, FolderId.DRAFTS);
    assertThat(drafts).extracting(StoredMessage::id).containsExactly(held.draft().message());
    String draft = server.text(ann, drafts.getFirst());
    String field = "X-Postern-Held: " + held.id() + "\r\n";
    assertThat(draft).startsWith(field + "Received: ").doesNotContain("forged");
    Approval _ = approvals.approve(held, Optional.of(held.hash()), this);
    if (!parameters.isEmpty()) {
      assertThat(server.engine.schedules().pending()).isEqualTo(1);
      return;
    }
    Awaitility.await().until(() -> server.folder(bob, FolderId.INBOX).size() == 1);
    StoredMessage sent = server.folder(ann, FolderId.SENT).getFirst();
    assertThat(server.text(ann, sent)).isEqualTo(draft.substring(field.length()));
    String received = server.text(bob, server.folder(bob, FolderId.INBOX).getFirst());
    assertThat(received).endsWith(draft.substring(draft.indexOf("Received: ")));
    assertThat(server.folder(ann, FolderId.DRAFTS)).isEmpty();
  }

  @Test
  void aForgedFieldMeansNothingAndDoesNotLeave() throws Exception {
    assertThat(submit(server.submission, "")).startsWith("250 2.0.0 accepted as ");
    Awaitility.await().until(() -> server.folder(bob, FolderId.INBOX).size() == 1);
    assertThat(server.text(bob, server.folder(bob, FolderId.INBOX).getFirst()))
        .contains("Subject: one")
        .doesNotContain("X-Postern-Held");
  }

  @SuppressWarnings("unused") // called through the port
  boolean routes(AccountId account, String domain) {
    return false;
  }
}
