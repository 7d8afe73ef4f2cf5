package dev.postern.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailauth.Check;
import dev.postern.mailauth.RawMail;
import dev.postern.mailauth.dkim.Algorithm;
import dev.postern.mailauth.dkim.Signer;
import dev.postern.mailauth.dkim.SigningKey;
import dev.postern.mailauth.dkim.Verifier;
import dev.postern.outbound.Transport.Outcome;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever is in a mail and whatever the hop takes: the signature is of what arrives.
@Tag("S-7")
class SentSignaturesTest {
  private static final SigningKey KEY =
      SigningKey.generate("here.test", "s", Algorithm.ED25519_SHA256);
  private static final String FROM = "From: Ann <ann@here.test>\r\n";
  private static final String TYPED =
      FROM + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n";

  private static final List<String> MAILS =
      List.of(
          FROM,
          FROM + "\r\n",
          FROM + "Subject: no end",
          FROM + "\r\nno end",
          FROM + "\r\n\r\n\r\n.\r\n..\r\n.x \t\r\n \r\n\r\n",
          FROM
              + "To: a\r\nTo: b\r\nSubject: 1\r\nSubject: 2\r\nTo:\r\nSubject:  x \r\n\ty\r\n\r\nz",
          FROM + "Subject: x\nTo: b@x.test\n\nbare\nends\rof\r\r\nlines\n\r",
          FROM + "X: y \r\n z\r\n\tw  \r\n\r\n\u0000\u0001\u007f\r\n",
          TYPED + "Content-Transfer-Encoding: 8bit\r\n\r\n\u00c3\u00a9 \r\n\r\n",
          TYPED + "Content-Transfer-Encoding: 8bit\r\n\r\n\u00c3\u00a9\nbare",
          FROM + "Subject: \u00e9\r\n\r\n8-bit of no charset\r\n",
          TYPED + "\r\n" + "long ".repeat(1000) + "\r\nend",
          FROM
              + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
              + "Content-Type: image/x\r\nContent-Transfer-Encoding: binary\r\n\r\n"
              + "\u0000\r\u00ff\n.\r\n--b--\r\n");

  private static final List<List<String>> HOPS =
      List.of(
          List.of(),
          List.of("8BITMIME"),
          List.of("PIPELINING", "8BITMIME", "CHUNKING"),
          List.of("CHUNKING"),
          List.of("8BITMIME", "CHUNKING", "BINARYMIME"));

  @Test
  void whatArrivesIsWhatWasSigned() throws IOException {
    int arrived = 0;
    for (List<String> offers : HOPS) {
      for (String mail : MAILS) {
        arrived += isSigned(offers, mail) ? 1 : 0;
      }
    }
    // Only 8-bit octets in the header cannot be brought to hops without 8BITMIME.
    assertThat(arrived).isEqualTo(HOPS.size() * MAILS.size() - 2);
  }

  private static boolean isSigned(List<String> offers, String mail) throws IOException {
    String about = offers + " " + mail.substring(0, Math.min(120, mail.length()));
    try (FakeHop hop = new FakeHop();
        ClientStage stage = ClientStage.smarthost(hop.port())) {
      hop.extensions.clear();
      hop.extensions.addAll(offers);
      Signer signer = new Signer(_ -> List.of(KEY), InstantSource.system(), Duration.ofDays(14));
      stage.signer = (_, message) -> signer.sign(message);
      Outcome outcome = stage.send(mail, "b@x.test").getFirst();
      if (outcome instanceof Outcome.Refused refused) {
        assertThat(refused.diagnostic()).as(about).startsWith("554 5.6.3");
        return false;
      }
      assertThat(outcome).as(about).isInstanceOf(Outcome.Accepted.class);
      FakeDns dns = new FakeDns().text(KEY.recordName(), KEY.recordText());
      FakeHop.Mail got = hop.mails.getFirst();
      assertThat(new Verifier(dns, InstantSource.system()).verify(raw(got)))
          .as(about)
          .extracting(Check::result)
          .containsExactly("pass");
      if (!got.commands().getFirst().contains("BINARYMIME")) {
        assertThat(got.text().replace("\r\n", "")).as(about).doesNotContain("\r", "\n");
      }
      return true;
    }
  }

  private static RawMail raw(FakeHop.Mail mail) {
    return RawMail.of(MemorySegment.ofArray(mail.octets()));
  }
}
