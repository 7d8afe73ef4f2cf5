package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailauth.Check;
import dev.postern.mailbox.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictCodecTest {
  @Test
  void whatIsReadIsWhatWasWritten() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("header.d", "example.org");
    properties.put("header.s", "s1");
    Verdict verdict =
        new Verdict(
            List.of(
                new Check("spf", "softfail", "", Map.of("smtp.mailfrom", "a@example.org")),
                new Check("dkim", "pass", "2048 bit", properties)),
            -1.25,
            true,
            List.of("dnsbl zen.example 3.0", ""));
    assertThat(VerdictCodec.unpack(VerdictCodec.pack(verdict))).contains(verdict);
  }

  @Test
  void noVerdictIsNoBytesAndAnEmptyOneIsOne() {
    assertThat(VerdictCodec.unpack(null)).isEmpty();
    Verdict nothing = new Verdict(List.of(), 0, false, List.of());
    assertThat(VerdictCodec.unpack(VerdictCodec.pack(nothing))).contains(nothing);
  }
}
