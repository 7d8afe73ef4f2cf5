package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
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

  /// Strings with one hash value are cheap to make; they must not be dear to hold.
  @Test
  @Tag("I-30")
  void namesThatCollideCostNoMoreThanOthers() {
    List<String> names = colliding(12);
    assertThat(names)
        .hasSize(4096)
        .extracting(String::hashCode)
        .containsOnly(names.get(0).hashCode());
    StringBuilder header = new StringBuilder();
    names.forEach(name -> header.append(name).append(": x\r\n"));
    byte[] bytes = header.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] picked =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> HeaderFields.pick(bytes, names, true));
    assertThat(picked).isEqualTo(bytes);
  }

  private static List<String> colliding(int pairs) {
    List<String> names = List.of("");
    for (int i = 0; i < pairs; i++) {
      names = names.stream().flatMap(name -> Stream.of(name + "AA", name + "B\"")).toList();
    }
    return names;
  }

  @Test
  void theOthersAreAllButTheNamed() {
    assertThat(pick(false, "received", "subject", "to"))
        .isEqualTo("no colon here\r\nLast: x\r\n\r\n");
  }
}
