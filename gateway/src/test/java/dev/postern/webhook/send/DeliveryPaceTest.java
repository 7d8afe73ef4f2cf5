package dev.postern.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.LogEntry.MessageDeleted;
import dev.postern.mailbox.LogEntry.MessageUpdated;
import dev.postern.mailbox.LogEntry.Reported;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Reports;
import dev.postern.v3.JsonBody;
import dev.postern.webhook.Webhook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Retries, order, isolation, and how a receiver that does not keep up is treated.
class DeliveryPaceTest {
  private static final AccountId ALICE = new AccountId(1);

  private HookStage stage;
  private Receiver receiver;

  @BeforeEach
  void start() throws Exception {
    stage = new HookStage();
    receiver = new Receiver();
  }

  @AfterEach
  void stop() {
    stage.close();
    receiver.close();
  }

  private void awaitPosts(Receiver at, int count) {
    await().atMost(Duration.ofSeconds(20)).until(() -> at.posts().size() >= count);
  }

  private static long attempt(Receiver.Got post) {
    return JsonBody.parse(post.body()).number("webhook_delivery_attempt").orElseThrow();
  }

  private static String object(Receiver.Got post, String member) {
    return JsonBody.parse(post.body())
        .object("data")
        .orElseThrow()
        .object("object")
        .orElseThrow()
        .text(member)
        .orElseThrow();
  }

  @Test
  void anEventIsTriedAgainByThePlanForThreeDays() throws Exception {
    Webhook webhook = stage.subscribe(receiver);
    receiver.answer(500);
    stage.mail.change(ALICE, new MessageUpdated(HookStage.FIRST));
    awaitPosts(receiver, 1);
    List<Long> plan = new ArrayList<>(List.of(5L, 30L, 120L, 900L));
    for (int posts = 2; posts <= 12; posts++) {
      int before = posts - 1;
      await().until(() -> stage.hooks.kept().size() == 1 && attemptsOf() == before);
      long step = plan.isEmpty() ? 3600 : plan.removeFirst();
      stage.forward(Duration.ofSeconds(step - 1));
      await().during(Duration.ofMillis(60)).until(() -> receiver.posts().size() == before);
      stage.forward(Duration.ofSeconds(1));
      awaitPosts(receiver, posts);
    }
    assertThat(receiver.posts())
        .extracting(DeliveryPaceTest::attempt)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 12).boxed().toList());
    assertThat(receiver.posts())
        .extracting(post -> JsonBody.parse(post.body()).text("id").orElseThrow())
        .containsOnly(JsonBody.parse(receiver.posts().getFirst().body()).text("id").orElseThrow());
    assertThat(stage.status(webhook)).isEqualTo(Webhook.Status.FAILING);
    stage.forward(Duration.ofDays(3));
    await().until(() -> stage.status(webhook) == Webhook.Status.FAILED);
  }

  private int attemptsOf() {
    return stage.hooks.kept().getFirst().attempts();
  }

  @Test
  void whatAReceiverAsksToWaitIsHeeded() throws Exception {
    stage.subscribe(receiver);
    receiver.answer(_ -> "HTTP/1.1 429 X\r\nRetry-After: 40\r\nContent-Length: 0\r\n\r\n");
    stage.mail.change(ALICE, new MessageUpdated(HookStage.FIRST));
    awaitPosts(receiver, 1);
    await().until(() -> stage.hooks.kept().size() == 1);
    receiver.answer(200);
    stage.mail.change(ALICE, new MessageUpdated(HookStage.FIRST));
    stage.forward(Duration.ofSeconds(39));
    await().during(Duration.ofMillis(100)).until(() -> receiver.posts().size() == 1);
    stage.forward(Duration.ofSeconds(1));
    awaitPosts(receiver, 3);
    await().until(() -> stage.hooks.kept().isEmpty());
  }

  @Test
  void aReceiverThatWantsNoMoreOfAnEventIsNotAskedAgain() throws Exception {
    stage.subscribe(receiver);
    receiver.answer(410);
    for (int i = 0; i < 5; i++) {
      stage.mail.change(ALICE, new MessageUpdated(HookStage.FIRST));
    }
    awaitPosts(receiver, 5);
    stage.forward(Duration.ofHours(1));
    await().during(Duration.ofMillis(100)).until(() -> receiver.posts().size() == 5);
    assertThat(stage.hooks.kept()).isEmpty();
  }

  @Test
  void oneEventThatIsNeverTakenDoesNotEndTheDestination() throws Exception {
    Webhook webhook = stage.subscribe(receiver);
    receiver.answer(got -> got.text().contains("message.deleted") ? error() : Receiver.ok(""));
    stage.mail.change(ALICE, new MessageDeleted(new MessageId(7), false));
    await().until(() -> stage.hooks.kept().size() == 1);
    for (int hour = 0; hour < 80 && !stage.hooks.kept().isEmpty(); hour++) {
      int posts = receiver.posts().size();
      stage.mail.change(ALICE, new MessageUpdated(HookStage.FIRST));
      awaitPosts(receiver, posts + 1);
      stage.forward(Duration.ofHours(1));
      int before = stage.hooks.kept().isEmpty() ? 0 : attemptsOf();
      await().until(() -> stage.hooks.kept().isEmpty() || attemptsOf() >= before);
    }
    stage.forward(Duration.ofHours(2));
    await().until(() -> stage.hooks.kept().isEmpty());
    assertThat(stage.status(webhook)).isEqualTo(Webhook.Status.ACTIVE);
  }

  private static String error() {
    return "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n";
  }

  @Test
  void aReceiverThatTakesNothingForAQuarterOfAnHourIsFailingUntilItTakesSomething()
      throws Exception {
    Webhook webhook = stage.subscribe(receiver);
    receiver.answer(503);
    for (int i = 0; i < 10; i++) {
      stage.mail.change(ALICE, new MessageUpdated(HookStage.FIRST));
    }
    awaitPosts(receiver, 3);
    for (int minute = 0; minute < 16; minute++) {
      assertThat(stage.status(webhook)).isEqualTo(Webhook.Status.ACTIVE);
      int posts = receiver.posts().size();
      stage.forward(Duration.ofSeconds(61));
      awaitPosts(receiver, posts + 1);
      if (stage.status(webhook) == Webhook.Status.FAILING) {
        break;
      }
    }
    await().until(() -> stage.status(webhook) == Webhook.Status.FAILING);
    receiver.answer(200);
    stage.forward(Duration.ofHours(1));
    await().until(() -> stage.status(webhook) == Webhook.Status.ACTIVE);
    await().until(() -> stage.hooks.kept().isEmpty());
  }

  @Test
  void whatHappenedWhileADestinationHadFailedIsNotToldLater() throws Exception {
    Webhook webhook = stage.subscribe(receiver);
    stage.subscriptions.mark(webhook.id(), Webhook.Status.ACTIVE, Webhook.Status.FAILED);
    stage.mail.change(ALICE, new MessageUpdated(HookStage.FIRST));
    receiver.answer(got -> Receiver.ok(got.challenge()));
    Webhook _ =
        stage.subscriptions.update(
            webhook.id(),
            new Subscriptions.Fields(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Webhook.Status.ACTIVE)));
    stage.mail.change(ALICE, new MessageDeleted(new MessageId(9), false));
    awaitPosts(receiver, 1);
    assertThat(receiver.posts().getFirst().text()).contains("message.deleted");
  }

  @Test
  void eachAccountsEventsComeInOrder() throws Exception {
    stage.subscribe(receiver);
    int accounts = 20;
    int each = 100;
    for (int i = 0; i < each; i++) {
      for (int account = 1; account <= accounts; account++) {
        stage.mail.change(new AccountId(account), opened(i));
      }
    }
    awaitPosts(receiver, accounts * each);
    for (int account = 1; account <= accounts; account++) {
      String grant = "\"grant_id\":\"" + HookStage.grant(new AccountId(account)).id() + "\"";
      assertThat(receiver.posts().stream().filter(post -> post.text().contains(grant)))
          .extracting(post -> object(post, "label"))
          .containsExactlyElementsOf(LongStream.range(0, each).mapToObj(Long::toString).toList());
    }
    assertThat(receiver.connections.get()).as("connections are kept").isLessThan(60);
  }

  private static Reported opened(int label) {
    return new Reported(
        Reports.OPENED, Map.of(Reports.MESSAGE, "1", Reports.LABEL, Integer.toString(label)));
  }

  @Test
  void silentReceiversDelayNoOther() throws Exception {
    List<Receiver> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        Receiver one = new Receiver();
        silent.add(one);
        stage.subscribe(one);
        one.answer(_ -> "");
      }
      stage.subscribe(receiver);
      long start = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        stage.mail.change(new AccountId(1 + i % 10), opened(i));
      }
      awaitPosts(receiver, 200);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    } finally {
      silent.forEach(Receiver::close);
    }
  }

  @Test
  void aRotatedSecretHoldsFromTheNextRequestOn() throws Exception {
    Webhook webhook = stage.subscribe(receiver);
    stage.mail.change(ALICE, opened(1));
    awaitPosts(receiver, 1);
    Webhook rotated = stage.subscriptions.rotate(webhook.id());
    stage.mail.change(ALICE, opened(2));
    awaitPosts(receiver, 2);
    Receiver.Got post = receiver.posts().get(1);
    assertThat(post.headers())
        .containsEntry("x-nylas-signature", Signature.of(rotated.secret(), post.body()))
        .containsEntry("content-length", Integer.toString(post.body().length))
        .doesNotContainKey("transfer-encoding");
  }
}
