package dev.postern.outbound.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.guard.Guard;
import dev.postern.guard.Held;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.Reports;
import dev.postern.outbound.Wishes;
import dev.postern.rules.Action;
import dev.postern.rules.Comparison;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Applied;
import dev.postern.rules.EvaluationStore;
import dev.postern.rules.Limit;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an agent hears of mail to one beside it, whose rules or limits are against it.
class RecipientsRulesTest {
  private static final String BOB = "bob@here.test";
  private static final String EVE = "eve@here.test";

  @TempDir private Path directory;
  private ReportStage stage;
  private Grant ann;
  private Grant bob;
  private Grant eve;

  @BeforeEach
  void start() {
    stage = new ReportStage(directory, "here.test");
    ann = stage.agent("ann@here.test");
    bob = stage.agent(BOB);
    eve = stage.agent(EVE);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private List<Evaluation> evaluations(Grant agent) {
    return stage
        .engine
        .evaluations()
        .evaluations(agent.account(), OptionalLong.empty(), 100)
        .stream()
        .map(EvaluationStore.Kept::evaluation)
        .toList();
  }

  private static Guard blocking() {
    return Held.by(
        Held.rule("from.address", Comparison.IS, "ann@here.test", Held.BLOCK),
        Held.always(new Action.MarkAsRead()));
  }

  @Test
  void whomARecipientBlocksIsToldSo() {
    stage.guards.put(BOB, blocking());
    stage.send(ann, Wishes.NONE, "1@here.test", BOB, EVE);
    assertThat(stage.mail(bob, FolderId.INBOX)).isEmpty();
    assertThat(stage.mail(eve, FolderId.INBOX)).hasSize(1);
    assertThat(stage.mail(ann, FolderId.INBOX))
        .singleElement()
        .asString()
        .contains("Final-Recipient: rfc822; bob@here.test", "Status: 5.7.1")
        .contains("blocked by a rule of the recipient");
    assertThat(stage.events(ann)).extracting(LogEntry.Reported::trigger).contains(Reports.BOUNCED);
    assertThat(stage.suppressed()).isEmpty();
    assertThat(evaluations(bob)).extracting(Evaluation::applied).containsExactly(Applied.BLOCKED);
    stage.after(Duration.ofDays(1));
    assertThat(evaluations(bob)).as("it is not tried again").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"MESSAGE_SIZE, 20, 5.3.4", "ATTACHMENT_COUNT, 5, ''"})
  void whatIsTooMuchComesBack(Limit limit, long number, String status) {
    stage.guards.put(BOB, Held.to(limit, number));
    stage.send(ann, Wishes.NONE, "1@here.test", BOB);
    assertThat(stage.mail(bob, FolderId.INBOX)).hasSize(status.isEmpty() ? 1 : 0);
    assertThat(stage.mail(ann, FolderId.INBOX)).hasSize(status.isEmpty() ? 0 : 1);
    assertThat(String.join("", stage.mail(ann, FolderId.INBOX))).contains(status);
  }

  @Test
  void rulesThatFailMakeMailWait() {
    stage.guards.put(BOB, Held.broken());
    stage.send(ann, Wishes.NONE, "1@here.test", BOB);
    assertThat(stage.mail(ann, FolderId.INBOX)).isEmpty();
    assertThat(evaluations(bob)).extracting(Evaluation::applied).containsExactly(Applied.FAILED);
    stage.guards.put(BOB, blockingNobody());
    stage.after(Duration.ofHours(1));
    assertThat(stage.mail(bob, FolderId.INBOX)).hasSize(1);
    assertThat(stage.mail(ann, FolderId.INBOX)).isEmpty();
    assertThat(evaluations(bob))
        .extracting(record -> record.message().isPresent())
        .containsExactly(true, false);
    assertThat(evaluations(bob).getFirst().applied()).isEqualTo(Applied.NONE);
  }

  private static Guard blockingNobody() {
    return Held.by(Held.rule("from.address", Comparison.IS, "zoe@here.test", Held.BLOCK));
  }

  @Test
  void oneTooManyForTodayComesTomorrow() {
    stage.guards.put(BOB, Held.to(Limit.DAILY_RECEIVED, 2));
    for (int i = 0; i < 3; i++) {
      stage.send(ann, Wishes.NONE, i + "@here.test", BOB);
    }
    assertThat(stage.mail(bob, FolderId.INBOX)).hasSize(2);
    for (int hour = 0; hour < 20; hour++) {
      stage.after(Duration.ofHours(1));
    }
    assertThat(stage.mail(bob, FolderId.INBOX)).hasSize(3);
    assertThat(stage.mail(ann, FolderId.SENT)).hasSize(3);
  }

  @Test
  void copiesOfWhatIsSentAreNoMailThatComes() {
    stage.guards.put("ann@here.test", Held.by(Held.always(new Action.Trash())));
    stage.send(ann, Wishes.NONE, "1@here.test", BOB);
    assertThat(stage.mail(ann, FolderId.SENT)).hasSize(1);
    assertThat(evaluations(ann)).isEmpty();
    stage.send(bob, Wishes.NONE, "2@here.test", "ann@here.test");
    assertThat(stage.mail(ann, FolderId.TRASH)).hasSize(1);
    assertThat(MessageReader.read(segment(stage.mail(ann, FolderId.TRASH).getFirst())).from())
        .extracting(from -> from.email())
        .containsExactly(BOB);
  }

  private static MemorySegment segment(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }
}
