package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// BDAT and BINARYMIME (RFC 3030).
class ChunkingTest {
  private static final String MAIL = "MAIL FROM:<ann@here.test>";
  private static final String RCPT = "RCPT TO:<bob@here.test>";
  private static final String TRACE = "Received: here\r\n";

  private static String begun() {
    return MAIL + "\r\n" + RCPT + "\r\n";
  }

  private static String codes(String answers) {
    return String.join(" ", answers.lines().map(line -> line.substring(0, 9)).toList());
  }

  @Test
  @Tag("S-5")
  void aLoneDotIsText() {
    String text = "Subject: x\r\n\r\na\r\n.\r\nb\r\n..\r\n.";
    Talk talk = Talk.signedIn();
    assertThat(talk.send(begun() + "BDAT " + text.length() + " LAST\r\n" + text + "NOOP\r\n"))
        .endsWith("250 2.0.0 accepted as 1d\n250 2.0.0 OK\n");
    assertThat(talk.intake.mails).containsExactly(TRACE + text);
  }

  @Test
  void chunksMakeOneMailHoweverTheyAreCut() {
    String stream =
        begun() + "BDAT 5\r\na\r\nb\rBDAT 1\r\n\nBDAT 0\r\nbdat 4 last\r\nc\r\n.NOOP\r\n";
    Talk whole = Talk.signedIn();
    String answers = whole.send(stream);
    assertThat(codes(answers))
        .isEqualTo("250 2.1.0 250 2.1.5 250 2.0.0 250 2.0.0 250 2.0.0 250 2.0.0 250 2.0.0");
    for (int step = 1; step < stream.length(); step++) {
      Talk talk = Talk.signedIn();
      assertThat(talk.send(stream, step)).as("step %d", step).isEqualTo(answers);
      assertThat(talk.intake.mails).containsExactly(TRACE + "a\r\nb\r\nc\r\n.");
    }
  }

  @Test
  void anEmptyLastChunkEndsTheMail() {
    Talk talk = Talk.signedIn();
    assertThat(talk.send(begun() + "BDAT 3\r\na\r\nBDAT 0 LAST\r\n")).contains("accepted as");
    assertThat(talk.send(begun() + "BDAT 0 LAST\r\n")).contains("accepted as");
    assertThat(talk.intake.mails).containsExactly(TRACE + "a\r\n", TRACE);
  }

  @Test
  @Tag("I-11")
  void whatFollowsTheLastChunkAreCommands() {
    Talk talk = Talk.signedIn();
    String inner = begun() + "BDAT 4 LAST\r\nevil";
    assertThat(
            talk.send(
                begun()
                    + "BDAT "
                    + inner.length()
                    + " LAST\r\n"
                    + inner
                    + begun()
                    + "BDAT 3 LAST\r\nx\r\nQUIT\r\n"))
        .endsWith("250 2.0.0 accepted as 1d\n221 2.0.0 bye\n");
    assertThat(talk.intake.mails).containsExactly(TRACE + inner, TRACE + "x\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BDAT 12", "BDAT 12 LAST", "BDAT 12 FIRST", "BDAT 12 LAST LAST"})
  @Tag("I-11")
  void aChunkNobodyWantsIsSwallowed(String bdat) {
    String chunk = "RSET\r\nQUIT\r\n";
    Talk strange = Talk.mx();
    strange.open();
    assertThat(strange.send(bdat + "\r\n" + chunk + "NOOP\r\n"))
        .matches("(503 5.5.1|501 5.5.4) [^\n]*\n250 2.0.0 OK\n");
    Talk noRecipient = Talk.signedIn();
    assertThat(noRecipient.send(MAIL + "\r\n" + bdat + "\r\n" + chunk + "NOOP\r\n"))
        .matches("250 [^\n]*\n(554 5.5.1|501 5.5.4) [^\n]*\n250 2.0.0 OK\n");
    assertThat(noRecipient.intake.mails).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BDAT",
        "BDAT ",
        "BDAT LAST",
        "BDAT -1",
        "BDAT +5",
        "BDAT 0x10",
        "BDAT 1.0",
        "BDAT 5,",
        "BDAT 1000000000000000000",
        "BDAT 18446744073709551621 LAST",
        "BDAT \u0661"
      })
  void whereNobodyKnowsTheSizeNothingElseIsRead(String bdat) {
    Talk talk = Talk.signedIn();
    assertThat(talk.send(begun() + bdat + "\r\nRSET\r\nNOOP\r\n"))
        .endsWith("\n501 5.5.4 BDAT wants a size, and LAST or nothing\n");
    assertThat(talk.closed()).isTrue();
  }

  @Test
  @Tag("S-6")
  void aChunkThatIsTooLargeIsReadAndRefused() {
    Talk talk = Talk.signedIn();
    String answers =
        talk.send(
            begun()
                + "BDAT 4000\r\n"
                + "x".repeat(4000)
                + "BDAT 1001\r\n"
                + "x".repeat(1001)
                + "BDAT 6 LAST\r\nRSET\r\nNOOP\r\n");
    assertThat(codes(answers))
        .isEqualTo("250 2.1.0 250 2.1.5 250 2.0.0 552 5.3.4 503 5.5.1 250 2.0.0");
    assertThat(talk.sink.closed()).isTrue();
    assertThat(talk.send(begun() + "BDAT 1 LAST\r\nx")).contains("accepted");
    assertThat(talk.send("BDAT 2000000000\r\n")).isEqualTo("421 4.3.0 far too large\n");
    assertThat(talk.closed()).isTrue();
  }

  @Test
  void aMailWithoutEndIsCutShort() {
    Talk talk = Talk.signedIn();
    talk.send(begun() + "BDAT 900000000000000\r\n");
    StringBuilder heard = new StringBuilder();
    for (int i = 0; i < 200 && !talk.closed(); i++) {
      heard.append(talk.send("x".repeat(10_000)));
    }
    assertThat(heard).hasToString("421 4.3.0 far too large\n");
    assertThat(talk.sink.closed()).isTrue();
  }

  @Test
  void dataAndBdatDoNotMix() {
    Talk talk = Talk.signedIn();
    assertThat(talk.send(begun() + "BDAT 3\r\na\r\nDATA\r\n" + RCPT + "\r\nRSET\r\nNOOP\r\n"))
        .endsWith(
            """
            503 5.5.1 BDAT has begun, or RSET
            503 5.5.1 BDAT has begun
            250 2.0.0 OK
            250 2.0.0 OK
            """);
    assertThat(talk.sink.closed()).isTrue();
    assertThat(talk.send(MAIL + " BODY=BINARYMIME\r\n" + RCPT + "\r\nDATA\r\n"))
        .endsWith("503 5.5.1 BINARYMIME comes with BDAT\n");
    assertThat(talk.send("BDAT 1 LAST\r\nx")).contains("accepted");
    assertThat(talk.intake.mails).containsExactly(TRACE + "x");
  }

  @ParameterizedTest
  @CsvSource({"7BIT,550", "8BITMIME,550", "BINARYMIME,250"})
  void anyOctetIsForBinaryMailOnly(String body, String code) {
    for (String text : new String[] {"a\nb", "a\rb", "a\0b", "\n", "a\r", "\r\r\n", "\n.\n"}) {
      String odd = "Subject: x\r\n\r\n" + text;
      for (int cut = 0; cut <= odd.length(); cut++) {
        Talk talk = Talk.signedIn();
        String answers =
            talk.send(
                MAIL
                    + " BODY="
                    + body
                    + "\r\n"
                    + RCPT
                    + "\r\nBDAT "
                    + cut
                    + "\r\n"
                    + odd.substring(0, cut)
                    + "BDAT "
                    + (odd.length() - cut)
                    + " LAST\r\n"
                    + odd.substring(cut)
                    + "NOOP\r\n");
        assertThat(answers.lines().skip(3).findFirst().orElseThrow()).startsWith(code);
        assertThat(answers).endsWith("250 2.0.0 OK\n");
        assertThat(talk.intake.mails.size()).isEqualTo(code.equals("250") ? 1 : 0);
      }
    }
  }

  /// Programs differ on where its lines end, and so on what fields it has.
  @Test
  void aHeaderIsLinesInBinaryMailToo() {
    for (String odd :
        new String[] {
          "X: a\nFrom: b\r\n\r\nx",
          "X: a\rFrom: b\r\n\r\nx",
          "X: \0\r\n\r\nx",
          "\n\nx",
          "X: a\r\n\nx"
        }) {
      for (int cut = 0; cut <= odd.length(); cut++) {
        Talk talk = Talk.signedIn();
        String stream =
            MAIL.concat(" BODY=BINARYMIME\r\n" + RCPT + "\r\n")
                + ("BDAT " + cut + "\r\n" + odd.substring(0, cut))
                + ("BDAT " + (odd.length() - cut) + " LAST\r\n" + odd.substring(cut));
        assertThat(talk.send(stream)).contains("550 5.6.11 ");
        assertThat(talk.intake.mails).isEmpty();
      }
    }
  }

  @Test
  void tenThousandWaysToCutAMailGiveTheSameMail() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Talk talk = Talk.signedIn();
    for (int round = 0; round < 10_000; round++) {
      String text = text(random);
      StringBuilder stream = new StringBuilder(begun());
      int at = 0;
      while (at < text.length()) {
        int size = Math.min(text.length() - at, random.nextInt(60));
        stream.append("BDAT ").append(size).append("\r\n").append(text, at, at + size);
        at += size;
      }
      talk.intake.mails.clear();
      String answers = talk.send(stream + "BDAT 0 LAST\r\n", 1 + random.nextInt(100));
      assertThat(answers).as("seed %d round %d", seed, round).endsWith("accepted as 1d\n");
      assertThat(talk.intake.mails)
          .as("seed %d round %d", seed, round)
          .containsExactly(TRACE + text);
    }
  }

  private static String text(Random random) {
    String[] words = {"a", ".", "\r\n", "\r\n.\r\n", "BDAT 3 LAST\r\n", "RSET\r\n", "text "};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      text.append(words[random.nextInt(words.length)]);
    }
    return text.toString();
  }
}
