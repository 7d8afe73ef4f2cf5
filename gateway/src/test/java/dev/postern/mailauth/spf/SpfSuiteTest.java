package dev.postern.mailauth.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The public suite of RFC 7208, all of it.
class SpfSuiteTest {
  static List<Suite.Row> rows() throws IOException {
    return Suite.rows();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theResultIsWhatTheSuiteWants(Suite.Row row) {
    var zone = new SuiteZone(row.zone());
    Spf spf = new Spf(zone, "receiver.example", () -> Instant.EPOCH);
    SpfResult result = spf.check(InetAddress.ofLiteral(row.host()), row.helo(), row.sender());
    assertThat(row.results()).contains(result.result());
    row.explanation()
        .map(text -> text.equals("DEFAULT") ? "" : text)
        .ifPresent(text -> assertThat(result.explanation()).isEqualTo(text));
    assertThat(zone.questions()).isLessThan(150);
  }
}
