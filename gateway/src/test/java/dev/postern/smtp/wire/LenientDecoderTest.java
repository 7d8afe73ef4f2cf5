package dev.postern.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LenientDecoderTest {
  // N: LF, R: CR, 0: NUL. What is left over comes after the bar.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "aRN.RN; aRN|",
        ".RNx; |x",
        "aN.N.RNbRN.RNx; aRN.RN.RNbRN|x",
        "aN.RNbRN.RN; aRN.RNbRN|",
        "aR.RNbRN.RN; aRN.RNbRN|",
        "aR.RbRN.RN; aRN.RNbRN|",
        "aRN.NbRN.RN; aRNRNbRN|",
        "aRN.RbRN.RN; aRNRNbRN|",
        "aRN.RRNbRN.RN; aRNRNbRN|",
        "aRRN.RN; aRN|",
        "aRRN.RRNbRN.RN; aRNRNbRN|",
        "aRRRRNbRN.RN; aRNbRN|",
        "aRRbRN.RN; aRNRNbRN|",
        "RN..aRN.RN; RN.aRN|",
        "aNNbRN.RN; aRNRNbRN|"
      })
  @Tag("Q-60")
  void aClientOfCrlfEndsItsMailWithThatAlone(String sent, String expected) {
    check(false, sent, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "aN.N; aRN|",
        ".Nx; |x",
        "aRN.RNbN.Nx; aRNRNbRN|x",
        "aN.RNbN.N; aRNRNbRN|",
        "aR.RbN.N; aRN.RNbRN|",
        "aRN.N; aRN|",
        "aN..bN.N; aRN.bRN|",
        "aRRNbN.N; aRNbRN|"
      })
  @Tag("Q-60")
  void aClientOfLfEndsItsMailWithThatAlone(String sent, String expected) {
    check(true, sent, expected);
  }

  // Wherever it is cut, the same comes out.
  private static void check(boolean bareLf, String sent, String expected) {
    byte[] bytes = octets(sent);
    for (int cut = 0; cut <= bytes.length; cut++) {
      LineEnds ends = LineEnds.lenient();
      assertThat(ends.accept(bareLf)).isTrue();
      LenientDecoder decoder = new LenientDecoder(ends);
      StringBuilder out = new StringBuilder();
      int taken = take(decoder, Arrays.copyOfRange(bytes, 0, cut), out);
      if (!decoder.ended()) {
        assertThat(taken).isEqualTo(cut);
        taken += take(decoder, Arrays.copyOfRange(bytes, cut, bytes.length), out);
      }
      String left = new String(bytes, taken, bytes.length - taken, StandardCharsets.ISO_8859_1);
      assertThat(shown(out + "|" + left)).as(sent + " cut at " + cut).isEqualTo(expected);
      assertThat(decoder.ended()).isTrue();
      assertThat(decoder.broken()).isFalse();
    }
  }

  private static int take(LenientDecoder decoder, byte[] octets, StringBuilder out) {
    int taken = decoder.decode(octets);
    out.append(new String(decoder.output(), 0, decoder.length(), StandardCharsets.ISO_8859_1));
    return taken;
  }

  private static byte[] octets(String text) {
    return text.replace('N', '\n')
        .replace('R', '\r')
        .replace('0', '\0')
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String shown(String text) {
    return text.replace('\n', 'N').replace('\r', 'R').replace('\0', '0');
  }

  @Test
  void aNulBreaksTheMail() {
    LenientDecoder decoder = new LenientDecoder(LineEnds.strict());
    decoder.decode(octets("a0RN.RN"));
    assertThat(decoder.broken()).isTrue();
    assertThat(decoder.ended()).isTrue();
  }

  @Test
  void aFloodOfCarriageReturnsHoldsNoMemory() {
    LenientDecoder decoder = new LenientDecoder(LineEnds.strict());
    byte[] flood = octets("R".repeat(100_000));
    long length = 0;
    for (int i = 0; i < 10; i++) {
      decoder.decode(flood);
      length += decoder.length();
    }
    assertThat(length).isEqualTo(2 * (1_000_000 - 8));
    assertThat(decoder.output().length).isLessThan(300_000);
  }
}
