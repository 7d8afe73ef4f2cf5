package dev.postern.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.Guard;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.UidSet;
import dev.postern.rules.Allowance;
import dev.postern.rules.Limit;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.support.MovingClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mail goes when it is too old for its folder, and nothing else does.
@SuppressWarnings("NullAway.Init") // made before each test
class RetentionTest {
  private final MovingClock clock = new MovingClock("2026-03-04T12:00:00Z");
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final AtomicReference<Map<Limit, Long>> limits = new AtomicReference<>(Map.of());

  @TempDir private Path directory;
  private SqliteEngine engine;
  private Agent ann;
  private Retention retention;

  @BeforeEach
  void start() {
    engine =
        SqliteEngine.open(
            EngineOptions.in(directory), clock, Thread.ofPlatform().daemon().factory(), timer);
    ann = agent("ann");
    retention = new Retention(engine.grants(), engine.mail(), this::guard, clock);
  }

  @AfterEach
  void stop() {
    engine.close();
    timer.shutdownNow();
  }

  private Agent agent(String name) {
    String address = name + "@agents.test";
    Grant grant =
        engine
            .grants()
            .create(
                new GrantStore.NewGrant(
                    engine.grants().applications().first(),
                    address,
                    address,
                    "",
                    Optional.empty(),
                    clock.instant()));
    return Agent.of(engine.mail(), grant.account());
  }

  private Guard guard(Grant grant) {
    Guard none = Guard.NONE;
    Map<Limit, Long> numbers = grant.email().startsWith("ann") ? limits.get() : Map.of();
    return new Guard(
        new Allowance(numbers, List.of()),
        none.spam(),
        none.inbound(),
        none.outbound(),
        none.requireApproval());
  }

  private void limit(long inbox, long spam) {
    Map<Limit, Long> numbers = new HashMap<>();
    numbers.put(Limit.INBOX_RETENTION, inbox);
    numbers.put(Limit.SPAM_RETENTION, spam);
    numbers.values().removeIf(days -> days < 0);
    limits.set(numbers);
  }

  private long sweep() {
    var sweep = new Sweep(retention);
    while (sweep.step().isPresent()) {}
    return sweep.deleted();
  }

  private MessageId add(FolderId folder, Flags flags) {
    return ann.add(Agent.mail("hello"), clock.instant(), flags, folder).message();
  }

  private MessageId add(FolderId folder) {
    return add(folder, Flags.NONE);
  }

  private boolean isThere(MessageId message) {
    return ann.message(message).isPresent();
  }

  @Test
  void eachFolderHasItsPeriod() {
    limit(30, 7);
    FolderId own = ann.create("Clients/Acme");
    FolderId notes = ann.create("Notes");
    List<MessageId> inbox =
        List.of(
            add(FolderId.INBOX),
            add(FolderId.SENT),
            add(FolderId.TRASH),
            add(FolderId.ARCHIVE),
            add(own));
    MessageId junk = add(FolderId.JUNK);
    List<MessageId> kept = List.of(add(FolderId.DRAFTS), add(notes));
    clock.pass(Duration.ofDays(7));
    assertThat(sweep()).isZero();
    clock.pass(Duration.ofSeconds(1));
    assertThat(sweep()).isEqualTo(1);
    assertThat(isThere(junk)).isFalse();
    clock.pass(Duration.ofDays(23).minusSeconds(1));
    assertThat(sweep()).isZero();
    clock.pass(Duration.ofSeconds(1));
    assertThat(sweep()).isEqualTo(5);
    assertThat(inbox).noneMatch(this::isThere);
    assertThat(kept).allMatch(this::isThere);
  }

  @Test
  void withoutAPeriodNothingGoes() {
    MessageId inbox = add(FolderId.INBOX);
    MessageId junk = add(FolderId.JUNK);
    clock.pass(Duration.ofDays(4000));
    limit(-1, -1);
    assertThat(sweep()).isZero();
    limit(0, 0);
    assertThat(sweep()).isZero();
    limit(-1, 30);
    assertThat(sweep()).isEqualTo(1);
    assertThat(isThere(junk)).isFalse();
    assertThat(isThere(inbox)).isTrue();
  }

  @Test
  void theTimeInTheFolderCountsNotTheMessages() {
    limit(30, 7);
    MessageId moved = add(FolderId.INBOX);
    clock.pass(Duration.ofDays(20));
    MessageId young = add(FolderId.INBOX);
    MailTx.Moved _ = ann.commit(tx -> tx.move(FolderId.INBOX, UidSet.of(1), FolderId.JUNK));
    assertThat(sweep()).isZero();
    clock.pass(Duration.ofDays(8));
    assertThat(sweep()).isEqualTo(1);
    assertThat(isThere(moved)).isFalse();
    assertThat(isThere(young)).isTrue();
  }

  @Test
  void aMessageInTwoFoldersStaysInTheYoungerOne() {
    limit(30, 7);
    MessageId both = add(FolderId.INBOX);
    clock.pass(Duration.ofDays(20));
    MailTx.Moved _ = ann.commit(tx -> tx.copy(FolderId.INBOX, UidSet.of(1), FolderId.ARCHIVE));
    clock.pass(Duration.ofDays(11));
    assertThat(sweep()).isEqualTo(1);
    assertThat(ann.message(both).orElseThrow().folders()).containsExactly(FolderId.ARCHIVE);
  }

  @Test
  void draftsStayWhereverTheyLieAndWhatIsBehindThemGoes() {
    limit(1, -1);
    List<MessageId> drafts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      drafts.add(add(FolderId.ARCHIVE, new Flags(Set.of(SystemFlag.DRAFT), Set.of())));
    }
    MessageId old = add(FolderId.ARCHIVE);
    clock.pass(Duration.ofDays(2));
    assertThat(sweep()).isEqualTo(1);
    assertThat(drafts).allMatch(this::isThere);
    assertThat(isThere(old)).isFalse();
  }

  @Test
  void thousandsGoInSmallTransactionsAndAreReported() {
    limit(30, 7);
    for (int i = 0; i < 1000; i++) {
      add(FolderId.INBOX);
    }
    clock.pass(Duration.ofDays(31));
    MessageId young = add(FolderId.INBOX);
    long before = ann.read(read -> read.seq());
    assertThat(sweep()).isEqualTo(1000);
    assertThat(isThere(young)).isTrue();
    List<LogEntry> log = engine.mail().changesSince(ann.account, before, 1000);
    assertThat(log.stream().map(LogEntry::change))
        .hasSize(1000)
        .allMatch(LogEntry.MessageDeleted.class::isInstance);
    assertThat(ann.read(read -> read.seq()) - before).isBetween(8L, 125L);
    assertThat(ann.folder(FolderId.INBOX).exists()).isEqualTo(1);
  }

  @Test
  void aPolicyThatChangesMeanwhileHoldsFromTheNextStepOn() {
    limit(30, 7);
    for (int i = 0; i < 100; i++) {
      add(FolderId.INBOX);
    }
    clock.pass(Duration.ofDays(31));
    var sweep = new Sweep(retention);
    assertThat(sweep.step()).isPresent();
    long some = sweep.deleted();
    assertThat(some).isBetween(1L, 99L);
    limit(-1, 7);
    while (sweep.step().isPresent()) {}
    assertThat(sweep.deleted()).isEqualTo(some);
    limit(30, 7);
    assertThat(sweep()).isEqualTo(100 - some);
  }

  @Test
  void anAccountThatGoesMeanwhileDoesNotKeepTheOthersWaiting() {
    limit(30, 7);
    Agent annie = agent("annie");
    add(FolderId.INBOX);
    annie.add(Agent.mail("hello"), clock.instant(), Flags.NONE, FolderId.INBOX);
    clock.pass(Duration.ofDays(31));
    var sweep = new Sweep(retention);
    Grant gone = engine.grants().grantOf("ann@agents.test").orElseThrow();
    engine.grants().delete(gone.id(), clock.instant());
    while (sweep.step().isPresent()) {}
    assertThat(sweep.deleted()).isEqualTo(1);
  }

  @Test
  void theWorkerStartsAtOnceAndGoesOnByItself() {
    limit(30, 7);
    for (int i = 0; i < 300; i++) {
      add(FolderId.INBOX);
    }
    clock.pass(Duration.ofDays(31));
    try (var worker = new RetentionWorker(retention, timer, Runnable::run)) {
      worker.start();
      Awaitility.await().until(() -> ann.folder(FolderId.INBOX).exists() == 0);
    }
  }

  @Test
  void whatCannotBeFoundOutDeletesNothing() {
    add(FolderId.INBOX);
    clock.pass(Duration.ofDays(31));
    var unsure =
        new Retention(
            engine.grants(),
            engine.mail(),
            _ -> {
              throw new GatewayException(Fault.UNAVAILABLE, "no disk");
            },
            clock);
    var sweep = new Sweep(unsure);
    org.assertj.core.api.Assertions.assertThatThrownBy(sweep::step).hasMessage("no disk");
    assertThat(sweep.deleted()).isZero();
  }
}
