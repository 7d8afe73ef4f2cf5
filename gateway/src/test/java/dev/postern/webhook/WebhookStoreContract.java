package dev.postern.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantChange;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.Reports;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What every engine promises of webhook state.
public interface WebhookStoreContract {
  AccountId FIRST = new AccountId(-1);
  Instant NOON = Agent.NOON;

  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  private Webhook webhook(String url) {
    return new Webhook(
        UUID.randomUUID(),
        engine().grants().applications().first().id(),
        Set.of("message.created"),
        url,
        "mine",
        List.of("ops@example.org"),
        false,
        "00ff",
        Webhook.Status.ACTIVE,
        NOON,
        NOON,
        NOON);
  }

  @Test
  default void aWebhookIsReadBackAsItWasMade() {
    WebhookStore webhooks = engine().webhooks();
    Webhook made = webhook("https://x.example/a");
    webhooks.create(made);
    assertThat(webhooks.webhook(made.id())).contains(made);
    assertThatThrownBy(() -> webhooks.create(webhook("https://x.example/a")))
        .isInstanceOf(GatewayException.class);
    webhooks.create(webhook("https://x.example/b"));
    assertThat(webhooks.all()).hasSize(2).first().isEqualTo(made);
    assertThat(webhooks.delete(made.id())).isTrue();
    assertThat(webhooks.delete(made.id())).isFalse();
  }

  @Test
  default void aWebhookHearsOfItsApplicationOnly() {
    WebhookStore webhooks = engine().webhooks();
    Agent ann = Agent.create(engine(), "ann");
    UUID other = engine().grants().applications().create("Other", Agent.NOON).id();
    Webhook own = webhook("https://x.example/a");
    Webhook foreign =
        new Webhook(
            UUID.randomUUID(),
            other,
            own.triggers(),
            own.url(),
            "",
            List.of(),
            false,
            "00ff",
            Webhook.Status.ACTIVE,
            Agent.NOON,
            Agent.NOON,
            Agent.NOON);
    webhooks.create(own);
    webhooks.create(foreign);
    ann.add(FolderId.INBOX, "news");
    assertThat(webhooks.behind(own.id(), FIRST, 10)).hasSize(1);
    assertThat(webhooks.behind(foreign.id(), FIRST, 10)).isEmpty();
  }

  @Test
  default void positionsStartNowAndAtTheStartForNewAccounts() {
    WebhookStore webhooks = engine().webhooks();
    Agent ann = Agent.create(engine(), "ann");
    ann.add(FolderId.INBOX, "before");
    Webhook made = webhook("https://x.example/a");
    webhooks.create(made);
    assertThat(webhooks.behind(made.id(), FIRST, 10)).isEmpty();
    long seq = ann.read(MailRead::seq);
    ann.add(FolderId.INBOX, "after");
    Agent bob = Agent.create(engine(), "bob");
    bob.add(FolderId.INBOX, "new");
    assertThat(webhooks.behind(made.id(), FIRST, 10))
        .extracting(WebhookStore.Position::account)
        .containsExactly(WebhookStore.APPLICATION, ann.account, bob.account);
    assertThat(webhooks.behind(made.id(), WebhookStore.APPLICATION, 10))
        .containsExactly(
            new WebhookStore.Position(ann.account, seq), new WebhookStore.Position(bob.account, 0));
    assertThat(webhooks.behind(made.id(), ann.account, 10))
        .containsExactly(new WebhookStore.Position(bob.account, 0));
    webhooks.advance(
        made.id(), Map.of(ann.account, seq + 1, WebhookStore.APPLICATION, 1000L), List.of());
    webhooks.advance(made.id(), Map.of(ann.account, seq), List.of());
    assertThat(webhooks.behind(made.id(), FIRST, 10))
        .containsExactly(new WebhookStore.Position(bob.account, 0));
  }

  @Test
  default void whatHappensToGrantsStandsInTheLogOfTheApplication() {
    WebhookStore webhooks = engine().webhooks();
    Agent before = Agent.create(engine(), "before");
    Webhook made = webhook("https://x.example/a");
    webhooks.create(made);
    assertThat(webhooks.behind(made.id(), FIRST, 10)).isEmpty();
    List<WebhookStore.ApplicationNews> heard = new CopyOnWriteArrayList<>();
    Grant grant = engine().grants().grantOf(before.account).orElseThrow();
    try (MailStore.Watch _ = webhooks.watchApplications(heard::add)) {
      Grant _ =
          engine()
              .grants()
              .update(
                  grant.id(),
                  new GrantChange(
                      Optional.of("New"), Optional.empty(), Optional.empty(), Optional.empty()),
                  NOON);
      Grant _ = engine().grants().delete(grant.id(), NOON);
    }
    WebhookStore.Position position = webhooks.behind(made.id(), FIRST, 10).getFirst();
    assertThat(position.account()).isEqualTo(WebhookStore.APPLICATION);
    List<LogEntry> log = webhooks.applicationLog(grant.applicationId(), position.seq(), 10);
    assertThat(log)
        .extracting(LogEntry::change)
        .containsExactly(
            new LogEntry.Reported(Reports.GRANT_UPDATED, facts(grant, "New")),
            new LogEntry.Reported(Reports.GRANT_DELETED, facts(grant, "New")));
    assertThat(heard)
        .extracting(WebhookStore.ApplicationNews::seq)
        .containsExactly(log.getFirst().seq(), log.getLast().seq());
    assertThat(webhooks.applicationLog(UUID.randomUUID(), 0, 10)).isEmpty();
  }

  private static Map<String, String> facts(Grant grant, String name) {
    return Map.of(
        Reports.GRANT, grant.id().toString(), Reports.EMAIL, grant.email(), Reports.NAME, name);
  }

  @Test
  default void skippingForgetsWhatIsWaiting() {
    WebhookStore webhooks = engine().webhooks();
    Agent ann = Agent.create(engine(), "ann");
    Webhook made = webhook("https://x.example/a");
    webhooks.create(made);
    ann.add(FolderId.INBOX, "after");
    WebhookStore.Attempt attempt =
        new WebhookStore.Attempt(
            made.id(), ann.account, 5, 0, "message.created", "id", 1, NOON, NOON);
    webhooks.advance(made.id(), Map.of(), List.of(attempt));
    webhooks.skip(made.id());
    assertThat(webhooks.behind(made.id(), FIRST, 10)).isEmpty();
    assertThat(webhooks.nextAttempt(made.id())).isEmpty();
  }

  @Test
  default void attemptsWaitForTheirTime() {
    WebhookStore webhooks = engine().webhooks();
    Agent ann = Agent.create(engine(), "ann");
    Webhook made = webhook("https://x.example/a");
    webhooks.create(made);
    WebhookStore.Attempt attempt =
        new WebhookStore.Attempt(
            made.id(), ann.account, 5, 0, "message.created", "id", 1, NOON, NOON.plusSeconds(10));
    webhooks.advance(made.id(), Map.of(ann.account, 5L), List.of(attempt));
    assertThat(webhooks.dueAttempts(made.id(), NOON, 10)).isEmpty();
    assertThat(webhooks.nextAttempt(made.id())).contains(NOON.plusSeconds(10));
    assertThat(webhooks.dueAttempts(made.id(), NOON.plusSeconds(10), 10)).containsExactly(attempt);
    WebhookStore.Attempt again =
        new WebhookStore.Attempt(
            made.id(), ann.account, 5, 0, "message.created", "id", 2, NOON, NOON.plusSeconds(20));
    webhooks.retry(again);
    assertThat(webhooks.dueAttempts(made.id(), NOON.plusSeconds(20), 10)).containsExactly(again);
    webhooks.end(again);
    assertThat(webhooks.nextAttempt(made.id())).isEmpty();
  }
}
