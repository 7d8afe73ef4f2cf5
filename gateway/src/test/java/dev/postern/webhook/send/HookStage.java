package dev.postern.webhook.send;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageId;
import dev.postern.webhook.Webhook;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocketFactory;

/// Delivery of notifications from memory to receivers on loopback, at a time that tests set.
final class HookStage implements AutoCloseable {
  static final UUID APPLICATION = new UUID(0, 5);
  static final MessageId FIRST = new MessageId(1000);
  static final Instant START = Instant.ofEpochSecond(1_800_000_000);

  final AtomicReference<Instant> now = new AtomicReference<>(START);
  final MemoryMail mail = new MemoryMail();
  final MemoryHooks hooks = new MemoryHooks(mail);
  final Payloads payloads = new Payloads(mail, (_, _, _, _) -> List.of());
  final Subscriptions subscriptions;
  final Deliverer deliverer;
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  HookStage() {
    HookClient client =
        new HookClient(
            (SSLSocketFactory) SSLSocketFactory.getDefault(), scheduler, Runnable::run, true);
    subscriptions = new Subscriptions(hooks, client, now::get);
    deliverer =
        new Deliverer(hooks, mail, grants(), payloads, subscriptions, client, now::get, threads);
    mail.put(FIRST, FolderId.INBOX, "From: a@x.test\nSubject: one\n\nhello\n");
    deliverer.start();
  }

  private static GrantStore grants() {
    return (GrantStore)
        Proxy.newProxyInstance(
            GrantStore.class.getClassLoader(),
            new Class<?>[] {GrantStore.class},
            (_, _, arguments) -> Optional.of(grant((AccountId) arguments[0])));
  }

  static Grant grant(AccountId account) {
    UUID id = new UUID(0, account.value());
    return new Grant(
        id,
        account,
        APPLICATION,
        id,
        account.value() + "@x.test",
        "",
        false,
        false,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  /// Subscribes a receiver to messages and folders; from then on it answers 200.
  Webhook subscribe(Receiver receiver) throws ChallengeException {
    Webhook made =
        subscriptions.create(
            APPLICATION,
            new Subscriptions.Fields(
                Optional.of(
                    Set.of(
                        "message.created", "message.updated", "message.deleted", "message.opened")),
                Optional.of(receiver.url()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    receiver.answer(200);
    return made;
  }

  /// Sets the time forward.
  void forward(Duration time) {
    now.updateAndGet(then -> then.plus(time));
    deliverer.wake();
  }

  Webhook.Status status(Webhook webhook) {
    return subscriptions.find(webhook.id()).status();
  }

  @Override
  public void close() {
    deliverer.close();
    scheduler.shutdownNow();
    threads.shutdownNow();
  }
}
