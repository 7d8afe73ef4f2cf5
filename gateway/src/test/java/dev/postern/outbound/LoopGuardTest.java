package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.delivery.SentMode;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.HeaderBlock;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.MessageId;
import dev.postern.rules.Limit;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Two programs that answer each other stop.
class LoopGuardTest {
  private static final String ANN = "ann@example.org";
  private static final String BOB = "bob@example.org";

  @TempDir private Path directory;
  private GateStage stage;

  @BeforeEach
  void start() {
    stage = new GateStage(directory, new LoopLimits(OptionalLong.of(5), OptionalLong.of(3)));
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private static String mail(String from, String to, int number, String more) {
    String answers = number == 1 ? "" : "In-Reply-To: <m" + (number - 1) + "@x>\r\n";
    return Agent.mail(
        (number == 1 ? "" : "Re: ") + "hello",
        from,
        to,
        "Message-ID: <m" + number + "@x>\r\n" + answers + more);
  }

  /// Lets ann and bob answer each other until one may not, and returns how many mails there were.
  private int talk(Sender sender) {
    for (int number = 1; number < 100; number++) {
      boolean first = number % 2 == 1;
      String mail = mail(first ? ANN : BOB, first ? BOB : ANN, number, "");
      try {
        sender.send(first ? stage.ann : stage.bob, mail, first ? BOB : ANN);
      } catch (GatewayException stopped) {
        assertThat(stopped.fault()).isEqualTo(Fault.THROTTLED);
        assertThat(stopped.text()).contains("loop guard", "in thread ", "at most 5");
        assertThat(stopped.retryAfter())
            .hasValueSatisfying(wait -> assertThat(wait).isBetween(3000L, 3600L));
        return number - 1;
      }
      stage.deliver(first ? stage.bob : stage.ann, mail);
      stage.now = stage.now.plusSeconds(5);
    }
    throw new AssertionError("nobody stopped them");
  }

  private interface Sender {
    void send(Agent agent, String mail, String to);
  }

  @Test
  void twoAgentsThatAnswerEachOtherStop() {
    assertThat(talk((agent, mail, to) -> stage.send(agent, mail, to))).isEqualTo(10);
    stage.now = stage.now.plus(Duration.ofHours(1));
    stage.send(stage.ann, mail(ANN, BOB, 11, ""), BOB);
  }

  @Test
  void soDoMailClientsThatFileNoCopies() {
    stage.mode = SentMode.CLIENT;
    // The first mail answers nothing, and there is no trace of it.
    assertThat(talk((agent, mail, to) -> stage.submit(agent, mail, Optional.empty(), to)))
        .isBetween(10, 12);
  }

  @Test
  void soDoAgentsThatDeleteTheirCopies() {
    int mails =
        talk((agent, mail, to) -> {
          MessageId sent = stage.send(agent, mail, to).message().orElseThrow();
          agent.commit(tx -> {
            tx.delete(sent);
            return true;
          });
        });
    assertThat(mails).isBetween(10, 12);
  }

  @Test
  void aPolicySaysHowOften() {
    stage.guard = GateStage.limits(Map.of(Limit.THREAD_TURNS, 1L));
    stage.send(stage.ann, mail(ANN, BOB, 1, ""), BOB);
    assertThatThrownBy(() -> stage.send(stage.ann, mail(ANN, BOB, 2, ""), BOB))
        .hasMessageContaining("at most 1 are allowed");
    Rehearsal told = stage.rehearse(stage.ann, mail(ANN, BOB, 2, ""), Optional.empty(), BOB);
    assertThat(told.refusal().orElseThrow().text()).contains("loop guard");
  }

  @Test
  void threadsThatAreManyOrOldAreNoLoop() {
    for (int i = 0; i < 20; i++) {
      stage.send(stage.ann, Agent.mail("subject " + i, ANN, BOB, ""), BOB);
    }
    String moved = "Date: Mon, 05 Jan 2026 10:00:00 +0000\r\n";
    for (int i = 1; i < 20; i++) {
      stage.deliver(stage.ann, mail(ANN, BOB, i, moved));
    }
    stage.send(stage.ann, mail(ANN, BOB, 20, ""), BOB);
  }

  @Test
  void scheduledMailMeetsTheGuardWhenItGoes() {
    for (int number = 1; number <= 6; number++) {
      stage.send(
          stage.ann,
          mail(ANN, BOB, number, ""),
          Optional.empty(),
          Optional.of(stage.now.plusSeconds(60 + number)),
          BOB);
    }
    stage.now = stage.now.plusSeconds(120);
    stage.release();
    assertThat(stage.engine.schedules().all(stage.ann.account))
        .filteredOn(mail -> mail.status() == Scheduled.Status.FAILED)
        .singleElement()
        .satisfies(mail -> assertThat(mail.reason()).contains("loop guard"));
  }

  @Test
  void mailThatNoPersonWroteIsAnsweredThreeTimes() {
    stage.deliver(
        stage.ann, mail(BOB, ANN, 1, "Auto-Submitted: auto-replied; owner-email=\"x@y\"\r\n"));
    for (int i = 0; i < 3; i++) {
      stage.send(stage.ann, answer(i), BOB);
    }
    assertThatThrownBy(() -> stage.send(stage.ann, answer(3), BOB))
        .hasMessageContaining("no person wrote")
        .hasMessageContaining("at most 3 are allowed");
    assertThatThrownBy(() -> stage.submit(stage.ann, answer(4), Optional.empty(), BOB))
        .hasMessageContaining("loop guard");
    stage.now = stage.now.plus(Duration.ofHours(25));
    stage.send(stage.ann, answer(5), BOB);
  }

  private static String answer(int number) {
    return Agent.mail(
        "Re: hello", ANN, BOB, "Message-ID: <a" + number + "@x>\r\nIn-Reply-To: <m1@x>\r\n");
  }

  @Test
  void whatAPersonWroteIsAnsweredAsOftenAsThreadsAllow() {
    stage.deliver(stage.ann, mail(BOB, ANN, 1, "Auto-Submitted: no\r\n"));
    for (int i = 0; i < 5; i++) {
      stage.send(stage.ann, answer(i), BOB);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Auto-Submitted: auto-generated, true",
    "Auto-Submitted: AUTO-REPLIED (vacation), true",
    "auto-submitted: No, false",
    "Auto-Submitted: no; x=y, false",
    "Auto-Submitted:, false",
    "Precedence: bulk, true",
    "Precedence: Junk, true",
    "Precedence: auto_reply, true",
    "Precedence: list, false",
    "Return-Path: <>, true",
    "Return-Path: <a@b>, false",
    "Subject: Auto-Submitted, false"
  })
  void fieldsTellThatNoPersonWrote(String field, boolean automatic) {
    byte[] header = (field + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    assertThat(
            Automatic.isAutomatic(HeaderBlock.of(MemorySegment.ofArray(header), 0, header.length)))
        .isEqualTo(automatic);
  }
}
