package dev.postern.webhook.send;

import dev.postern.auth.GrantStore;
import dev.postern.mailbox.MailStore;
import dev.postern.webhook.Webhook;
import dev.postern.webhook.WebhookStore;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/// Delivers the change logs of all accounts to every active webhook, at least once.
///
/// Each destination has a thread of its own, so a dead receiver delays no other. Nothing is kept
/// here that is not in the store: after a crash delivery goes on where it stood.
public final class Deliverer implements AutoCloseable {
  private final WebhookStore store;
  private final MailStore mail;
  private final GrantStore grants;
  private final Subscriptions subscriptions;
  private final HookClient client;
  private final InstantSource clock;
  private final Executor threads;
  private final Map<UUID, Lane> lanes = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private MailStore.Watch watch = () -> {};

  /// Makes a deliverer; [#start] sets it to work.
  ///
  /// @param threads runs each task on a (virtual) thread of its own
  public Deliverer(
      WebhookStore store,
      MailStore mail,
      GrantStore grants,
      Subscriptions subscriptions,
      HookClient client,
      InstantSource clock,
      Executor threads) {
    this.store = store;
    this.mail = mail;
    this.grants = grants;
    this.subscriptions = subscriptions;
    this.client = client;
    this.clock = clock;
    this.threads = threads;
  }

  /// Starts: what was not delivered before goes out first.
  public void start() {
    watch =
        mail.watchAll(batch -> {
          if (batch.logged()) {
            lanes.values().forEach(lane -> lane.changed(batch.account(), batch.seq()));
          }
        });
    subscriptions.listen(this::adjust);
    adjust();
  }

  /// Has every destination look for work, for instance after the clock was set.
  void wake() {
    lanes.values().forEach(Lane::wake);
  }

  /// Ends delivery. What is on its way is not waited for: it is sent again at the next start.
  @Override
  public void close() {
    closed = true;
    watch.close();
    lanes.values().forEach(Lane::stop);
    lanes.clear();
  }

  // One lane for each destination that is delivered to.
  private synchronized void adjust() {
    Set<UUID> wanted = new HashSet<>();
    for (Webhook webhook : closed ? Set.<Webhook>of() : Set.copyOf(store.all())) {
      if (Lane.delivers(webhook)) {
        wanted.add(webhook.id());
      }
    }
    lanes.entrySet().removeIf(entry -> ends(entry.getValue(), wanted.contains(entry.getKey())));
    for (UUID id : wanted) {
      lanes.computeIfAbsent(id, this::lane).wake();
    }
  }

  private static boolean ends(Lane lane, boolean wanted) {
    if (!wanted) {
      lane.stop();
    }
    return lane.isStopped();
  }

  private Lane lane(UUID id) {
    Courier courier = new Courier(mail, grants, client);
    Lane lane = new Lane(id, store, mail, subscriptions, courier, clock, threads);
    threads.execute(lane);
    return lane;
  }
}
