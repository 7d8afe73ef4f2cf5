package dev.postern.domains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.domains.DnsRecord.Need;
import dev.postern.domains.Finding.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;

/// The zone text, read back by another program.
class ZoneTextTest {
  private static final long SEED = Long.getLong("postern.seed", 20_261_123L);

  @TempDir private Path data;

  // Name, type and value of each record, as records are shown.
  private static List<String> read(String zone) throws IOException {
    List<String> found = new ArrayList<>();
    byte[] text = zone.getBytes(StandardCharsets.UTF_8);
    try (Master master = new Master(new ByteArrayInputStream(text), Name.root)) {
      for (Record each = master.nextRecord(); each != null; each = master.nextRecord()) {
        String value =
            switch (each) {
              case MXRecord mx -> mx.getPriority() + " " + mx.getTarget().toString(true);
              case TXTRecord txt -> joined(txt);
              default -> throw new AssertionError(each.toString());
            };
        found.add(each.getName().toString(true) + " " + value);
      }
    }
    return found;
  }

  private static String joined(TXTRecord txt) {
    StringBuilder text = new StringBuilder();
    for (byte[] part : txt.getStringsAsByteArrays()) {
      assertThat(part.length).isLessThanOrEqualTo(255);
      text.append(new String(part, StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }

  @Test
  void everyRecordOfADomainIsReadAsItWasMeant() throws IOException {
    try (DomainHouse house = new DomainHouse(data)) {
      house.create("x.test");
      List<DnsRecord> records = house.records("x.test");
      List<String> meant =
          records.stream()
              .map(record ->
                  (record.host().equals("@") ? "x.test" : record.host() + ".x.test")
                      + " "
                      + record.value())
              .toList();
      assertThat(read(ZoneText.of("x.test", records))).isEqualTo(meant);
      assertThat(meant)
          .hasSize(8)
          .anyMatch(line -> line.startsWith("p202611r._domainkey.x.test v=DKIM1; k=rsa; p=MII"))
          .contains("x.test 10 mx.postern.test", "bounce.x.test 10 mx.postern.test")
          .contains("x.test v=spf1 a:mx.postern.test ~all");
    }
  }

  @Test
  void anyOctetIsQuotedRight() throws IOException {
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      StringBuilder value = new StringBuilder("x");
      for (int length = random.nextInt(700); length > 0; length--) {
        value.append(random.nextInt(5) == 0 ? "\"\\;@ ".charAt(random.nextInt(5)) : ' ' + 1);
        value.append((char) random.nextInt(1, 0x7f));
      }
      DnsRecord record =
          new DnsRecord(Proof.SPF, "@", "TXT", value.toString(), Need.REQUIRED, Status.PENDING, "");
      assertThat(read(ZoneText.of("x.test", List.of(record))))
          .as("-Dpostern.seed=" + SEED)
          .containsExactly("x.test " + value);
    }
  }

  @Test
  void whatMayBeRemovedIsAComment() throws IOException {
    DnsRecord old =
        new DnsRecord(Proof.DKIM, "a", "TXT", "v", Need.REMOVABLE, Status.DONE, "not needed");
    String zone = ZoneText.of("x.test", List.of(old));
    assertThat(zone).contains("; not needed\n; a 3600 IN TXT \"v\"");
    assertThat(read(zone)).isEmpty();
  }
}
