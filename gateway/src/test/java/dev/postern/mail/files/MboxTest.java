package dev.postern.mail.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MboxTest {
  private static final String FROM = "From a@b Thu Jan  1 10:20:30 2026\n";

  @TempDir private Path directory;

  private record Read(String text, Found found) {}

  private List<Read> read(String mbox) throws IOException {
    Path file = directory.resolve("box");
    Files.write(file, mbox.getBytes(ISO_8859_1));
    List<Read> all = new ArrayList<>();
    Sources.open(file, Optional.of(MailFormat.MBOX), Optional.empty())
        .read(
            1 << 20,
            (found, _) ->
                all.add(new Read(new String(found.bytes().head(1 << 20), ISO_8859_1), found)));
    return all;
  }

  private List<String> texts(String mbox) throws IOException {
    return read(mbox).stream().map(Read::text).toList();
  }

  @Test
  void messagesStandBetweenFromLines() throws IOException {
    assertThat(texts(FROM + "A: 1\n\nx\n\n" + FROM + "A: 2\n\ny\n\n"))
        .containsExactly("A: 1\n\nx\n", "A: 2\n\ny\n");
  }

  @Test
  void linesThatOnlyLookLikeFromLinesArePartOfTheBody() throws IOException {
    String body = "A: 1\n\nFrom the start\n\nFrom Jan to Feb at 10:30\n\nFrom now on\n";
    assertThat(texts(FROM + body + "\n" + FROM + "B: 2\n\n")).containsExactly(body, "B: 2\n");
  }

  @Test
  void aDateInWhatSomebodyWroteEndsNoMessage() throws IOException {
    String body = "A: 1\n\nFrom what I saw on 5 May at 10:30 in 2026\n\nFrom May to 11:00 2026\n";
    assertThat(texts(FROM + body + "\n" + FROM + "B: 2\n\n")).containsExactly(body, "B: 2\n");
  }

  @Test
  void datesOfManyProgramsEndAMessage() throws IOException {
    for (String date :
        List.of(
            "Jan  1 10:20 2026",
            "Thu, 1 Jan 2026 10:20:30 +0100",
            "Thu Jan  1 10:20:30 CET 2026",
            "Thu Jan 01 10:20:30 +0000 2026")) {
      assertThat(texts(FROM + "A: 1\n\n" + "From a@b " + date + "\nA: 2\n\n")).hasSize(2);
    }
  }

  @Test
  void oneMarkIsTakenFromQuotedLinesAndFromNoOthers() throws IOException {
    assertThat(texts(FROM + "A: 1\n\n>From a\n>>From b\n> From c\n>Fromd\nx >From e\n"))
        .containsExactly("A: 1\n\nFrom a\n>From b\n> From c\n>Fromd\nx >From e\n");
  }

  @Test
  void theLastLineMayHaveNoEndAndMessagesMayBeEmpty() throws IOException {
    assertThat(texts(FROM + FROM + "\n" + FROM + "A: 1\n\nx")).containsExactly("", "", "A: 1\n\nx");
  }

  @Test
  void lineEndsOfWindowsBareReturnsZerosAndEightBitsStay() throws IOException {
    String body = "A: 1\r\n\r\n\0\u00ff\rx\r\n";
    assertThat(texts(FROM.replace("\n", "\r\n") + body + "\r\n")).containsExactly(body);
  }

  @Test
  void aContentLengthIsNotBelieved() throws IOException {
    assertThat(texts(FROM + "Content-Length: 9999\n\nx\n\n" + FROM + "A: 2\n\n")).hasSize(2);
  }

  @Test
  void linesOfAnyLengthAreRead() throws IOException {
    String body = "A: " + "x".repeat(200_000) + "From a\n\n" + "y".repeat(65_536) + "From b\n";
    assertThat(texts(FROM + body + "\n" + FROM + "A: 2\n\n")).containsExactly(body, "A: 2\n");
  }

  @Test
  void flagsComeFromStatusFieldsAndTheDateFromTheFromLine() throws IOException {
    Found found =
        read(FROM + "Status: RO\nX-Status: AF\nX-Keywords: a $b (c\nA: 1\n\nStatus: D\n\n")
            .getFirst()
            .found();
    assertThat(found.flags())
        .containsExactlyInAnyOrder("\\Seen", "\\Answered", "\\Flagged", "a", "$b");
    assertThat(found.date().orElseThrow()).hasToString("2026-01-01T10:20:30Z");
  }

  @Test
  void flagsOfThunderbirdAndGmailAreKnown() throws IOException {
    List<Read> all =
        read(
            "From - Mon Jan 05 01:02:03 2026\nX-Mozilla-Status: 1007\n\n\n"
                + "From 12@xxx Tue Feb 03 04:05:06 +0200 2026\n"
                + "X-Gmail-Labels: Inbox,Starred,Unread\n\n\n");
    assertThat(all.getFirst().found().flags())
        .containsExactlyInAnyOrder("\\Seen", "\\Answered", "\\Flagged", "$Forwarded");
    assertThat(all.getLast().found().flags()).containsExactly("\\Flagged");
    assertThat(all.getLast().found().date().orElseThrow()).hasToString("2026-02-03T04:05:06+02:00");
  }

  @Test
  void aDateThatIsNoneIsLeftOut() throws IOException {
    for (String date :
        List.of("Thu Jan 41 10:20:30 2026", "Thu Jan 1 99:99 2026", "Thu Jan 1 1:2 0000")) {
      assertThat(read("From a " + date + "\nA: 1\n\n").getFirst().found().date()).isEmpty();
    }
  }

  @Test
  void whatIsTooLargeIsCountedAndNotKept() throws IOException {
    Path file = directory.resolve("box");
    Files.writeString(file, FROM + "A: 1\n\n" + "x".repeat(5000) + "\n\n" + FROM + "A: 2\n\n");
    List<Boolean> large = new ArrayList<>();
    Sources.open(file, Optional.empty(), Optional.empty())
        .read(1000, (found, _) -> large.add(found.bytes().isTooLarge()));
    assertThat(large).containsExactly(true, false);
  }

  @Test
  void aMessageMayBeMuchLargerThanWhatIsWantedOfIt() throws IOException {
    Path file = directory.resolve("box");
    Files.writeString(file, FROM + "A: 1\n\n" + ("x".repeat(75) + "\n").repeat(40_000) + "\n");
    for (long most : List.of(0L, 1000L, 1L << 20, 2L << 20)) {
      List<Long> sizes = new ArrayList<>();
      Sources.open(file, Optional.empty(), Optional.empty())
          .read(most, (found, _) -> sizes.add(found.bytes().size()));
      assertThat(sizes).containsExactly(3_040_006L);
    }
    assertThat(Sources.open(directory, Optional.empty(), Optional.empty()).folders())
        .containsExactly("box");
  }

  @Test
  void aNoteOfAnExportThatMakesNoSenseIsPartOfTheMessage() throws IOException {
    String head = "X-Postern-Export: postern-1 1 1 -5 2026-01-01T00:00Z INBOX\n\nx\n";
    assertThat(texts(FROM + head + "\n")).containsExactly(head);
  }

  @Test
  void filesThatOnlyLookExportedAreRead() throws IOException {
    Path cur = Files.createDirectories(directory.resolve("box/cur"));
    Files.writeString(cur.resolve("0000000012.1767312000_120_zz.postern:2,S"), "A: 1\n\n");
    Files.writeString(directory.resolve("box/a.eml"), "A: 2\n\n");
    Files.write(directory.resolve("box/postern-index"), new byte[] {(byte) 0xff, '\t', '\n'});
    List<Boolean> exact = new ArrayList<>();
    Sources.open(directory.resolve("box"), Optional.empty(), Optional.empty())
        .read(1000, (found, _) -> exact.add(found.exact()));
    assertThat(exact).containsExactly(false, false);
  }

  @Test
  void whatIsNoMboxIsRefused() {
    assertThatThrownBy(() -> read("Subject: x\n\n")).hasMessageContaining("does not begin with");
  }
}
