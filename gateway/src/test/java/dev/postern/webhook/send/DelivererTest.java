package dev.postern.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.LogEntry.MessageCreated;
import dev.postern.mailbox.LogEntry.MessageDeleted;
import dev.postern.mailbox.LogEntry.MessageUpdated;
import dev.postern.mailbox.MessageId;
import dev.postern.v3.JsonBody;
import dev.postern.webhook.Webhook;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DelivererTest {
  private static final AccountId ALICE = new AccountId(1);
  private static final AccountId BOB = new AccountId(2);
  private static final AccountId GONE = new AccountId(99);
  private static final Set<String> ALL =
      Set.of("message.created", "message.updated", "message.deleted", "folder.deleted");
  private static final UUID APPLICATION = new UUID(0, 5);
  private static final MessageId FIRST = new MessageId(1000);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.ofEpochSecond(1_800_000_000));
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final MemoryMail mail = new MemoryMail();
  private final MemoryHooks hooks = new MemoryHooks(mail);
  private final HookClient client =
      new HookClient(
          (SSLSocketFactory) SSLSocketFactory.getDefault(), scheduler, Runnable::run, true);
  private final Subscriptions subscriptions = new Subscriptions(hooks, client, now::get);
  private final Payloads payloads = new Payloads(mail, (_, _, _, _) -> List.of());
  private final Deliverer deliverer =
      new Deliverer(hooks, mail, grants(), payloads, subscriptions, client, now::get, threads);
  private Receiver receiver;

  @BeforeEach
  void start() throws Exception {
    receiver = new Receiver();
    mail.put(FIRST, FolderId.INBOX, "From: a@x.test\nSubject: one\n\nhello\n");
    deliverer.start();
  }

  @AfterEach
  void stop() {
    deliverer.close();
    receiver.close();
    scheduler.shutdownNow();
    threads.shutdownNow();
  }

  private static GrantStore grants() {
    return (GrantStore)
        Proxy.newProxyInstance(
            GrantStore.class.getClassLoader(),
            new Class<?>[] {GrantStore.class},
            (_, _, arguments) ->
                arguments[0] instanceof AccountId account && account.value() < 10
                    ? Optional.of(grant(account))
                    : Optional.empty());
  }

  private static Grant grant(AccountId account) {
    UUID id = new UUID(0, account.value());
    Instant then = Instant.EPOCH;
    return new Grant(
        id, account, APPLICATION, id, account.value() + "@x.test", "", false, false, then, then);
  }

  private Webhook subscribe(boolean compressed) throws ChallengeException {
    Webhook made =
        subscriptions.create(
            APPLICATION,
            new Subscriptions.Fields(
                Optional.of(ALL),
                Optional.of(receiver.url()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(compressed),
                Optional.empty()));
    receiver.answer(200);
    return made;
  }

  private void forward(Duration time) {
    now.updateAndGet(then -> then.plus(time));
    deliverer.wake();
  }

  private List<Receiver.Got> awaitPosts(int count) {
    await().atMost(Duration.ofSeconds(10)).until(() -> receiver.posts().size() >= count);
    return receiver.posts();
  }

  @Test
  void aNewMessageIsPostedWholeAndSigned() throws Exception {
    Webhook webhook = subscribe(false);
    mail.change(ALICE, new MessageCreated(FIRST, false));
    Receiver.Got post = awaitPosts(1).getFirst();
    assertThat(post.headers())
        .containsEntry("x-nylas-signature", Signature.of(webhook.secret(), post.body()))
        .containsEntry("content-type", "application/json");
    JsonBody json = JsonBody.parse(post.body());
    assertThat(json.text("specversion")).contains("1.0");
    assertThat(json.text("type")).contains("message.created");
    assertThat(json.text("source")).contains("/nylas/emails/realtime");
    assertThat(json.number("time")).contains(1_800_000_000L);
    assertThat(json.number("webhook_delivery_attempt")).contains(1L);
    JsonBody data = json.object("data").orElseThrow();
    assertThat(data.text("application_id")).contains(new UUID(0, 5).toString());
    JsonBody object = data.object("object").orElseThrow();
    assertThat(object.text("id")).contains(FIRST.toString());
    assertThat(object.text("grant_id")).contains(new UUID(0, 1).toString());
    assertThat(object.text("body")).contains("hello\r\n");
    assertThat(object.text("subject")).contains("one");
    assertThat(object.textMap("metadata")).contains(Map.of("key1", "v"));
    assertThat(object.objects("attachments")).contains(List.of());
  }

  @Test
  void theSignatureIsOfTheCompressedBytes() throws Exception {
    Webhook webhook = subscribe(true);
    mail.change(ALICE, new MessageCreated(FIRST, false));
    Receiver.Got post = awaitPosts(1).getFirst();
    assertThat(post.headers())
        .containsEntry("content-encoding", "gzip")
        .containsEntry("x-nylas-signature", Signature.of(webhook.secret(), post.body()));
    byte[] text = new GZIPInputStream(new ByteArrayInputStream(post.body())).readAllBytes();
    assertThat(JsonBody.parse(text).text("type")).contains("message.created");
  }

  @Test
  void onlyWhatHappensAfterTheSubscriptionIsToldAndInOrder() throws Exception {
    mail.change(ALICE, new MessageCreated(FIRST, false));
    subscribe(false);
    mail.change(ALICE, new MessageUpdated(FIRST));
    mail.change(ALICE, new MessageDeleted(new MessageId(5), false));
    mail.change(ALICE, new LogEntry.FolderDeleted(new FolderId("f1"), "a b"));
    List<Receiver.Got> posts = awaitPosts(3);
    assertThat(posts)
        .extracting(post -> JsonBody.parse(post.body()).text("type").orElseThrow())
        .containsExactly("message.updated", "message.deleted", "folder.deleted");
    assertThat(posts.get(1).text())
        .contains(
            "\"object\":{\"id\":\""
                + new MessageId(5)
                + "\",\"grant_id\":\""
                + new UUID(0, 1)
                + "\",\"object\":\"message\"}");
    assertThat(posts.get(2).text()).contains("\"name\":\"a b\"");
  }

  @Test
  void draftsGoneMessagesAndGoneAccountsAreNotTold() throws Exception {
    subscribe(false);
    MessageId draft = new MessageId(2000);
    mail.put(draft, FolderId.DRAFTS, "Subject: d\n\nx\n");
    mail.change(ALICE, new MessageCreated(draft, true));
    mail.change(ALICE, new MessageUpdated(draft));
    mail.change(ALICE, new MessageCreated(new MessageId(3000), false));
    mail.change(GONE, new MessageCreated(FIRST, false));
    mail.change(ALICE, new MessageUpdated(FIRST));
    assertThat(JsonBody.parse(awaitPosts(1).getFirst().body()).text("type"))
        .contains("message.updated");
    assertThat(receiver.posts()).hasSize(1);
  }

  @Test
  void aLargeMessageGoesWithoutItsBody() throws Exception {
    subscribe(false);
    String text = "Subject: big\n\n" + "0123456789abcdef\n".repeat(80_000);
    mail.put(FIRST, FolderId.INBOX, text);
    mail.change(ALICE, new MessageCreated(FIRST, false));
    Receiver.Got post = awaitPosts(1).getFirst();
    JsonBody json = JsonBody.parse(post.body());
    assertThat(json.text("type")).contains("message.created.truncated");
    JsonBody object = json.object("data").orElseThrow().object("object").orElseThrow();
    assertThat(object.has("body")).isFalse();
    assertThat(object.text("subject")).contains("big");
  }

  @Test
  void whatWasNotTakenIsTriedAgainWithTheSameIdWhileLaterEventsGoOn() throws Exception {
    subscribe(false);
    receiver.answer(503);
    mail.change(ALICE, new MessageCreated(FIRST, false));
    awaitPosts(1);
    await().until(() -> hooks.kept().size() == 1);
    receiver.answer(200);
    mail.change(ALICE, new MessageUpdated(FIRST));
    assertThat(awaitPosts(2).get(1).text()).contains("message.updated");
    forward(Duration.ofSeconds(5));
    Receiver.Got again = awaitPosts(3).get(2);
    JsonBody first = JsonBody.parse(receiver.posts().getFirst().body());
    JsonBody second = JsonBody.parse(again.body());
    assertThat(second.text("id")).isEqualTo(first.text("id"));
    assertThat(second.text("type")).contains("message.created");
    assertThat(second.number("webhook_delivery_attempt")).contains(2L);
    await().until(() -> hooks.kept().isEmpty());
  }

  @Test
  void aRedirectIsNotFollowedAndCountsAsFailed() throws Exception {
    subscribe(false);
    receiver.answer(_ -> "HTTP/1.1 302 Found\r\nLocation: " + receiver.url() + "\r\n\r\n");
    mail.change(ALICE, new MessageCreated(FIRST, false));
    await().until(() -> hooks.kept().size() == 1);
    assertThat(receiver.got).filteredOn(got -> got.line().contains("/hook HTTP")).hasSize(1);
  }

  @Test
  void aDeadReceiverIsLeftAloneAndLosesNothing() throws Exception {
    subscribe(false);
    receiver.answer(500);
    for (int i = 0; i < 20; i++) {
      mail.change(ALICE, new MessageUpdated(FIRST));
    }
    awaitPosts(3);
    await().during(Duration.ofMillis(300)).until(() -> receiver.posts().size() == 3);
    receiver.answer(200);
    forward(Duration.ofSeconds(5));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            receiver.posts().stream()
                    .skip(3)
                    .map(post -> JsonBody.parse(post.body()).text("id").orElseThrow())
                    .distinct()
                    .count()
                == 20);
  }

  @Test
  void aSilentReceiverDelaysNoOther() throws Exception {
    subscribe(false);
    receiver.answer(_ -> "");
    try (Receiver other = new Receiver()) {
      subscriptions.create(
          APPLICATION,
          new Subscriptions.Fields(
              Optional.of(ALL),
              Optional.of(other.url()),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
      mail.change(ALICE, new MessageCreated(FIRST, false));
      mail.change(BOB, new MessageCreated(FIRST, false));
      await().atMost(Duration.ofSeconds(5)).until(() -> other.posts().size() == 2);
    }
  }

  @Test
  void after72HoursTheDestinationHasFailed() throws Exception {
    Webhook webhook = subscribe(false);
    receiver.answer(500);
    mail.change(ALICE, new MessageCreated(FIRST, false));
    await().until(() -> hooks.kept().size() == 1);
    forward(Duration.ofDays(3));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> subscriptions.find(webhook.id()).status() == Webhook.Status.FAILED);
    assertThat(hooks.kept()).isEmpty();
    mail.change(ALICE, new MessageUpdated(FIRST));
    await().during(Duration.ofMillis(200)).until(() -> receiver.posts().size() == 2);
  }

  @Test
  void aDeletedSubscriptionHearsNothing() throws Exception {
    Webhook webhook = subscribe(false);
    subscriptions.delete(webhook.id());
    mail.change(ALICE, new MessageCreated(FIRST, false));
    await().during(Duration.ofMillis(200)).until(() -> receiver.posts().isEmpty());
  }

  @Test
  void deliveryGoesOnWhereItStoodAfterARestart() throws Exception {
    subscribe(false);
    deliverer.close();
    mail.change(ALICE, new MessageCreated(FIRST, false));
    try (Deliverer next =
        new Deliverer(hooks, mail, grants(), payloads, subscriptions, client, now::get, threads)) {
      next.start();
      assertThat(awaitPosts(1)).hasSize(1);
    }
  }
}
