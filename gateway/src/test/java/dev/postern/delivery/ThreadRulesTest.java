package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.ThreadId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which thread mail joins as it comes (spec/api-data.md section 3.3), on the real index.
class ThreadRulesTest {
  private static final long SEED = Long.getLong("seed", 3L);
  private static final String ANN = "ann@agents.test";
  private static final String BOB = "bob@x.test";

  @TempDir private Path directory;
  private FilingStage stage;
  private int number;

  @BeforeEach
  void start() {
    stage = new FilingStage(directory);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private String mail(String from, String to, String subject, String more) {
    return "From: <%s>\r\nTo: %s\r\nSubject: %s\r\n%s\r\ntext %d\r\n"
        .formatted(from, to, subject, more, ++number);
  }

  private ThreadId deliver(String from, String to, String subject, String more) {
    return thread(stage.deliver(mail(from, to, subject, more)));
  }

  private ThreadId deliver(String from, String subject) {
    return deliver(from, ANN, subject, "");
  }

  private ThreadId thread(MessageId id) {
    return stage.message(id).thread();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Re: Offer",
        "RE : offer",
        "re[2]: Offer",
        "AW: Offer",
        "Antw: Offer",
        "SV: Offer",
        "VS: Offer",
        "Odp: Offer",
        "RES: Offer",
        "Rif: Offer",
        "YNT: Offer",
        "Yan\u0131t: Offer",
        "V\u00c1: Offer",
        "\u0391\u03a0: Offer",
        "\u041e\u0442\u0432: Offer",
        "\u56de\u590d\uff1aOffer",
        "\u7b54\u590d: Offer",
        "=?utf-8?q?=D0=9E=D1=82=D0=B2=D0=B5=D1=82:?= Offer",
        "AW: WG: Re:  Offer (fwd)"
      })
  void aReplyIsKnownByItsSubjectInManyLanguages(String subject) {
    ThreadId offer = deliver(BOB, "Offer");
    assertThat(deliver(BOB, subject)).isEqualTo(offer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Offer",
        "offer",
        "Fwd: Offer",
        "WG: Offer",
        "\u8f6c\u53d1\uff1aOffer",
        "[list] Offer",
        "Re: Offers",
        "Re Offer",
        "Reg: Offer",
        "Re:"
      })
  void whatIsNoReplyToItStandsAlone(String subject) {
    ThreadId offer = deliver(BOB, "Offer");
    assertThat(deliver(BOB, subject)).isNotEqualTo(offer);
  }

  @Test
  void someoneElseThanTheAccountMustBeInBoth() {
    ThreadId offer = deliver(BOB, ANN + ", eve@x.test", "Offer", "Cc: Carl <carl@x.test>\r\n");
    assertThat(deliver("dora@x.test", "Re: Offer")).isNotEqualTo(offer);
    assertThat(deliver("dora@x.test", "Ann <ANN@agents.test>", "Re: Offer", ""))
        .isNotEqualTo(offer);
    assertThat(deliver("eve@x.test", "Re: Offer")).isEqualTo(offer);
    assertThat(deliver("fred@x.test", ANN, "Re: Offer", "Cc: CARL@x.test\r\n")).isEqualTo(offer);
    assertThat(deliver("fred@x.test", "AW: Offer")).isEqualTo(offer);
  }

  @Test
  void aThreadThatNobodyWroteInForAMonthIsNotTakenUpBySubject() {
    ThreadId offer = deliver(BOB, "Offer");
    stage.wait(Duration.ofDays(29));
    assertThat(deliver(BOB, "Re: Offer")).isEqualTo(offer);
    stage.wait(Duration.ofDays(29));
    assertThat(deliver(BOB, "Re: Offer")).isEqualTo(offer);
    stage.wait(Duration.ofDays(31));
    ThreadId other = deliver(BOB, "Re: Offer");
    assertThat(other).isNotEqualTo(offer);
    assertThat(deliver(BOB, "Re: Offer")).isEqualTo(other);
  }

  @Test
  void idsDecideBeforeSubjectsAndAtAnyAge() {
    ThreadId plan = deliver(BOB, ANN, "Plan", "Message-ID: <plan@x.test>\r\n");
    ThreadId offer = deliver(BOB, "Offer");
    String reply = "In-Reply-To: <plan@x.test>\r\n";
    assertThat(deliver(BOB, ANN, "Re: Offer", reply)).isEqualTo(plan).isNotEqualTo(offer);
    stage.wait(Duration.ofDays(400));
    assertThat(deliver("eve@x.test", ANN, "something else", reply)).isEqualTo(plan);
    assertThat(thread(stage.append(FolderId.ARCHIVE, mail(ANN, BOB, "own", reply)).message()))
        .isEqualTo(plan);
    assertThat(thread(stage.submit(mail(ANN, ANN, "sent", reply)))).isEqualTo(plan);
  }

  /// Threads that a late message joins have the oldest one's id from then on; their messages were
  /// changed once each, in every folder, and all ids they ever had lead to it.
  @Test
  void aLateLinkMergesIntoTheOldestThread() {
    List<MessageId> roots = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String id = "Message-ID: <root" + i + "@x.test>\r\n";
      roots.add(stage.deliver(mail("p" + i + "@x.test", ANN, "subject " + i, id)));
    }
    stage.copy(FolderId.INBOX, 4, FolderId.ARCHIVE);
    List<ThreadId> ids = roots.stream().map(this::thread).toList();
    assertThat(ids).doesNotHaveDuplicates().isSorted();

    long before = stage.seq();
    String younger = "References: <root3@x.test> <root2@x.test>\r\n";
    assertThat(deliver(BOB, ANN, "late", younger)).isEqualTo(ids.get(2));
    assertThat(stage.updated(before)).containsExactly(roots.get(3));
    assertThat(stage.modseqs(roots.get(3))).hasSize(2).allMatch(modseq -> modseq > before);
    assertThat(stage.modseqs(roots.get(2))).allMatch(modseq -> modseq <= before);

    long again = stage.seq();
    String all = "References: <root0@x.test> <root3@x.test>\r\n";
    MessageId last = stage.append(FolderId.INBOX, mail(BOB, ANN, "later", all)).message();
    assertThat(thread(last)).isEqualTo(ids.getFirst());
    List<MessageId> moved = stage.updated(again);
    assertThat(moved).hasSize(3).doesNotHaveDuplicates().contains(roots.get(2), roots.get(3));
    for (MessageId each : moved) {
      assertThat(stage.modseqs(each)).allMatch(modseq -> modseq > again);
    }
    for (ThreadId alias : List.of(ids.get(0), ids.get(2), ids.get(3))) {
      assertThat(stage.thread(alias).id()).isEqualTo(ids.getFirst());
      assertThat(stage.thread(alias).messages()).hasSize(5);
    }
    assertThat(stage.thread(ids.get(1)).messages()).hasSize(1);
  }

  /// Whatever the order in which the mails of a conversation come, its thread has the lowest id of
  /// those that it was made of.
  @Test
  void theOldestIdStaysInAnyOrder() {
    Random random = new Random(SEED);
    for (int round = 0; round < 40; round++) {
      String r = round + "@x.test";
      List<String> mails = new ArrayList<>(List.of(mail(BOB, ANN, "s", named("m0" + r, ""))));
      for (int i = 1; i < 6; i++) {
        String parent = "m" + random.nextInt(i) + r;
        mails.add(mail(BOB, ANN, "s", named("m" + i + r, "In-Reply-To: <" + parent + ">\r\n")));
      }
      Collections.shuffle(mails, random);
      List<ThreadId> first = new ArrayList<>();
      List<MessageId> messages = new ArrayList<>();
      for (String text : mails) {
        messages.add(stage.deliver(text));
        first.add(thread(messages.getLast()));
      }
      ThreadId oldest = first.stream().sorted().findFirst().orElseThrow();
      Stream<ThreadId> now = messages.stream().map(this::thread);
      assertThat(now).as("seed %d round %d", SEED, round).containsOnly(oldest);
      for (ThreadId alias : first) {
        assertThat(stage.thread(alias).messages())
            .extracting(StoredMessage::id)
            .containsExactlyInAnyOrderElementsOf(messages);
      }
    }
  }

  private static String named(String id, String more) {
    return "Message-ID: <" + id + ">\r\n" + more;
  }
}
