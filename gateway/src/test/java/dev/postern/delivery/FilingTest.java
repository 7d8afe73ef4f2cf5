package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Filing.Arrival;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Copies of sent mail and drafts saved anew keep their id; everything else is a message of its
/// own.
class FilingTest {
  private static final Object OTHER_SESSION = new Object();

  @TempDir private Path directory;
  private FilingStage stage;

  @BeforeEach
  void start() {
    stage = new FilingStage(directory);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private static String mail(String header, String body) {
    return "From: <ann@agents.test>\r\nTo: <bob@agents.test>\r\nSubject: news\r\n"
        + "Date: Wed, 04 Mar 2026 12:00:00 +0000\r\n"
        + header
        + "\r\n"
        + body
        + "\r\n";
  }

  @Test
  void theClientsCopyTakesThePlaceOfTheServers() {
    MessageId sent = stage.submit(mail("Message-ID: <1@x>\r\n", "hello"));
    long seq = stage.seq();
    String copy = mail("Message-ID: <1@x>\r\nBcc: <eve@agents.test>\r\n", "hello");
    MailTx.Added added = stage.append(FolderId.SENT, copy);
    assertThat(added.message()).isEqualTo(sent);
    assertThat(added.placements().getFirst().uid()).isEqualTo(2);
    assertThat(stage.uids(FolderId.SENT)).containsExactly(2L);
    assertThat(stage.text(FolderId.SENT)).isEqualTo(copy);
    assertThat(stage.news(seq)).isEmpty();
  }

  @Test
  void theSameBytesKeepTheirUid() {
    String text = mail("Message-ID: <1@x>\r\n", "hello");
    MessageId sent = stage.submit(text);
    MailTx.Added added = stage.append(FolderId.SENT, text);
    assertThat(added.message()).isEqualTo(sent);
    assertThat(added.placements().getFirst().uid()).isEqualTo(1);
    assertThat(stage.uids(FolderId.SENT)).containsExactly(1L);
  }

  @ParameterizedTest
  @CsvSource({"12:01:59, true", "12:02:01, false"})
  void underAnotherIdTheRestMustBeTheSame(String time, boolean same) {
    MessageId sent = stage.submit(mail("Message-ID: <1@x>\r\n", "hello"));
    String copy = mail("Message-ID: <2@x>\r\n", "hello\r\n").replace("12:00:00", time);
    assertThat(stage.append(FolderId.SENT, copy).message().equals(sent)).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({"news, other", "bob, eve", "ann, eve", "hello, hullo"})
  void whatDiffersUnderAnotherIdIsAnotherMessage(String word, String other) {
    MessageId sent = stage.submit(mail("", "hello"));
    String copy = mail("", "hello").replace(word, other);
    assertThat(stage.append(FolderId.SENT, copy).message()).isNotEqualTo(sent);
    assertThat(stage.uids(FolderId.SENT)).hasSize(2);
  }

  @Test
  void aQuarterOfAnHourLaterACopyIsAMessageOfItsOwn() {
    String text = mail("Message-ID: <1@x>\r\n", "hello");
    MessageId sent = stage.submit(text);
    stage.wait(Duration.ofMinutes(14));
    assertThat(stage.append(FolderId.SENT, text).message()).isEqualTo(sent);
    stage.wait(Duration.ofMinutes(2));
    assertThat(stage.append(FolderId.SENT, text).message()).isNotEqualTo(sent);
  }

  @Test
  void whatNobodySentIsNeverAdopted() {
    String text = mail("Message-ID: <1@x>\r\n", "hello");
    MessageId first = stage.append(FolderId.SENT, text).message();
    assertThat(stage.append(FolderId.SENT, text).message()).isNotEqualTo(first);
  }

  @Test
  @Tag("Q-68")
  void twoSubmissionsOfOneMailAreTwoMails() {
    String text = mail("Message-ID: <1@x>\r\n", "hello");
    MessageId first = stage.submit(text);
    assertThat(stage.submit(text)).isNotEqualTo(first);
    assertThat(stage.queued()).isEqualTo(2);
    assertThat(stage.uids(FolderId.SENT)).hasSize(2);
  }

  @Test
  void anAccountMayKeepTheServersCopy() {
    stage.mode = SentMode.SERVER;
    stage.submit(mail("Message-ID: <1@x>\r\n", "hello"));
    MailTx.Added added =
        stage.append(FolderId.SENT, mail("Message-ID: <1@x>\r\nBcc: e@x\r\n", "hello"));
    assertThat(added.placements()).isEmpty();
    assertThat(stage.uids(FolderId.SENT)).containsExactly(1L);
    assertThat(stage.append(FolderId.SENT, mail("", "other")).placements()).hasSize(1);
  }

  @Test
  void anAccountMayFileItsCopiesItself() {
    stage.mode = SentMode.CLIENT;
    stage.submitAsClient(mail("Message-ID: <1@x>\r\n", "hello"));
    assertThat(stage.queued()).isEqualTo(1);
    assertThat(stage.uids(FolderId.SENT)).isEmpty();
    stage.append(FolderId.SENT, mail("Message-ID: <1@x>\r\n", "hello"));
    assertThat(stage.uids(FolderId.SENT)).hasSize(1);
  }

  @Test
  void anAccountMayKeepBoth() {
    stage.mode = SentMode.BOTH;
    String text = mail("Message-ID: <1@x>\r\n", "hello");
    MessageId sent = stage.submit(text);
    assertThat(stage.append(FolderId.SENT, text).message()).isNotEqualTo(sent);
  }

  @Test
  void whatIsAnsweredOrForwardedIsMarked() {
    MessageId original =
        stage.append(FolderId.INBOX, mail("Message-ID: <o@x>\r\n", "hi")).message();
    MessageId other = stage.append(FolderId.INBOX, mail("Message-ID: <f@x>\r\n", "hi")).message();
    stage.submit(
        mail(
            "Message-ID: <1@x>\r\nIn-Reply-To: <o@x>\r\nX-Forwarded-Message-Id: <f@x>\r\n", "yes"));
    assertThat(stage.message(original).answered()).isTrue();
    assertThat(stage.message(other).answered()).isFalse();
    assertThat(stage.keywords(FolderId.INBOX, other)).containsExactly("$Forwarded");
    assertThat(stage.keywords(FolderId.INBOX, original)).isEmpty();
  }

  @ParameterizedTest
  @Tag("Q-11")
  @CsvSource({
    "Message-ID: <d@x>,                                      Message-ID: <d@x>",
    "X-Universally-Unique-Identifier: A1-B2,                 X-Universally-Unique-Identifier:"
        + " A1-B2",
    "Thread-Index: AdGx7w==,                                 Thread-Index: AdGx7w==",
    "X-Mozilla-Draft-Info: internal/draft; vcard=0,          X-Mozilla-Draft-Info: internal/draft",
    "In-Reply-To: <o@x>,                                     In-Reply-To: <o@x>",
  })
  void aDraftSavedAnewKeepsItsId(String first, String second) {
    MessageId draft = stage.append(FolderId.DRAFTS, mail(first + "\r\n", "one")).message();
    stage.wait(Duration.ofMinutes(4));
    MailTx.Added again = stage.append(FolderId.DRAFTS, mail(second + "\r\n", "two"));
    assertThat(again.message()).isEqualTo(draft);
    assertThat(stage.uids(FolderId.DRAFTS)).containsExactly(1L, 2L);
    stage.expunge(FolderId.DRAFTS, 1);
    assertThat(stage.message(draft).digest().snippet()).isEqualTo("two");
    assertThat(stage.drafts()).hasSize(1);
    assertThat(stage.news(0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Message-ID: <d@x>,                           Message-ID: <e@x>",
    "X-Uniform-Type-Identifier: com.apple.draft,  X-Uniform-Type-Identifier: com.apple.draft",
    "Subject-Matter: none,                        Subject-Matter: none",
  })
  void draftsWithNothingInCommonAreTwo(String first, String second) {
    stage.append(FolderId.DRAFTS, mail(first + "\r\n", "one"));
    stage.append(FolderId.DRAFTS, mail(second + "\r\n", "two"));
    assertThat(stage.drafts()).hasSize(2);
  }

  @Test
  void twoSessionsThatAnswerOneMailHaveTwoDrafts() {
    String text = mail("In-Reply-To: <o@x>\r\n", "one");
    stage.append(FolderId.DRAFTS, text);
    Arrival other = new Arrival(FolderId.DRAFTS, stage.blob(text), Flags.NONE, 0, 0, OTHER_SESSION);
    stage.append(other);
    assertThat(stage.drafts()).hasSize(2);
  }

  @Test
  void aDraftThatIsExpungedFirstComesBackUnderItsId() {
    String text = mail("Message-ID: <d@x>\r\n", "one");
    MessageId draft = stage.append(FolderId.DRAFTS, text).message();
    stage.expunge(FolderId.DRAFTS, 1);
    stage.wait(Duration.ofSeconds(30));
    assertThat(stage.append(FolderId.DRAFTS, text).message()).isEqualTo(draft);
    stage.expunge(FolderId.DRAFTS, 2);
    stage.wait(Duration.ofMinutes(3));
    assertThat(stage.append(FolderId.DRAFTS, text).message()).isNotEqualTo(draft);
    assertThat(stage.news(0)).isEmpty();
  }

  @Test
  @Tag("Q-33")
  void aDraftWithoutAnyFieldIsStoredByteForByte() {
    String text = "\r\n\u0000 half a sent";
    stage.append(FolderId.DRAFTS, text);
    assertThat(stage.text(FolderId.DRAFTS)).isEqualTo(text);
    assertThat(stage.drafts()).hasSize(1);
  }

  @Test
  @Tag("Q-13")
  void nobodyIsToldOfNotes() {
    FolderId notes = stage.create("Notes");
    stage.append(notes, mail("X-Uniform-Type-Identifier: com.apple.mail-note\r\n", "milk"));
    stage.expunge(notes, 1);
    assertThat(stage.news(0)).containsExactly(new LogEntry.FolderCreated(notes));
  }

  @Test
  @Tag("Q-26")
  void aMoveByCopyAndExpungeIsOneMessageThroughout() {
    MessageId id = stage.append(FolderId.INBOX, mail("Message-ID: <m@x>\r\n", "one")).message();
    stage.copy(FolderId.INBOX, 1, FolderId.TRASH);
    stage.expunge(FolderId.INBOX, 1);
    StoredMessage moved = stage.message(id);
    assertThat(moved.folders()).isEqualTo(List.of(FolderId.TRASH));
  }

  @Test
  @Tag("Q-26")
  void aMoveByAppendAndExpungeIsOneMessageThroughout() {
    String text = mail("Message-ID: <m@x>\r\n", "one");
    MessageId id = stage.append(FolderId.INBOX, text).message();
    assertThat(stage.append(FolderId.TRASH, text).message()).isEqualTo(id);
    assertThat(stage.append(FolderId.TRASH, text).message()).isNotEqualTo(id);
    stage.expunge(FolderId.INBOX, 1);
    assertThat(stage.message(id).folders()).isEqualTo(List.of(FolderId.TRASH));
  }
}
