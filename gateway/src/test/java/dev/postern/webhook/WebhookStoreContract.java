package dev.postern.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every engine promises of webhook state.
public interface WebhookStoreContract {
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
        Agent.NOON,
        Agent.NOON,
        Agent.NOON);
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
  default void positionsStartNowAndAtTheStartForNewAccounts() {
    WebhookStore webhooks = engine().webhooks();
    Agent ann = Agent.create(engine(), "ann");
    ann.add(FolderId.INBOX, "before");
    Webhook made = webhook("https://x.example/a");
    webhooks.create(made);
    assertThat(webhooks.behind(made.id(), 10)).isEmpty();
    long seq = ann.read(MailRead::seq);
    ann.add(FolderId.INBOX, "after");
    Agent bob = Agent.create(engine(), "bob");
    bob.add(FolderId.INBOX, "new");
    assertThat(webhooks.behind(made.id(), 10))
        .containsExactly(
            new WebhookStore.Position(ann.account, seq), new WebhookStore.Position(bob.account, 0));
    webhooks.advance(made.id(), ann.account, seq + 1, List.of());
    assertThat(webhooks.behind(made.id(), 10))
        .containsExactly(new WebhookStore.Position(bob.account, 0));
  }

  @Test
  default void attemptsWaitForTheirTime() {
    WebhookStore webhooks = engine().webhooks();
    Agent ann = Agent.create(engine(), "ann");
    Webhook made = webhook("https://x.example/a");
    webhooks.create(made);
    WebhookStore.Attempt attempt =
        new WebhookStore.Attempt(
            made.id(),
            ann.account,
            5,
            0,
            "message.created",
            "id",
            1,
            Agent.NOON,
            Agent.NOON.plusSeconds(10));
    webhooks.advance(made.id(), ann.account, 5, List.of(attempt));
    assertThat(webhooks.dueAttempts(made.id(), Agent.NOON, 10)).isEmpty();
    assertThat(webhooks.nextAttempt()).contains(Agent.NOON.plusSeconds(10));
    assertThat(webhooks.dueAttempts(made.id(), Agent.NOON.plusSeconds(10), 10))
        .containsExactly(attempt);
    WebhookStore.Attempt again =
        new WebhookStore.Attempt(
            made.id(),
            ann.account,
            5,
            0,
            "message.created",
            "id",
            2,
            Agent.NOON,
            Agent.NOON.plusSeconds(20));
    webhooks.retry(again);
    assertThat(webhooks.dueAttempts(made.id(), Agent.NOON.plusSeconds(20), 10))
        .containsExactly(again);
    webhooks.end(again);
    assertThat(webhooks.nextAttempt()).isEmpty();
  }
}
