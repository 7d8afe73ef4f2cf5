package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// BODYSTRUCTURE and ENVELOPE of odd messages (RFC 9051 section 7.5.2).
class StructureTest {
  @Test
  void emptyMessageIsAnEmptyText() {
    assertThat(Messages.structure(Messages.raw("")))
        .isEqualTo(
            "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0 NIL NIL NIL NIL)");
    assertThat(Messages.envelope(Messages.raw("")))
        .isEqualTo("(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
  }

  @Test
  @Tag("C-68")
  void multipartWithoutPartsShowsItsTextAsOne() {
    String head = "Content-Type: multipart/mixed; boundary=b\n\n";
    for (String body : List.of("no delimiter\n", "--b--\n", "", "text\n--b--\nepilogue")) {
      MemorySegment message = Messages.of(head + body);
      List<Part> parts = MessageReader.read(message).parts();
      assertThat(parts).as(body).hasSize(2);
      assertThat(parts.get(1).path()).isEqualTo("1");
      assertThat(Messages.structure(message)).startsWith("((\"text\" \"plain\"");
    }
  }

  @Test
  void multipartWithoutBoundaryIsPlainText() {
    assertThat(Messages.structure(Messages.of("Content-Type: multipart/mixed\n\nhello\n")))
        .startsWith("(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 7 1 ");
  }

  @Test
  @Tag("C-69")
  void encodedMessageIsOpaque() {
    assertThat(
            Messages.structure(
                Messages.of(
                    """
                    Content-Type: message/rfc822
                    Content-Transfer-Encoding: base64

                    U3ViamVjdA==
                    """)))
        .startsWith("(\"application\" \"octet-stream\" NIL NIL NIL \"base64\" 14 NIL");
  }

  @Test
  void messageAtTheTopNumbersItsPartsBelowOne() {
    String inner = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n";
    List<Part> parts =
        MessageReader.read(Messages.of("Content-Type: message/rfc822\n\n" + inner)).parts();
    assertThat(parts).extracting(Part::path).containsExactly("", "", "1.1");
  }

  @Test
  void digestPartsAreMessagesUnlessTheySayOtherwise() {
    String text =
        """
        Content-Type: multipart/digest; boundary=b

        --b

        Subject: in

        x
        --b
        Content-Type: text/plain

        y
        --b--
        """;
    List<Part> parts = MessageReader.read(Messages.of(text)).parts();
    assertThat(parts).extracting(Part::path).containsExactly("", "1", "1.1", "2");
    assertThat(parts.get(1).subtype()).isEqualTo("rfc822");
  }

  @Test
  void lengthsAreRightWithoutLastLineEndAndWithBareLineFeeds() {
    MemorySegment message =
        Messages.raw("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\ntwo\n--b\n\nx");
    List<Part> parts = MessageReader.read(message).parts();
    assertThat(Messages.body(message, parts.get(1))).isEqualTo("one\ntwo");
    assertThat(parts.get(1).lines()).isEqualTo(2);
    assertThat(Messages.body(message, parts.get(2))).isEqualTo("x");
    assertThat(parts.get(2).lines()).isEqualTo(1);
  }

  @Test
  void delimiterMayBeFollowedByWhiteSpaceButNotByMore() {
    MemorySegment message =
        Messages.of(
            """
            Content-Type: multipart/mixed; boundary=b

            --b \t

            --bc
            -- b
            --b

            x
            --b--\s
            end\
            """);
    List<Part> parts = MessageReader.read(message).parts();
    assertThat(parts).hasSize(3);
    assertThat(Messages.body(message, parts.get(1))).isEqualTo("--bc\r\n-- b");
  }

  @Test
  @Tag("C-70")
  @Tag("C-71")
  void emptyFieldsAreEmptyAndAbsentFieldsAreNil() {
    assertThat(Messages.envelope(Messages.of("Date:\nSubject: \nFrom:\nTo: <>\nCc: root\n\n")))
        .isEqualTo(
            "(\"\" \"\" NIL NIL NIL ((NIL NIL \"\" \"\")) ((NIL NIL \"root\" \"\")) NIL NIL NIL)");
  }

  @Test
  @Tag("C-71")
  void routesHaveAPlaceOfTheirOwnAndBrokenAddressesAreShownAsTheyAre() {
    assertThat(
            Messages.envelope(
                Messages.of("To: R <@one,@two:a@example.org>\nCc: b@, @c, \"open <d@e>\n\n")))
        .startsWith("(NIL NIL NIL NIL NIL ((\"R\" \"@one,@two\" \"a\" \"example.org\")) ((")
        .endsWith(")) NIL NIL NIL)");
  }

  @Test
  @Tag("C-70")
  void senderAndReplyToDefaultToFrom() {
    String ann = "((\"Ann\" NIL \"ann\" \"example.org\"))";
    assertThat(Messages.envelope(Messages.of("From: Ann <ann@example.org>\nSender: \n\n")))
        .isEqualTo("(NIL NIL " + ann + " " + ann + " " + ann + " NIL NIL NIL NIL NIL)");
  }

  @Test
  @Tag("I-56")
  void groupsStandBetweenNilHosts() {
    assertThat(
            Messages.envelope(
                Messages.of(
                    "To: undisclosed-recipients:;\nCc: team: a@b, \"c d\" <c@d>;, e@f\n\n")))
        .isEqualTo(
            "(NIL NIL NIL NIL NIL ((NIL NIL \"undisclosed-recipients\" NIL)(NIL NIL NIL NIL))"
                + " ((NIL NIL \"team\" NIL)(NIL NIL \"a\" \"b\")(\"c d\" NIL \"c\" \"d\")"
                + "(NIL NIL NIL NIL)(NIL NIL \"e\" \"f\")) NIL NIL NIL)");
  }

  @Test
  @Tag("Q-34")
  void eightBitTextIsALiteralAndNulIsShownAs80() {
    assertThat(Messages.envelope(Messages.raw("Subject: caf\u00e9\r\n a\"b\0\r\n\r\n")))
        .isEqualTo("(NIL {9}\r\ncaf\u00e9 a\"b\u0080 NIL NIL NIL NIL NIL NIL NIL NIL)");
  }

  @Test
  void quotesAndBackslashesAreEscaped() {
    assertThat(Messages.envelope(Messages.of("Message-ID: <\"a\\b\"@c>\n\n")))
        .endsWith(" NIL \"<\\\"a\\\\b\\\"@c>\")");
  }

  @Test
  void encodedWordsStayAndFoldsGo() {
    assertThat(Messages.envelope(Messages.of("Subject: =?utf-8?Q?a?=\n\t=?utf-8?Q?b?=\n\n")))
        .startsWith("(NIL \"=?utf-8?Q?a?=\t=?utf-8?Q?b?=\" ");
  }

  @Test
  void continuedParametersAreJoined() {
    MemorySegment message =
        Messages.of(
            "Content-Disposition: attachment; filename*0*=utf-8''a%20; filename*1=\"b c.pdf\"\n\n");
    assertThat(Messages.structure(message))
        .contains("(\"attachment\" (\"filename*\" \"utf-8''a%20b%20c.pdf\"))");
    assertThat(MessageReader.read(message).parts().getFirst().filename()).isEqualTo("a b c.pdf");
  }
}
