package dev.postern.webhook.send;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailStore;
import dev.postern.metrics.Tally;
import dev.postern.webhook.Webhook;
import dev.postern.webhook.WebhookStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what there is to tell, and takes one notice to its receiver.
final class Courier {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  private final WebhookStore store;
  private final MailStore mail;
  private final GrantStore grants;
  private final HookClient client;
  private final Payloads payloads;
  private final Tally tally;

  /// @param tally counts attempts: `taken`, `refused`, `unreachable`
  Courier(
      WebhookStore store,
      MailStore mail,
      GrantStore grants,
      Payloads payloads,
      HookClient client,
      Tally tally) {
    this.store = store;
    this.mail = mail;
    this.tally = tally;
    this.grants = grants;
    this.client = client;
    this.payloads = payloads;
  }

  /// How it went.
  enum Outcome {
    /// The receiver took it.
    TAKEN,
    /// The receiver wants no more of it (410): it is not tried again.
    DECLINED,
    /// There was nothing to tell.
    VOID,
    /// The receiver refused it or was not there.
    FAILED
  }

  /// What came of a delivery.
  ///
  /// @param retryAfter when the receiver wants to be asked again, as it said so
  record Verdict(Outcome outcome, Optional<String> retryAfter) {
    Verdict(Outcome outcome) {
      this(outcome, Optional.empty());
    }
  }

  /// Whose log it is.
  ///
  /// @param grant empty for the application's own
  record Source(Optional<Grant> grant) {}

  /// Returns whose log an account's is; empty if the webhook hears nothing of it.
  Optional<Source> source(Webhook webhook, AccountId account) {
    if (account.equals(WebhookStore.APPLICATION)) {
      return Optional.of(new Source(Optional.empty()));
    }
    return grants
        .grantOf(account)
        .filter(grant -> grant.applicationId().equals(webhook.applicationId()))
        .map(grant -> new Source(Optional.of(grant)));
  }

  /// Returns a part of a log, whole transactions.
  List<LogEntry> entries(Webhook webhook, WebhookStore.Position position, int transactions) {
    return position.account().equals(WebhookStore.APPLICATION)
        ? store.applicationLog(webhook.applicationId(), position.seq(), transactions)
        : mail.changesSince(position.account(), position.seq(), transactions);
  }

  /// Delivers.
  ///
  /// @throws GatewayException if the store cannot be read now
  Verdict deliver(Webhook webhook, Source source, Notice notice, Payloads.Delivery delivery) {
    Optional<Payloads.Event> event;
    try {
      event =
          source.grant().isPresent()
              ? payloads.of(source.grant().get(), notice, delivery)
              : payloads.ofApplication(webhook.applicationId(), notice, delivery);
    } catch (GatewayException e) {
      if (e.fault() != Fault.NOT_FOUND) {
        throw e;
      }
      // The account went away while we looked.
      LOG.debug("webhook {}: nothing to tell of {}", webhook.id(), notice, e);
      return new Verdict(Outcome.VOID);
    }
    if (event.isEmpty()) {
      return new Verdict(Outcome.VOID);
    }
    try {
      Verdict verdict = verdict(client.post(webhook, event.get().json()));
      tally.add(verdict.outcome() == Outcome.TAKEN ? "taken" : "refused");
      return verdict;
    } catch (IOException e) {
      tally.add("unreachable");
      LOG.info("webhook {}: attempt {} failed: {}", webhook.id(), delivery.attempt(), e.toString());
      return new Verdict(Outcome.FAILED);
    }
  }

  private static Verdict verdict(HookHttp.Reply reply) {
    if (reply.isSuccess()) {
      return new Verdict(Outcome.TAKEN);
    }
    return reply.status() == 410
        ? new Verdict(Outcome.DECLINED)
        : new Verdict(Outcome.FAILED, reply.retryAfter());
  }
}
