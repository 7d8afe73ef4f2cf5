package dev.postern.webhook.send;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MailStore;
import dev.postern.webhook.Webhook;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes one notice to its receiver.
final class Courier {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  private final GrantStore grants;
  private final HookClient client;
  private final Payloads payloads;

  Courier(MailStore mail, GrantStore grants, HookClient client) {
    this.grants = grants;
    this.client = client;
    this.payloads = new Payloads(mail);
  }

  /// How it went.
  enum Outcome {
    /// The receiver took it.
    TAKEN,
    /// There was nothing to tell.
    VOID,
    /// The receiver refused it or was not there.
    FAILED
  }

  /// Says whether a webhook hears of an account: of those of its own application.
  boolean hears(Webhook webhook, AccountId account) {
    return grants.grantOf(account).filter(grant -> isOf(webhook, grant)).isPresent();
  }

  private static boolean isOf(Webhook webhook, Grant grant) {
    return grant.applicationId().equals(webhook.applicationId());
  }

  /// Delivers.
  ///
  /// @param attempt 1 for the first
  /// @param time of the first attempt
  /// @throws GatewayException if the store cannot be read now
  Outcome deliver(Webhook webhook, AccountId account, Notice notice, int attempt, Instant time) {
    Optional<Grant> grant = grants.grantOf(account).filter(found -> isOf(webhook, found));
    if (grant.isEmpty() || !webhook.triggers().contains(notice.trigger())) {
      return Outcome.VOID;
    }
    Optional<Payloads.Event> payload;
    try {
      payload =
          payloads.of(grant.get(), notice, new Payloads.Delivery(webhook.id(), attempt, time));
    } catch (GatewayException e) {
      if (e.fault() != Fault.NOT_FOUND) {
        throw e;
      }
      // The account went away while we looked.
      LOG.debug("webhook {}: nothing to tell of {}", webhook.id(), notice, e);
      return Outcome.VOID;
    }
    if (payload.isEmpty()) {
      return Outcome.VOID;
    }
    try {
      return client.post(webhook, payload.get().json()) ? Outcome.TAKEN : Outcome.FAILED;
    } catch (IOException e) {
      LOG.info("webhook {}: attempt {} failed: {}", webhook.id(), attempt, e.toString());
      return Outcome.FAILED;
    }
  }
}
