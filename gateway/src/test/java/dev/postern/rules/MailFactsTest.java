package dev.postern.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.Digest;
import dev.postern.mail.MessageReader;
import dev.postern.mailauth.Check;
import dev.postern.mailbox.Verdict;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What rules find in a mail.
class MailFactsTest {
  private static final String TEXT =
      """
      From: "Ann" <Ann+x@B\u00fccher.Example>, eve@spam.example
      To: Bob <BOB@one.example>, <"carol"@two.example>
      Cc: undisclosed:;
      Bcc: dan@two.example
      Subject: =?utf-8?q?=C3=84pfel?=   and
       PEARS
      List-Id: <News.example>
      List-Id: second
      In-Reply-To: <1@x>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      hi
      --b
      Content-Type: Application/PDF; name="Invoice.PDF"
      Content-Disposition: attachment

      %PDF
      --b--
      """
          .replace("\n", "\r\n");
  private static final Verdict VERDICT =
      new Verdict(
          List.of(
              new Check("spf", "pass", "", Map.of()),
              new Check("dkim", "fail", "", Map.of()),
              new Check("dkim", "pass", "", Map.of())),
          3.5,
          false,
          List.of());

  private static MailFacts inbound(String text, Optional<Verdict> verdict) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    MemorySegment mail = MemorySegment.ofArray(octets);
    return MailFacts.inbound(
        MessageReader.read(mail), mail, "bounce@Mailer.example", "agent+X@Agents.example", verdict);
  }

  private static MailFacts outbound(String text, boolean reply) {
    MemorySegment mail = MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
    Digest digest = MessageReader.read(mail);
    return MailFacts.outbound(
        digest,
        mail,
        "agent@agents.example",
        List.of("Bob@ONE.example", "zed@four.example"),
        reply);
  }

  @Test
  void ofWhatComesEachAuthorCountsAndTheFirstIsOnRecord() {
    MailFacts facts = inbound(TEXT, Optional.empty());
    assertThat(facts.values("from.address"))
        .containsExactly("ann+x@xn--bcher-kva.example", "eve@spam.example");
    assertThat(facts.values("from.domain"))
        .containsExactly("xn--bcher-kva.example", "spam.example");
    assertThat(facts.values("from.tld")).containsExactly("example");
    assertThat(facts.values("delivered_to.address")).containsExactly("agent+x@agents.example");
    assertThat(facts.values("delivered_to.domain")).containsExactly("agents.example");
    assertThat(facts.input())
        .isEqualTo(new Evaluation.Input("ann+x@xn--bcher-kva.example", List.of(), ""));
  }

  @Test
  void eachFromFieldCounts() {
    String two = "From: ann@one.example\r\nFROM: x:Eve <EVE@spam.example>;\r\n\r\nhi\r\n";
    assertThat(inbound(two, Optional.empty()).values("from.address"))
        .containsExactly("ann@one.example", "eve@spam.example");
  }

  @Test
  void ofWhatGoesTheAgentCountsBesideWhomItWritesAs() {
    String alias = "From: Agent+tag@agents.example\r\n\r\nhi\r\n";
    assertThat(outbound(alias, false).values("from.address"))
        .containsExactly("agent+tag@agents.example", "agent@agents.example");
    assertThat(outbound(alias, false).input().from()).isEqualTo("agent+tag@agents.example");
  }

  @Test
  void withoutAnAuthorTheSenderCounts() {
    MailFacts facts = inbound("From: nobody\r\nSubject: x\r\n\r\nhi\r\n", Optional.empty());
    assertThat(facts.values("from.address")).hasSize(1);
    assertThat(inbound("Subject: x\r\n\r\nhi\r\n", Optional.empty()).values("from.address"))
        .containsExactly("bounce@mailer.example");
  }

  @Test
  void headerAndAttachmentsAreFound() {
    MailFacts facts = inbound(TEXT, Optional.empty());
    assertThat(facts.values("subject")).containsExactly("äpfel and pears");
    assertThat(facts.values("header.list-id")).containsExactly("<news.example>", "second");
    assertThat(facts.values("header.x-none")).isEmpty();
    assertThat(facts.values("attachment.count")).containsExactly("1");
    assertThat(facts.values("attachment.type")).containsExactly("application/pdf");
    assertThat(facts.values("attachment.name")).containsExactly("invoice.pdf");
    assertThat(facts.values("message.size"))
        .containsExactly("" + TEXT.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void withoutAVerdictItIsNotKnown() {
    assertThat(inbound(TEXT, Optional.empty()).values("auth.spf")).isNull();
    assertThat(inbound(TEXT, Optional.empty()).values("spam.score")).isNull();
    MailFacts facts = inbound(TEXT, Optional.of(VERDICT));
    assertThat(facts.values("auth.spf")).containsExactly("pass");
    assertThat(facts.values("auth.dkim")).containsExactly("fail", "pass");
    assertThat(facts.values("auth.dmarc")).isEmpty();
    assertThat(facts.values("spam.score")).containsExactly("3.5");
  }

  @Test
  void recipientsAreThoseOfHeaderAndEnvelope() {
    MailFacts facts = outbound(TEXT, false);
    assertThat(facts.values("recipient.address"))
        .containsExactly(
            "bob@one.example", "zed@four.example", "carol@two.example", "dan@two.example");
    assertThat(facts.values("recipient.domain"))
        .containsExactly("one.example", "four.example", "two.example");
    assertThat(facts.values("recipient.tld")).containsExactly("example");
    assertThat(facts.values("delivered_to.address")).isNull();
    assertThat(facts.input().outboundType()).isEqualTo("reply");
  }

  @Test
  void aTagHidesNoRecipient() {
    String text = "To: Boss+any@one.example, \"a+b@c\"@one.example\r\n\r\nhi\r\n";
    assertThat(outbound(text, false).values("recipient.address"))
        .contains("boss+any@one.example", "boss@one.example", "\"a+b@c\"@one.example")
        .hasSize(5);
    assertThat(outbound(text, false).input().recipients()).doesNotContain("boss@one.example");
  }

  @Test
  void aReplySaysSoOrIsKnownToBeOne() {
    String text = "From: <a@b.example>\r\nSubject: x\r\n\r\nhi\r\n";
    assertThat(outbound(text, false).values("outbound.type")).containsExactly("compose");
    assertThat(outbound(text, true).values("outbound.type")).containsExactly("reply");
    assertThat(outbound("References: <1@x>\r\n" + text, false).values("outbound.type"))
        .containsExactly("reply");
  }

  @Test
  void beforeTheMailOnlyItsEnvelopeIsKnown() {
    MailFacts facts = MailFacts.atRcpt("bob@x.example", "ann@agents.example");
    assertThat(facts.values("from.address")).containsExactly("bob@x.example");
    assertThat(facts.values("subject")).isNull();
    assertThat(facts.values("header.x")).isNull();
    assertThat(facts.values("recipient.address")).isNull();
  }
}
