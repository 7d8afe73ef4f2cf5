package dev.postern.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Recipients;
import dev.postern.delivery.SentMode;
import dev.postern.domains.Domains;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.EnginePorts;
import dev.postern.outbound.Due;
import dev.postern.outbound.Postmaster;
import dev.postern.outbound.Sending;
import dev.postern.outbound.Transport;
import dev.postern.outbound.Waiting;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.support.Unsupported;
import dev.postern.webhook.Webhook;
import dev.postern.webhook.Webhook.Status;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is written to when a destination fails, on the real engine.
class FailureMailTest {
  private static final UUID HOOK = new UUID(3, 4);

  @TempDir private Path directory;

  @AutoClose("shutdownNow")
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);

  private volatile Instant now = Agent.NOON;
  private boolean routed;
  @AutoClose private SqliteEngine engine;
  private FailureMail mail;

  @BeforeEach
  void start() {
    engine =
        SqliteEngine.open(
            EngineOptions.in(directory.resolve("data")),
            () -> now,
            Thread.ofPlatform().daemon().factory(),
            scheduler);
    Recipients recipients = new Recipients(engine.grants(), Domains.of(List.of("example.org")));
    Sending sending =
        new Sending(
            engine.mail(),
            recipients,
            Unsupported.except(Transport.class, this),
            () -> now,
            Duration.ofDays(1),
            _ -> SentMode.ADOPT);
    Postmaster postmaster =
        new Postmaster(
            engine.mail(), engine.grants(), recipients, sending, "example.org", () -> now);
    mail = new FailureMail(postmaster, () -> now);
  }

  @SuppressWarnings("unused") // called through the port
  boolean routes(AccountId account, String domain) {
    return routed;
  }

  private void agent() {
    Agent.create(
        new EnginePorts(engine.mail(), engine.grants(), engine.queue(), engine.webhooks()), "ann");
  }

  private Webhook webhook(Status status, String... emails) {
    return new Webhook(
        HOOK,
        engine.grants().applications().first().id(),
        Set.of("message.created"),
        "https://a.test/\u00e4 " + "x".repeat(2000),
        "",
        List.of(emails),
        false,
        "secret of the webhook",
        status,
        now,
        now,
        now);
  }

  private List<String> queued() {
    return Waiting.due(engine.queue(), now).stream().map(Due::recipient).toList();
  }

  private String text() {
    long id = Waiting.due(engine.queue(), now).getFirst().queueId();
    try (Content content = engine.queue().content(id).orElseThrow()) {
      return new String(content.bytes().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whoeverCanBeReachedIsWrittenToOnceADayOfEachKind() {
    agent();
    for (int flap = 0; flap < 3; flap++) {
      mail.tell(webhook(Status.FAILING, "ann@example.org", "far@elsewhere.test"));
      mail.tell(webhook(Status.ACTIVE, "ann@example.org"));
    }
    assertThat(queued()).containsExactly("ann@example.org");
    mail.tell(webhook(Status.FAILED, "ann@example.org"));
    assertThat(queued()).hasSize(2);
    now = now.plus(Duration.ofDays(1));
    mail.tell(webhook(Status.FAILING, "ann@example.org"));
    assertThat(queued()).hasSize(3);
    assertThat(Waiting.due(engine.queue(), now).getFirst().mail().sender()).isEmpty();
  }

  @Test
  void theMailSaysWhatHappenedInShortLinesAndNoSecret() {
    agent();
    mail.tell(webhook(Status.FAILED, "ann@example.org"));
    assertThat(text())
        .startsWith("From: Postmaster <postmaster@example.org>\r\nTo: ann@example.org\r\n")
        .contains("Subject: Webhook " + HOOK + " has failed\r\n")
        .contains("Date: Wed, 04 Mar 2026 12:00:00 +0000\r\n")
        .contains("Auto-Submitted: auto-generated\r\n")
        .contains("\r\n\r\nThe webhook " + HOOK + " of application ")
        .contains("https://a.test/??xxx")
        .contains("Delivery has ended.")
        .doesNotContain("secret");
    assertThat(text().lines()).allMatch(line -> line.length() < 998);
    assertThat(text().replace("\r\n", "")).doesNotContain("\n", "\r");
  }

  @Test
  void withASmarthostItGoesOutAndWithoutAnAgentItStaysHere() {
    routed = true;
    mail.tell(webhook(Status.FAILING, "far@elsewhere.test"));
    assertThat(queued()).isEmpty();
    agent();
    mail.tell(webhook(Status.FAILED, "far@elsewhere.test"));
    assertThat(queued()).containsExactly("far@elsewhere.test");
  }

  @Test
  void whenNobodyCanBeReachedNothingIsQueued() {
    agent();
    mail.tell(webhook(Status.FAILED, "far@elsewhere.test", "nobody@example.org"));
    mail.tell(webhook(Status.FAILING));
    assertThat(queued()).isEmpty();
  }

  @Test
  void whoeverListensHearsOfEachChangeThatDeliveryMakes() throws Exception {
    try (HookStage stage = new HookStage();
        Receiver receiver = new Receiver()) {
      List<Status> heard = new ArrayList<>();
      stage.subscriptions.listenStatus(webhook -> heard.add(webhook.status()));
      UUID id = stage.subscribe(receiver).id();
      stage.subscriptions.mark(id, Status.FAILING, Status.FAILED);
      stage.subscriptions.mark(id, Status.ACTIVE, Status.FAILING);
      stage.subscriptions.mark(id, Status.FAILING, Status.FAILED);
      assertThat(heard).containsExactly(Status.FAILING, Status.FAILED);
    }
  }
}
