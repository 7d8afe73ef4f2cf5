package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.delivery.Recipients;
import dev.postern.delivery.SentMode;
import dev.postern.domains.Domains;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.support.Unsupported;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scheduled mail on the real engine, with the server gone in between.
class ScheduledSendTest {
  private static final UUID ID = new UUID(7, 7);

  @TempDir private Path directory;

  @AutoClose("shutdownNow")
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);

  private Instant now = Agent.NOON;
  @AutoClose private SqliteEngine engine;
  private Agent ann;

  @BeforeEach
  void start() {
    engine = open();
    ann =
        Agent.create(
            new EnginePorts(engine.mail(), engine.grants(), engine.queue(), engine.webhooks()),
            "ann");
    byte[] bytes = Agent.mail("later").getBytes(StandardCharsets.UTF_8);
    try (Blob blob = ann.blob(bytes)) {
      boolean _ =
          ann.commit(tx -> {
            tx.join(ScheduleTx.class).add(scheduled(), blob);
            return true;
          });
    }
  }

  private SqliteEngine open() {
    return SqliteEngine.open(
        EngineOptions.in(directory.resolve("data")),
        () -> now,
        Thread.ofPlatform().daemon().factory(),
        scheduler);
  }

  private void restart() {
    engine.close();
    engine = open();
    ann = Agent.of(engine.mail(), ann.account);
  }

  private Scheduled scheduled() {
    return new Scheduled(
        ann.account,
        ID,
        Scheduled.Kind.SCHEDULED,
        Agent.NOON.plusSeconds(3600),
        new MessageId(77),
        new ThreadId(78),
        new Scheduled.Plan(
            "ann@here.test",
            List.of("bob@elsewhere.test"),
            false,
            Optional.empty(),
            Map.of("job", "seven"),
            Optional.empty(),
            OptionalLong.empty(),
            new Wishes(
                Optional.of(Wishes.Ret.HDRS),
                "QQ314159",
                true,
                Map.of(
                    "bob@elsewhere.test",
                    new Wishes.Recipient(
                        Optional.of(Set.of(Wishes.Notify.SUCCESS)), "rfc822;b@elsewhere.test"),
                    "eve@elsewhere.test",
                    new Wishes.Recipient(Optional.of(Set.of()), ""),
                    "una@elsewhere.test",
                    new Wishes.Recipient(Optional.empty(), "rfc822;u@x.test")))),
        Scheduled.Status.PENDING,
        Optional.empty(),
        "");
  }

  private void work() {
    Recipients recipients = new Recipients(engine.grants(), Domains.of(List.of("here.test")));
    Sending sending =
        new Sending(
            engine.mail(),
            recipients,
            Unsupported.except(Transport.class, this),
            () -> now,
            Duration.ofDays(1),
            _ -> SentMode.ADOPT);
    Release release =
        new Release(
            engine.schedules(),
            engine.approvals(),
            engine.grants(),
            engine.mail(),
            sending,
            () -> now);
    try (ScheduleWorker worker =
        new ScheduleWorker(engine.schedules(), release, () -> now, Runnable::run)) {
      worker.sendDue();
    }
  }

  @SuppressWarnings("unused") // called through the port
  boolean routes(AccountId account, String domain) {
    return true;
  }

  private Scheduled.Status status() {
    return engine.schedules().find(ann.account, ID).orElseThrow().status();
  }

  @Test
  void aScheduledSendSurvivesARestart() {
    restart();
    assertThat(engine.schedules().all(ann.account)).containsExactly(scheduled());
    work();
    assertThat(status()).isEqualTo(Scheduled.Status.PENDING);
    assertThat(ann.uids(FolderId.SENT)).isEmpty();
    now = now.plusSeconds(3600);
    work();
    assertThat(status()).isEqualTo(Scheduled.Status.SENT);
    assertThat(ann.uids(FolderId.SENT)).containsExactly(1L);
  }

  @Test
  void whatCameDueWhileNoServerRanIsSentOnce() {
    now = now.plus(Duration.ofDays(2));
    restart();
    work();
    restart();
    work();
    assertThat(ann.uids(FolderId.SENT)).containsExactly(1L);
    assertThat(Waiting.due(engine.queue(), now))
        .extracting(Due::recipient, due -> due.wish().original())
        .containsExactly(tuple("bob@elsewhere.test", "rfc822;b@elsewhere.test"));
    assertThat(status()).isEqualTo(Scheduled.Status.SENT);
  }

  @Test
  void whatWasCancelledBeforeTheRestartIsNotSent() {
    assertThat(
            ann.<Boolean>commit(
                tx -> tx.join(ScheduleTx.class).close(ID, Scheduled.Status.CANCELLED, "")))
        .isTrue();
    restart();
    now = now.plus(Duration.ofDays(1));
    work();
    assertThat(ann.uids(FolderId.SENT)).isEmpty();
    assertThat(status()).isEqualTo(Scheduled.Status.CANCELLED);
  }
}
