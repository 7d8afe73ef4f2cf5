package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.HeaderBlock;
import dev.postern.support.Cases;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void aHopOverTheNetworkIsNamed() {
    assertThat(Trace.received("c.test ([192.0.2.1])", "mx.test", "ESMTPS", "1d", "a@b", NOW))
        .isEqualTo(
            "Received: from c.test ([192.0.2.1])\r\n\tby mx.test (Postern) with ESMTPS id 1d"
                + "\r\n\tfor <a@b>;\r\n\tFri, 20 Nov 2026 12:00:00 +0000");
  }

  @Test
  void whateverAPeerSaysTheFieldsStayOneFieldEach() {
    Cases.forAll(random -> {
      String peer = Trace.token(any(random));
      String header =
          Trace.returnPath(any(random))
              + "\r\n"
              + Trace.deliveredTo(any(random))
              + "\r\n"
              + Trace.received(peer, "mx.test", "ESMTP", "1d", any(random), NOW)
              + "\r\n\r\n";
      byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
      HeaderBlock block = HeaderBlock.of(MemorySegment.ofArray(bytes), 0, bytes.length);
      assertThat(block.fields()).hasSize(3);
      assertThat(block.fields().getLast().end()).isEqualTo(bytes.length - 2);
      assertThat(peer).matches("[A-Za-z0-9.:_?\\[\\]-]{1,255}");
    });
  }

  private static String any(RandomGenerator random) {
    String pieces = "a.b\r\n\t <>();@\0\u00e9\u2028";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(400); i > 0; i--) {
      text.append(pieces.charAt(random.nextInt(pieces.length())));
    }
    return text.toString();
  }
}
