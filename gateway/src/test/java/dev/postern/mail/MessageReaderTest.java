package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
  private static final String NESTED =
      """
      From: Ann <ann@example.org>
      Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
      Message-ID: <m1@example.org>
      Date: Thu, 1 Jan 1970 00:00:10 +0000
      Content-Type: multipart/mixed; boundary="b"

      preamble
      --b
      Content-Type: text/plain; charset=utf-8

      hello
      world
      --b
      Content-Type: message/rfc822

      Subject: inner
      Content-Type: multipart/alternative; boundary=bb

      --bb

      one
      --bb
      Content-Type: text/html

      <p>two</p>
      --bb--
      --b
      Content-Type: application/pdf; name="q.pdf"
      Content-Disposition: attachment; filename="q.pdf"
      Content-Transfer-Encoding: base64

      aGVsbG8=
      --b--
      epilogue
      """;

  @Test
  void partsOfANestedMessageAreNumberedAsImapNumbersThem() {
    MemorySegment message = Messages.of(NESTED);
    List<Part> parts = MessageReader.read(message).parts();
    assertThat(parts).extracting(Part::path).containsExactly("", "1", "2", "", "2.1", "2.2", "3");
    assertThat(parts).extracting(Part::parent).containsExactly(-1, 0, 0, 2, 3, 3, 0);
    assertThat(Messages.body(message, parts.get(1))).isEqualTo("hello\r\nworld");
    assertThat(Messages.body(message, parts.get(4))).isEqualTo("one");
    assertThat(parts.get(1).lines()).isEqualTo(2);
    assertThat(parts.get(5).lines()).isEqualTo(1);
  }

  @Test
  void structureOfANestedMessageFollowsTheGrammar() {
    assertThat(Messages.structure(Messages.of(NESTED)))
        .isEqualTo(
            "((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" 12 2 NIL NIL NIL NIL)"
                + "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 132 (NIL \"inner\" NIL NIL NIL NIL"
                + " NIL NIL NIL NIL) ((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL"
                + " \"7bit\" 3 1 NIL NIL NIL NIL)(\"text\" \"html\" NIL NIL NIL \"7bit\" 10 1 NIL"
                + " NIL NIL NIL) \"alternative\" (\"boundary\" \"bb\") NIL NIL NIL) 11 NIL NIL NIL"
                + " NIL)(\"application\" \"pdf\" (\"name\" \"q.pdf\") NIL NIL \"base64\" 8 NIL"
                + " (\"attachment\" (\"filename\" \"q.pdf\")) NIL NIL) \"mixed\" (\"boundary\""
                + " \"b\") NIL NIL NIL)");
  }

  @Test
  void digestHoldsDecodedValues() {
    Digest digest = MessageReader.read(Messages.of(NESTED));
    assertThat(digest.subject()).isEqualTo("Grüße");
    assertThat(digest.messageId()).isEqualTo("m1@example.org");
    assertThat(digest.from()).containsExactly(new Mailbox("Ann", "ann@example.org"));
    assertThat(digest.date()).isEqualTo(Instant.ofEpochSecond(10));
    assertThat(digest.dateDay()).isZero();
    assertThat(digest.snippet()).isEqualTo("hello world");
    assertThat(digest.hasAttachment()).isTrue();
    assertThat(Attachments.of(digest)).extracting(Attachment::id).containsExactly("p2", "p3");
  }
}
