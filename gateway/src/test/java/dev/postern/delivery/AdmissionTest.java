package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.Guard;
import dev.postern.guard.Held;
import dev.postern.mailbox.Counters;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.Verdict;
import dev.postern.rules.Action;
import dev.postern.rules.Comparison;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Applied;
import dev.postern.rules.Limit;
import dev.postern.rules.SpamDetection;
import dev.postern.screening.DmarcMode;
import dev.postern.screening.Judgement;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where mail lands, and what of it counts.
class AdmissionTest {
  private static final String TEXT = "From: x@shop.test\r\nSubject: s\r\n\r\nhello\r\n";
  private static final Verdict JUNK = new Verdict(List.of(), 6, true, List.of("spf-fail 6.0"));
  private static final Verdict FORGED =
      new Verdict(List.of(), 0, true, List.of("dmarc quarantine"));
  private static final Map<String, Action> ACTIONS =
      Map.of(
          "spam", new Action.MarkAsSpam(),
          "trash", new Action.Trash(),
          "archive", new Action.Archive(),
          "first", new Action.AssignToFolder("First"),
          "INBOX", new Action.AssignToFolder("INBOX"),
          "sent", new Action.AssignToFolder("sEnT"),
          "missing", new Action.AssignToFolder("Missing"));

  @TempDir private Path directory;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private Instant now = Instant.parse("2026-11-23T23:00:00Z");
  private Guard guard = Guard.NONE;
  private SqliteEngine engine;
  private Grant ann;
  private Delivery delivery;

  @BeforeEach
  void start() {
    open();
    String address = "ann@agents.test";
    ann =
        engine
            .grants()
            .create(
                new GrantStore.NewGrant(
                    engine.grants().applications().first(),
                    address,
                    address,
                    "",
                    Optional.empty(),
                    now));
  }

  private void open() {
    engine =
        SqliteEngine.open(
            EngineOptions.in(directory), () -> now, Thread.ofPlatform().daemon().factory(), timer);
    Admission admission =
        new Admission(
            engine.mail(),
            _ -> guard,
            engine.counters(),
            new Judgement(5, DmarcMode.ENFORCE),
            () -> now);
    delivery = new Delivery(engine.mail(), "mx.agents.test", () -> now, Noticing.NONE, admission);
  }

  @AfterEach
  void stop() {
    engine.close();
    timer.shutdownNow();
  }

  private static MemorySegment bytes() {
    return MemorySegment.ofArray(TEXT.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<MailTx.Added> queued(long id, Optional<Verdict> verdict) {
    return delivery.deliver(
        ann, new Delivery.Queued(id, "b@c.test", ann.email(), false, verdict, bytes()));
  }

  private StoredMessage arrived(Optional<Verdict> verdict) {
    MailTx.Added added = queued(1, verdict).orElseThrow();
    return engine.mail().read(ann.account(), read -> read.message(added.message()).orElseThrow());
  }

  private List<Evaluation> evaluations() {
    return engine.evaluations().evaluations(ann.account(), OptionalLong.empty(), 50).stream()
        .map(kept -> kept.evaluation())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "spam trash archive first, none, junk",
    "first archive trash spam, none, junk",
    "archive first trash, none, trash",
    "first archive, none, archive",
    "first INBOX, none, inbox",
    "INBOX first, none, First",
    "first missing, none, First",
    "missing, none, inbox",
    "sent, none, sent",
    "missing, junk, junk",
    "first, junk, First",
    "archive, junk, archive",
    "first archive, forged, junk",
    "INBOX, forged, junk",
    "trash, forged, trash",
    "spam, none, junk"
  })
  void oneFolderWins(String actions, String verdict, String folder) {
    String first =
        engine
            .mail()
            .commit(ann.account(), this, (MailTx tx) -> tx.createFolder("First"))
            .id()
            .value();
    guard =
        Held.by(
            Held.always(
                Arrays.stream(actions.split(" ", -1)).map(ACTIONS::get).toArray(Action[]::new)));
    StoredMessage message =
        arrived(
            switch (verdict) {
              case "junk" -> Optional.of(JUNK);
              case "forged" -> Optional.of(FORGED);
              default -> Optional.empty();
            });
    assertThat(message.folders())
        .containsExactly(new FolderId(folder.equals("First") ? first : folder));
    Applied applied = evaluations().getFirst().applied();
    List<Boolean> moves =
        List.of(
            applied.spam(), applied.trashed(), applied.archived(), !applied.folders().isEmpty());
    boolean byRule =
        !actions.equals("missing") && !(verdict.equals("forged") && !actions.equals("trash"));
    assertThat(moves).filteredOn(moved -> moved).hasSize(byRule ? 1 : 0);
  }

  @Test
  void aFolderIsFoundByItsIdToo() {
    String id =
        engine
            .mail()
            .commit(ann.account(), this, (MailTx tx) -> tx.createFolder("A/B"))
            .id()
            .value();
    guard = Held.by(Held.always(new Action.AssignToFolder(id)));
    assertThat(arrived(Optional.empty()).folders()).containsExactly(new FolderId(id));
  }

  @Test
  void aVerdictSaysWhatItsRecipientWantsJudged() {
    guard = Held.judging(new SpamDetection(Optional.empty(), Optional.empty(), Optional.of(0.5)));
    StoredMessage message = arrived(Optional.of(JUNK));
    assertThat(message.folders()).containsExactly(FolderId.INBOX);
    assertThat(message.verdict().orElseThrow().junk()).isFalse();
  }

  @Test
  void withoutRulesThereIsNoRecord() {
    assertThat(arrived(Optional.of(JUNK)).folders()).containsExactly(FolderId.JUNK);
    assertThat(evaluations()).isEmpty();
    guard = Held.by(Held.rule("from.domain", Comparison.IS, "other.test", new Action.Trash()));
    assertThat(queued(2, Optional.empty())).isPresent();
    assertThat(evaluations()).singleElement().matches(record -> record.matched().isEmpty());
  }

  @Test
  void whatWasDeliveredBeforeIsNotRefusedNow() {
    guard = Held.to(Limit.DAILY_RECEIVED, 1);
    assertThat(queued(1, Optional.empty())).isPresent();
    assertThat(queued(1, Optional.empty())).as("repeated").isEmpty();
    guard = Held.by(Held.always(Held.BLOCK));
    assertThat(queued(1, Optional.empty())).as("repeated").isEmpty();
    assertThat(evaluations()).isEmpty();
    assertThatThrownBy(() -> queued(2, Optional.empty()))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.BLOCKED));
    assertThat(evaluations()).hasSize(1);
    guard = Guard.NONE;
    assertThat(queued(2, Optional.empty())).as("a refusal takes no key").isPresent();
  }

  @Test
  void onlyWhatIsStoredCountsForTheDay() {
    guard = Held.to(Limit.DAILY_RECEIVED, 2);
    assertThat(queued(1, Optional.empty())).isPresent();
    assertThatThrownBy(() ->
            engine
                .mail()
                .commit(
                    ann.account(),
                    this,
                    tx -> {
                      var _ = tx.join(Counters.class).add(Counters.Kind.RECEIVED, 1, 1);
                      throw new IllegalStateException("the power fails");
                    }))
        .isInstanceOf(RuntimeException.class);
    engine.close();
    open();
    assertThat(queued(2, Optional.empty())).isPresent();
    assertThatThrownBy(() -> queued(3, Optional.empty()))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.OVER_QUOTA));
    assertThatThrownBy(() -> delivery.admission().checkRecipient(ann, "b@c.test", ann.email(), 0))
        .hasMessageContaining("limit_count_daily_message_received is 2");
    now = now.plus(Duration.ofHours(1));
    delivery.admission().checkRecipient(ann, "b@c.test", ann.email(), 0);
    assertThat(queued(3, Optional.empty())).as("at midnight").isPresent();
  }
}
