package dev.postern.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LetterTest {
  private static final byte[] WHOLE =
      new Letter("r1-w2-3", 5)
          .text("a@example.net", "b@example.net")
          .getBytes(StandardCharsets.US_ASCII);

  @Test
  void aWholeLetterHasItsToken() {
    assertThat(Letter.tokenOf(WHOLE)).isEqualTo("r1-w2-3");
    byte[] traced =
        ("Received: from x\r\n" + new String(WHOLE, StandardCharsets.US_ASCII))
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(Letter.tokenOf(traced)).isEqualTo("r1-w2-3");
  }

  @Test
  void everyMissingEndIsNoticed() {
    for (int length = 0; length < WHOLE.length; length++) {
      byte[] half = Arrays.copyOf(WHOLE, length);
      assertThatThrownBy(() -> Letter.tokenOf(half)).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void everyChangedByteOfTheTextIsNoticed() {
    int body = new String(WHOLE, StandardCharsets.US_ASCII).indexOf("\r\n\r\n") + 4;
    for (int at = body; at < WHOLE.length; at++) {
      byte[] spoiled = WHOLE.clone();
      spoiled[at] ^= 1;
      assertThatThrownBy(() -> Letter.tokenOf(spoiled)).isInstanceOf(AssertionError.class);
    }
  }
}
