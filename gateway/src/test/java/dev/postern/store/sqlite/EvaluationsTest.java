package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.mailbox.Agent;
import dev.postern.mailbox.MessageId;
import dev.postern.rules.Decision;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Applied;
import dev.postern.rules.Evaluation.Input;
import dev.postern.rules.Evaluation.Stage;
import dev.postern.rules.EvaluationStore;
import dev.postern.rules.EvaluationStore.Kept;
import dev.postern.rules.EvaluationTx;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Records of evaluations: in order, with their mail or not at all, and not for ever.
class EvaluationsTest {
  private static final int MORE = 30;

  private static Evaluation record(Instant at) {
    return Evaluation.of(
        Stage.INBOX_PROCESSING,
        at,
        new Input("a@b.test", List.of(), ""),
        Decision.NONE,
        Applied.NONE,
        Optional.empty());
  }

  private static void add(Agent agent, List<Evaluation> records) {
    agent.commit(tx -> {
      records.forEach(tx.join(EvaluationTx.class)::add);
      return true;
    });
  }

  private static List<UUID> ids(TemporaryEngine engine, Agent agent, int limit) {
    return engine
        .engine()
        .evaluations()
        .evaluations(agent.account, OptionalLong.empty(), limit)
        .stream()
        .map(kept -> kept.evaluation().id())
        .toList();
  }

  @Test
  void theNewestComeFirstPageByPage() {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      Agent ann = Agent.create(engine.ports(), "ann");
      Agent bob = Agent.create(engine.ports(), "bob");
      List<Evaluation> records =
          IntStream.range(0, 5).mapToObj(i -> record(Instant.ofEpochSecond(i))).toList();
      records.forEach(each -> add(ann, List.of(each)));
      add(bob, List.of(record(Instant.now())));
      EvaluationStore store = engine.engine().evaluations();
      List<Kept> first = store.evaluations(ann.account, OptionalLong.empty(), 3);
      List<Kept> second =
          store.evaluations(ann.account, OptionalLong.of(first.getLast().number()), 3);
      assertThat(first).extracting(Kept::evaluation).containsExactly(last(records, 4, 3, 2));
      assertThat(second).extracting(Kept::evaluation).containsExactly(last(records, 1, 0));
      engine.restart();
      assertThat(ids(engine, ann, 100)).hasSize(5);
    }
  }

  private static Evaluation[] last(List<Evaluation> records, int... at) {
    return IntStream.of(at).mapToObj(records::get).toArray(Evaluation[]::new);
  }

  @Test
  void aRecordIsKeptWithItsTransactionOnly() {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      Agent ann = Agent.create(engine.ports(), "ann");
      assertThatThrownBy(() ->
              ann.commit(tx -> {
                tx.join(EvaluationTx.class).add(record(Instant.now()));
                throw new IllegalStateException("no");
              }))
          .isInstanceOf(RuntimeException.class);
      assertThat(ids(engine, ann, 10)).isEmpty();
    }
  }

  @Test
  void onlySoManyAreKept() {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      Agent ann = Agent.create(engine.ports(), "ann");
      Instant now = Instant.now();
      List<Evaluation> records =
          IntStream.range(0, EvaluationStore.KEPT + MORE).mapToObj(_ -> record(now)).toList();
      add(ann, records);
      List<UUID> kept = ids(engine, ann, 2 * EvaluationStore.KEPT);
      assertThat(kept).hasSize(EvaluationStore.KEPT);
      assertThat(kept.getLast()).isEqualTo(records.get(MORE).id());
    }
  }

  @Test
  void oldOnesGoAndThoseOfDeletedAccounts() {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      Agent ann = Agent.create(engine.ports(), "ann");
      Instant now = Instant.now();
      Instant old = now.minus(EvaluationStore.AGE).minus(Duration.ofHours(1));
      add(ann, Collections.nCopies(500, record(old)));
      Evaluation young = record(now);
      add(ann, List.of(young));
      engine.engine().compact();
      assertThat(ids(engine, ann, 1000)).containsExactly(young.id());
      UUID grant = engine.engine().grants().grantOf(ann.account).orElseThrow().id();
      var _ = engine.engine().grants().delete(grant, now);
      engine.engine().compact();
      assertThat(ids(engine, ann, 10)).isEmpty();
    }
  }

  @Test
  void whatIsPackedIsUnpacked() {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      Evaluation record = random(random);
      assertThat(EvaluationCodec.unpack(record.at().toEpochMilli(), EvaluationCodec.pack(record)))
          .as("record %d of seed 5", i)
          .isEqualTo(record);
    }
  }

  private static Evaluation random(Random random) {
    List<String> texts =
        IntStream.range(0, random.nextInt(4)).mapToObj(n -> "t\u00e4" + n).toList();
    return new Evaluation(
        new UUID(random.nextLong(), random.nextLong()),
        random.nextBoolean()
            ? Optional.of(new MessageId(random.nextLong() >>> 1))
            : Optional.empty(),
        Instant.ofEpochMilli(random.nextLong() >>> 20),
        List.of(Stage.values()).get(random.nextInt(3)),
        new Input("x@y.test", texts, random.nextBoolean() ? "reply" : ""),
        new Applied(
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            texts),
        IntStream.range(0, random.nextInt(4))
            .mapToObj(_ -> new UUID(random.nextLong(), 1))
            .toList());
  }

  @Test
  void whatOthersWroteIsCut() {
    Evaluation huge =
        Evaluation.of(
            Stage.OUTBOUND_SEND,
            Instant.EPOCH,
            new Input("x".repeat(10_000), Collections.nCopies(5000, "y".repeat(1000)), "compose"),
            Decision.NONE,
            Applied.NONE,
            Optional.empty());
    byte[] packed = EvaluationCodec.pack(huge);
    assertThat(packed.length).isLessThan(50_000);
    assertThat(EvaluationCodec.unpack(0, packed).input().recipients()).hasSize(100);
  }
}
