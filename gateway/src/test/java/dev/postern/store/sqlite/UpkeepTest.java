package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.FolderDelta;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import dev.postern.mailbox.UidSet;
import dev.postern.outbound.ScheduleTx;
import dev.postern.outbound.Scheduled;
import dev.postern.outbound.Wishes;
import dev.postern.webhook.Webhook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the background removes: old log entries and tombstones, deleted accounts.
class UpkeepTest {
  private static final int KEPT = 5;
  private static final UidSet SECOND_AND_FOURTH = UidSet.of(2, 4);

  private static EngineOptions shortLog() {
    EngineOptions usual = TemporaryEngine.smallSegments();
    return new EngineOptions(
        usual.directory(),
        usual.readers(),
        usual.inMemory(),
        usual.segment(),
        usual.cache(),
        usual.logAge(),
        KEPT,
        usual.upkeep());
  }

  private static void addSome(Agent agent, int count) {
    for (int i = 0; i < count; i++) {
      agent.add(FolderId.ARCHIVE, "more " + i);
    }
  }

  /// Adds five messages and expunges the second and the fourth.
  ///
  /// @return the folder's MODSEQ between the two
  private static long addAndExpunge(Agent agent) {
    for (int i = 1; i <= 5; i++) {
      agent.add(FolderId.INBOX, "mail " + i);
    }
    long before = agent.folder(FolderId.INBOX).highestModseq();
    agent.commit(tx -> tx.expunge(FolderId.INBOX, SECOND_AND_FOURTH));
    return before;
  }

  private static FolderDelta delta(Agent agent, long modseq) {
    return agent.read(read -> read.delta(FolderId.INBOX, modseq));
  }

  @Tag("C-105")
  @Test
  void removedTombstonesAreAnsweredByTheComplement() {
    try (TemporaryEngine engine = new TemporaryEngine(shortLog())) {
      Agent ann = Agent.create(engine.ports(), "ann");
      long before = addAndExpunge(ann);
      long after = ann.folder(FolderId.INBOX).highestModseq();
      engine.engine().compact();
      assertThat(delta(ann, before).complete()).as("the tombstone is young").isTrue();
      assertThat(delta(ann, before).expunged()).isEqualTo(SECOND_AND_FOURTH);
      addSome(ann, KEPT + 1);
      engine.engine().compact();
      assertThat(delta(ann, before).complete()).isFalse();
      assertThat(delta(ann, before).expunged()).isEqualTo(SECOND_AND_FOURTH);
      assertThat(delta(ann, after).complete()).as("nothing is missing after it").isTrue();
      assertThat(delta(ann, after).expunged()).isEqualTo(UidSet.of());
      engine.restart();
      Agent again = Agent.of(engine.engine().mail(), ann.account);
      assertThat(delta(again, before).complete()).isFalse();
      assertThat(delta(again, before).expunged()).isEqualTo(SECOND_AND_FOURTH);
    }
  }

  @Test
  void theLogKeepsItsNewestTransactions() {
    try (TemporaryEngine engine = new TemporaryEngine(shortLog())) {
      Agent ann = Agent.create(engine.ports(), "ann");
      addSome(ann, 3 * KEPT);
      long seq = ann.read(MailRead::seq);
      engine.engine().compact();
      assertThat(seqs(ann)).hasSize(KEPT).first().isEqualTo(seq - KEPT + 1);
      addSome(ann, 1);
      assertThat(ann.read(MailRead::seq)).isEqualTo(seq + 1);
    }
  }

  private static List<Long> seqs(Agent agent) {
    return agent.mail.changesSince(agent.account, 0, 100).stream().map(LogEntry::seq).toList();
  }

  @Test
  void aWebhookThatIsALittleBehindKeepsWhatItHasNotRead() {
    try (TemporaryEngine engine = new TemporaryEngine(shortLog())) {
      Agent ann = Agent.create(engine.ports(), "ann");
      addSome(ann, 2);
      long read = ann.read(MailRead::seq);
      UUID id = UUID.randomUUID();
      engine.engine().webhooks().create(webhook(id, engine));
      addSome(ann, 3 * KEPT);
      engine.engine().compact();
      assertThat(seqs(ann)).hasSize(3 * KEPT).first().isEqualTo(read + 1);
      engine.engine().webhooks().advance(id, Map.of(ann.account, read + KEPT), List.of());
      engine.engine().compact();
      assertThat(seqs(ann)).hasSize(2 * KEPT);
      assertThat(engine.engine().webhooks().delete(id)).isTrue();
      engine.engine().compact();
      assertThat(seqs(ann)).hasSize(KEPT);
    }
  }

  private static Webhook webhook(UUID id, TemporaryEngine engine) {
    return new Webhook(
        id,
        engine.engine().grants().applications().first().id(),
        Set.of("message.created"),
        "https://hook.example.org/",
        "mine",
        List.of(),
        false,
        "00ff",
        Webhook.Status.ACTIVE,
        Agent.NOON,
        Agent.NOON,
        Agent.NOON);
  }

  @Test
  void aDeletedAccountLeavesNothing() throws IOException {
    try (TemporaryEngine engine = new TemporaryEngine(TemporaryEngine.smallSegments())) {
      Agent bob = Agent.create(engine.ports(), "bob");
      bob.add(FolderId.INBOX, "stays");
      Grant grant =
          engine
              .engine()
              .grants()
              .create(
                  new GrantStore.NewGrant(
                      engine.engine().grants().applications().first(),
                      "ann@example.org",
                      "ann@example.org",
                      "",
                      Optional.empty(),
                      Agent.NOON));
      Agent ann = Agent.of(engine.engine().mail(), grant.account());
      for (int i = 0; i < 30; i++) {
        ann.add(FolderId.INBOX, i + " " + "x".repeat(4000));
      }
      ann.create("folder");
      addAndExpunge(ann);
      schedule(ann, 450);
      int segments = segments(engine);
      engine.engine().grants().delete(grant.id(), Instant.now());
      engine.engine().compact();
      engine.engine().compact();
      assertThat(segments(engine)).isLessThan(segments);
      assertThat(engine.engine().verify()).isEqualTo(new Verification(1, List.of()));
      engine.engine().close();
      assertThat(tablesWith(engine, ann.account.value())).isEqualTo(Set.of());
      engine.start();
      Agent again = Agent.of(engine.engine().mail(), bob.account);
      assertThat(again.uids(FolderId.INBOX)).containsExactly(1L);
    }
  }

  private static void schedule(Agent agent, int count) {
    byte[] bytes = Agent.mail("later").getBytes(StandardCharsets.US_ASCII);
    try (Blob blob = agent.blob(bytes)) {
      for (int i = 0; i < count; i++) {
        Scheduled mail =
            new Scheduled(
                agent.account,
                new UUID(1, i),
                Scheduled.Kind.SCHEDULED,
                Agent.NOON,
                new MessageId(1000 + i),
                new ThreadId(2000 + i),
                new Scheduled.Plan(
                    "ann@example.org",
                    List.of("bob@example.org"),
                    false,
                    Optional.empty(),
                    Map.of(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    Wishes.NONE),
                Scheduled.Status.PENDING,
                Optional.empty(),
                "");
        agent.commit(tx -> {
          tx.join(ScheduleTx.class).add(mail, blob);
          return tx.seq();
        });
      }
    }
  }

  /// The row of the grant itself stays, marked deleted: its number is never given again.
  private static Set<String> tablesWith(TemporaryEngine engine, long account) {
    try (Db db = Db.openCopy(engine.options().database())) {
      List<String> tables =
          db.list(
              rows -> rows.getString(1),
              "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c"
                  + " ON c.name='account' WHERE m.type='table' AND m.name<>'grant_row'");
      assertThat(tables).contains("message", "page", "log", "tomb", "address");
      return tables.stream()
          .filter(
              table -> db.number("SELECT count(*) FROM " + table + " WHERE account=?", account) > 0)
          .collect(Collectors.toSet());
    }
  }

  private static int segments(TemporaryEngine engine) throws IOException {
    try (Stream<Path> files = Files.list(engine.options().segments())) {
      return (int) files.count();
    }
  }
}
