package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("S-7")
class ReencodingTest {
  private static MemorySegment mail(String text) {
    return MemorySegment.ofArray(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Optional<String> sevenBit(String text) {
    return encoded(mail(text), false);
  }

  private static Optional<String> encoded(MemorySegment mail, boolean eightBit) {
    return Reencoding.of(mail, eightBit)
        .map(source -> new String(octets(source), StandardCharsets.ISO_8859_1));
  }

  private static byte[] octets(MessageSource source) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      source.writeTo(out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  @Test
  void textBecomesQuotedPrintable() {
    assertThat(
            sevenBit(
                """
                MIME-Version: 1.0
                Content-Type: text/plain; charset=iso-8859-1
                Content-Transfer-Encoding: 8bit
                Subject: x

                caf\u00e9 = 5 \t
                """))
        .contains(
            """
            MIME-Version: 1.0
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable
            Subject: x

            caf=E9 =3D 5 =09
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void textOfBeforeMimeIsNamed() {
    assertThat(sevenBit("Subject: x\n\ncaf\u00e9\n"))
        .hasValueSatisfying(text ->
            assertThat(text)
                .isEqualTo(
                    "Subject: x\r\n"
                        + "Content-Transfer-Encoding: quoted-printable\r\n"
                        + "MIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain; charset=unknown-8bit\r\n\r\n"
                        + "caf=E9\r\n"));
    assertThat(sevenBit("\ncaf\u00c3\u00a9\n").orElseThrow()).contains("charset=utf-8");
  }

  @Test
  void onlyThePartsThatNeedItAreEncoded() {
    String text =
        """
        Content-Type: multipart/mixed; boundary=b
        Content-Transfer-Encoding: 8bit

        preamble
        --b

        plain
        --b
        Content-Type: text/html; charset=utf-8

        <p>\u00c3\u00a9
        --b
        Content-Type: image/x
        Content-Transfer-Encoding: 8bit

        \u00ff\u00fe
        --b--
        """;
    assertThat(sevenBit(text))
        .contains(
            """
            Content-Type: multipart/mixed; boundary=b
            Content-Transfer-Encoding: 7bit
            MIME-Version: 1.0

            preamble
            --b

            plain
            --b
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>=C3=A9
            --b
            Content-Type: image/x
            Content-Transfer-Encoding: base64

            //4=
            --b--
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void longLinesAreEncodedThoughTheHopTakesEightBits() {
    String line = "x".repeat(1200) + "\u00e9";
    String encoded = encoded(mail("A: b\n\n" + line + "\n"), true).orElseThrow();
    assertThat(encoded.lines()).allMatch(each -> each.length() <= 76);
    assertThat(encoded.replace("=\r\n", "")).contains("x".repeat(1200) + "=E9\r\n");
    assertThat(encoded(mail("A: b\n\n\u00e9\n"), true).orElseThrow())
        .isEqualTo("A: b\r\n\r\n\u00e9\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DKIM-Signature: v=1; d=other.test\n\n\u00e9\n",
        "Subject: \u00e9\n\nx\n",
        "Content-Transfer-Encoding: x-uuencode\n\n\u00e9\n",
        "Content-Type: message/delivery-status\n\nX: \u00e9\n",
        "Content-Type: multipart/mixed; boundary=b\n\n\u00e9\n--b\n\nx\n--b--\n",
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nX: \u00e9\n\nx\n--b--\n",
        "Content-Type: multipart/mixed; boundary=none\n\n\u00e9\n",
        "Content-Type: multipart/signed; boundary=b\n\n--b\n\n\u00e9\n--b\n\nsig\n--b--\n",
        "Content-Type: multipart/signed; boundary=b\n\n--b\nContent-Type: multipart/mixed;"
            + " boundary=c\n\n--c\n\n\u00e9\n--c--\n--b\n\nsig\n--b--\n",
      })
  void whatMustNotBeChangedIsNot(String text) {
    assertThat(sevenBit(text)).isEmpty();
  }

  @Test
  void aPartThatIsSignedStaysBesideOneThatIsNot() {
    String signed =
        "Content-Type: multipart/signed; boundary=b\n\n--b\n\nplain\n--b\n\nsig\n--b--\n";
    String text =
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\n"
            + signed
            + "--a\n\n\u00e9\n--a--\n";
    assertThat(sevenBit(text).orElseThrow()).contains(signed.replace("\n", "\r\n"));
  }

  /// Any content in any part: decoded, it is what it was.
  @Test
  void everyPartSaysWhatItSaid() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> types = List.of("text/plain", "application/x", "text/html; charset=utf-16");
    for (int i = 0; i < 500; i++) {
      byte[] content = new byte[random.nextInt(3000)];
      random.nextBytes(content);
      boolean binary = random.nextBoolean();
      String body = new String(content, StandardCharsets.ISO_8859_1);
      if (!binary) {
        body = body.replaceAll("\r\n|\r|\n", "\n").replace("\n", "\r\n");
      }
      String text =
          "Content-Type: multipart/mixed; boundary=\"=-b\"\r\n\r\n--=-b\r\nContent-Type: "
              + types.get(random.nextInt(types.size()))
              + "\r\nContent-Transfer-Encoding: "
              + (binary ? "binary" : "8bit")
              + "\r\n\r\n"
              + body
              + "\r\n--=-b--\r\n";
      MemorySegment mail = MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1));
      byte[] encoded = octets(Reencoding.of(mail, random.nextBoolean() && !binary).orElseThrow());
      MemorySegment result = MemorySegment.ofArray(encoded);
      Part part = MessageReader.read(result).parts().get(1);
      try (InputStream in = PartDecoder.open(result, part)) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
            .as("seed %s, mail %s", seed, i)
            .isEqualTo(body);
      }
    }
  }

  @Test
  void theFormOfAMessageIsWhatItAsksFor() {
    assertThat(MessageForm.of(mail("A: b\n\nx\n")))
        .isEqualTo(new MessageForm(11, false, false, false, MessageForm.Header.ASCII));
    assertThat(MessageForm.of(mail("A: \u00e9\n\nx")).header()).isEqualTo(MessageForm.Header.OTHER);
    assertThat(MessageForm.of(mail("A: \u00c3\u00a9\n\n\u00e9")).header())
        .isEqualTo(MessageForm.Header.UTF8);
    assertThat(MessageForm.of(mail("A: b\n\n\u00e9")))
        .isEqualTo(new MessageForm(11, true, false, false, MessageForm.Header.ASCII));
    byte[] bare = "A: b\n\rx\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(MessageForm.of(MemorySegment.ofArray(bare)))
        .isEqualTo(new MessageForm(11, false, false, true, MessageForm.Header.ASCII));
    assertThat(MessageForm.of(mail("x".repeat(998) + "\n")).longLines()).isFalse();
    assertThat(MessageForm.of(mail("x".repeat(999) + "\n")).longLines()).isTrue();
  }
}
