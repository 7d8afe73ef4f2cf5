package dev.postern.webhook.send;

import dev.postern.auth.GrantStore;
import dev.postern.mailbox.MailStore;
import dev.postern.metrics.Tally;
import dev.postern.webhook.Webhook;
import dev.postern.webhook.WebhookStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/// Delivers the change logs of all accounts to every active webhook, at least once.
///
/// Each destination has a thread of its own, so a dead receiver delays no other. Nothing is kept
/// here that is not in the store: after a crash delivery goes on where it stood.
public final class Deliverer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final WebhookStore store;
  private final MailStore mail;
  private final GrantStore grants;
  private final Payloads payloads;
  private final Subscriptions subscriptions;
  private final HookClient client;
  private final InstantSource clock;
  private final Tally tally = new Tally();
  private final Executor threads;
  private final Map<UUID, Lane> lanes = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private MailStore.Watch watch = () -> {};
  private MailStore.Watch applications = () -> {};

  /// Makes a deliverer; [#start] sets it to work.
  ///
  /// @param threads runs each task on a (virtual) thread of its own
  public Deliverer(
      WebhookStore store,
      MailStore mail,
      GrantStore grants,
      Payloads payloads,
      Subscriptions subscriptions,
      HookClient client,
      InstantSource clock,
      Executor threads) {
    this.store = store;
    this.mail = mail;
    this.grants = grants;
    this.payloads = payloads;
    this.subscriptions = subscriptions;
    this.client = client;
    this.clock = clock;
    this.threads = threads;
  }

  /// Returns how attempts ended: `taken`, `refused`, `unreachable`.
  public Tally tally() {
    return tally;
  }

  /// Starts: what was not delivered before goes out first.
  public void start() {
    watch =
        mail.watchAll(batch -> {
          if (batch.logged()) {
            lanes.values().forEach(lane -> lane.changed(batch.account(), batch.seq()));
          }
        });
    applications =
        store.watchApplications(news ->
            lanes.values().stream()
                .filter(lane -> lane.webhook().applicationId().equals(news.application()))
                .forEach(lane -> lane.changed(WebhookStore.APPLICATION, news.seq())));
    subscriptions.listen(this::adjust);
    adjust();
  }

  /// Has every destination look for work, for instance after the clock was set.
  void wake() {
    lanes.values().forEach(Lane::wake);
  }

  /// Ends delivery. What is on its way is not waited for: it is sent again at the next start. What
  /// was taken is noted, so that it is not.
  @Override
  public void close() {
    closed = true;
    watch.close();
    applications.close();
    List<Lane> ending = List.copyOf(lanes.values());
    ending.forEach(Lane::stop);
    lanes.clear();
    ending.forEach(lane -> {
      boolean _ = lane.awaitEnd(PATIENCE);
    });
  }

  // One lane for each destination that is delivered to.
  private synchronized void adjust() {
    Map<UUID, Webhook> wanted = new HashMap<>();
    for (Webhook webhook : closed ? List.<Webhook>of() : store.all()) {
      if (Lane.delivers(webhook)) {
        wanted.put(webhook.id(), webhook);
      }
    }
    lanes.entrySet().removeIf(entry -> ends(entry.getValue(), wanted.containsKey(entry.getKey())));
    wanted.forEach((id, webhook) -> lanes.computeIfAbsent(id, _ -> lane(webhook)).update(webhook));
  }

  private static boolean ends(Lane lane, boolean wanted) {
    if (!wanted) {
      lane.stop();
    }
    return !wanted;
  }

  private Lane lane(Webhook webhook) {
    Courier courier = new Courier(store, mail, grants, payloads, client, tally);
    Lane lane = new Lane(webhook, store, subscriptions, courier, clock, threads);
    threads.execute(lane);
    return lane;
  }
}
