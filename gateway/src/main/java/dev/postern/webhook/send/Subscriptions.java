package dev.postern.webhook.send;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonObject;
import dev.postern.webhook.Webhook;
import dev.postern.webhook.WebhookStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The webhooks of the applications: makes, changes and deletes them, after the receiver answered
/// the challenge.
public final class Subscriptions {
  /// The most webhooks of one application.
  static final int MOST = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
  private static final String TEST_SECRET = "mock-webhook-secret";

  private final WebhookStore store;
  private final HookClient client;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Instant since;
  private volatile Consumer<Webhook> onStatus = _ -> {};

  /// Keeps the subscriptions of a store.
  public Subscriptions(WebhookStore store, HookClient client, InstantSource clock) {
    this.store = store;
    this.client = client;
    this.clock = clock;
    this.since = clock.instant();
  }

  /// What a subscription is made of or changed to; empty fields have their default or stay.
  public record Fields(
      Optional<Set<String>> triggers,
      Optional<String> url,
      Optional<String> description,
      Optional<List<String>> notificationEmails,
      Optional<Boolean> compressed,
      Optional<Webhook.Status> status) {}

  /// Makes a subscription with a new secret.
  ///
  /// @param application whose it is
  /// @param fields with triggers and URL
  /// @throws ChallengeException if the receiver does not answer the challenge
  /// @throws GatewayException with ALREADY_EXISTS if another one of the application has the URL
  public Webhook create(UUID application, Fields fields) throws ChallengeException {
    Instant now = clock.instant();
    Webhook webhook =
        new Webhook(
            UUID.randomUUID(),
            application,
            fields.triggers().orElse(Set.of()),
            fields.url().orElse(""),
            fields.description().orElse(""),
            fields.notificationEmails().orElse(List.of()),
            fields.compressed().orElse(false),
            secret(),
            Webhook.Status.ACTIVE,
            now,
            now,
            now);
    refuseDuplicate(webhook);
    client.challenge(webhook.url());
    lock.lock();
    try {
      if (of(application).size() >= MOST) {
        throw new GatewayException(Fault.LIMIT, "an application has at most " + MOST + " webhooks");
      }
      store.create(webhook);
    } finally {
      lock.unlock();
    }
    tell();
    return webhook;
  }

  /// Changes a subscription; a new URL or a new start needs the challenge again.
  ///
  /// @throws GatewayException with NOT_FOUND
  public Webhook update(UUID id, Fields fields) throws ChallengeException {
    Webhook seen = find(id);
    boolean starts =
        fields.status().filter(s -> s == Webhook.Status.ACTIVE).isPresent()
            && seen.status() != Webhook.Status.ACTIVE;
    boolean moves = fields.url().filter(url -> !url.equals(seen.url())).isPresent();
    if (moves) {
      refuseDuplicate(merged(seen, fields));
    }
    if (starts || moves) {
      client.challenge(fields.url().orElse(seen.url()));
    }
    if (starts && seen.status() == Webhook.Status.FAILED) {
      // What happened while it had failed is not told later (section 8, item 5).
      store.skip(id);
    }
    return change(id, webhook -> merged(webhook, fields));
  }

  /// Gives a subscription a new secret; the old one is of no more use.
  public Webhook rotate(UUID id) {
    return change(id, webhook -> withSecret(webhook, secret()));
  }

  /// Calls `listener` with a webhook whose status changed with how delivery goes.
  public void listenStatus(Consumer<Webhook> listener) {
    onStatus = listener;
  }

  /// Records how delivery goes, unless the status was changed in the meantime.
  void mark(UUID id, Webhook.Status known, Webhook.Status next) {
    Optional<Webhook> found = store.webhook(id).filter(webhook -> webhook.status() == known);
    if (found.isPresent()) {
      LOG.warn("webhook {} to {} is {} now", id, found.get().url(), next);
      Webhook changed =
          change(
              id,
              webhook ->
                  webhook.status() == known ? withStatus(webhook, next, clock.instant()) : webhook);
      if (changed.status() == next) {
        onStatus.accept(changed);
      }
    }
  }

  /// Deletes a subscription.
  ///
  /// @return false if there was none
  public boolean delete(UUID id) {
    boolean deleted = store.delete(id);
    tell();
    return deleted;
  }

  /// Returns the subscriptions of an application, oldest first.
  public List<Webhook> of(UUID application) {
    return store.all().stream()
        .filter(webhook -> webhook.applicationId().equals(application))
        .toList();
  }

  /// Returns a subscription.
  ///
  /// @throws GatewayException with NOT_FOUND
  public Webhook find(UUID id) {
    return store
        .webhook(id)
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "webhook not found"));
  }

  /// Writes an example of a notification (section 7.1).
  ///
  /// @param type with [dev.postern.webhook.Triggers#hasExample]
  public JsonObject example(UUID application, String type) {
    return new Examples(application, clock.instant()).of(type);
  }

  /// Sends an example to a receiver, signed with a secret that everyone knows.
  ///
  /// @throws ChallengeException if it does not take it, or if the URL is no allowed target
  public void test(UUID application, String type, String url) throws ChallengeException {
    client.test(url, TEST_SECRET, example(application, type).bytes());
  }

  /// Returns the addresses that notifications come from, as far as this machine knows them.
  public List<String> ownAddresses() {
    return OwnAddresses.list();
  }

  /// Returns since when [#ownAddresses] are those.
  public Instant since() {
    return since;
  }

  /// Calls `listener` after each change.
  void listen(Runnable listener) {
    listeners.add(listener);
  }

  private Webhook change(UUID id, UnaryOperator<Webhook> edit) {
    Webhook changed;
    lock.lock();
    try {
      changed = edit.apply(find(id));
      store.update(changed);
    } finally {
      lock.unlock();
    }
    tell();
    return changed;
  }

  private void refuseDuplicate(Webhook webhook) {
    boolean taken =
        store.all().stream()
            .filter(o -> o.applicationId().equals(webhook.applicationId()))
            .anyMatch(o -> o.url().equals(webhook.url()) && !o.id().equals(webhook.id()));
    if (taken) {
      throw new GatewayException(
          Fault.ALREADY_EXISTS, "a webhook with this webhook_url already exists");
    }
  }

  private Webhook merged(Webhook old, Fields fields) {
    Instant now = clock.instant();
    Webhook edited =
        new Webhook(
            old.id(),
            old.applicationId(),
            new LinkedHashSet<>(fields.triggers().orElse(old.triggers())),
            fields.url().orElse(old.url()),
            fields.description().orElse(old.description()),
            fields.notificationEmails().orElse(old.notificationEmails()),
            fields.compressed().orElse(old.compressed()),
            old.secret(),
            old.status(),
            old.statusUpdatedAt(),
            old.createdAt(),
            now);
    return fields
        .status()
        .filter(status -> status != old.status())
        .map(status -> withStatus(edited, status, now))
        .orElse(edited);
  }

  private static Webhook withStatus(Webhook old, Webhook.Status status, Instant now) {
    return new Webhook(
        old.id(),
        old.applicationId(),
        old.triggers(),
        old.url(),
        old.description(),
        old.notificationEmails(),
        old.compressed(),
        old.secret(),
        status,
        now,
        old.createdAt(),
        old.updatedAt());
  }

  private Webhook withSecret(Webhook old, String secret) {
    return new Webhook(
        old.id(),
        old.applicationId(),
        old.triggers(),
        old.url(),
        old.description(),
        old.notificationEmails(),
        old.compressed(),
        secret,
        old.status(),
        old.statusUpdatedAt(),
        old.createdAt(),
        clock.instant());
  }

  private String secret() {
    byte[] octets = new byte[32];
    random.nextBytes(octets);
    return HexFormat.of().formatHex(octets);
  }

  private void tell() {
    listeners.forEach(Runnable::run);
  }
}
