package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderFieldsTest {
  private static final String HEADER =
      "Received: one\r\n"
          + "Subject: a\r\n"
          + " folded\r\n"
          + "no colon here\r\n"
          + "RECEIVED : two\r\n"
          + "To: b\n"
          + "Last: x\r\n\r\n";

  private static String pick(boolean named, String... names) {
    byte[] bytes = HEADER.getBytes(StandardCharsets.ISO_8859_1);
    return new String(HeaderFields.pick(bytes, List.of(names), named), StandardCharsets.ISO_8859_1);
  }

  @Test
  void everyOccurrenceComesInOrderWithItsFolds() {
    assertThat(pick(true, "received", "SUBJECT"))
        .isEqualTo("Received: one\r\nSubject: a\r\n folded\r\nRECEIVED : two\r\n\r\n");
  }

  @Test
  void nothingFoundIsABlankLine() {
    assertThat(pick(true, "X-None")).isEqualTo("\r\n");
  }

  @Test
  void theOthersAreAllButTheNamed() {
    assertThat(pick(false, "received", "subject", "to"))
        .isEqualTo("no colon here\r\nLast: x\r\n\r\n");
  }
}
