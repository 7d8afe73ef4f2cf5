package dev.postern.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.support.Cases;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDecoderTest {
  /// What Postfix, Sendmail and Exim once took for the end of a mail (VU 302671).
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n.\n",
        "\n.\r\n",
        "\r.\r\n",
        "\r\n.\n",
        "\r\n\0.\r\n",
        "\r\n.\r\r\n",
        "\r\r\n.\r\r\n",
        "\r.\r",
        "\r\n.\0\r\n",
        "\n\n.\r\r\n"
      })
  void nothingButTheTrueEndEnds(String trick) {
    byte[] stream = bytes("a" + trick + "MAIL FROM:<x@y>\r\n.\r\nNOOP\r\n");
    Decoded whole = decode(stream, stream.length);
    assertThat(whole.broken).isTrue();
    assertThat(whole.rest).isEqualTo("NOOP\r\n");
    assertThat(whole.mail).endsWith("MAIL FROM:<x@y>\r\n");
    for (int split = 1; split < stream.length; split++) {
      assertThat(decode(stream, split)).as("split at %d", split).isEqualTo(whole);
    }
  }

  @Test
  void aBareCarriageReturnBeforeTheEndMarkStillEnds() {
    Decoded decoded = decode(bytes("a\r\r\n.\r\nNOOP\r\n"), 3);
    assertThat(decoded).isEqualTo(new Decoded("a\r\r\n", true, "NOOP\r\n"));
  }

  @Test
  void stuffedDotsAreTakenOut() {
    Decoded decoded = decode(bytes("..\r\n...x\r\na.\r\n.b\r\n.\r\n"), 100);
    assertThat(decoded).isEqualTo(new Decoded(".\r\n..x\r\na.\r\nb\r\n", false, ""));
  }

  @Test
  void aMailMayBeEmpty() {
    assertThat(decode(bytes(".\r\n"), 1)).isEqualTo(new Decoded("", false, ""));
  }

  @Test
  void whatIsStuffedComesBackWhateverTheChunks() {
    String alphabet = "..\r\nab";
    Cases.forAll(random -> {
      StringBuilder mail = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        mail.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String clean = mail.toString().replaceAll("\r|\n", "\r\n") + "\r\n";
      String stuffed = ("\r\n" + clean).replace("\r\n.", "\r\n..").substring(2) + ".\r\n";
      Decoded decoded = decode(bytes(stuffed + "QUIT\r\n"), 1 + random.nextInt(9));
      assertThat(decoded).isEqualTo(new Decoded(clean, false, "QUIT\r\n"));
    });
  }

  private static Decoded decode(byte[] stream, int step) {
    DataDecoder decoder = new DataDecoder();
    ByteArrayOutputStream mail = new ByteArrayOutputStream();
    int at = 0;
    while (!decoder.ended()) {
      assertThat(at).as("no end found").isLessThan(stream.length);
      at += decoder.decode(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + step)));
      mail.write(decoder.output(), 0, decoder.length());
    }
    String rest = new String(stream, at, stream.length - at, StandardCharsets.ISO_8859_1);
    return new Decoded(mail.toString(StandardCharsets.ISO_8859_1), decoder.broken(), rest);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private record Decoded(String mail, boolean broken, String rest) {}
}
