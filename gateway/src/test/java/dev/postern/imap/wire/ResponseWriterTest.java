package dev.postern.imap.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.support.Cases;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ResponseWriterTest {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final byte[] region = new byte[64];
  private final ResponseWriter out =
      new ResponseWriter(
          new ResponseWriter.Sink() {
            @Override
            public void turn(ResponseWriter writer) {
              sent.write(region, 0, writer.at());
              writer.region(region, 0, region.length);
            }

            @Override
            public void copy(long from, long to, ResponseWriter.Source source) {
              throw new UnsupportedOperationException();
            }
          });

  private String written() {
    sent.write(region, 0, out.at());
    out.region(region, 0, region.length);
    String text = sent.toString(StandardCharsets.ISO_8859_1);
    sent.reset();
    return text;
  }

  @Test
  void datesAreThoseOfTheCalendar() {
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern("\"dd-MMM-uuuu HH:mm:ss xx\"", Locale.ENGLISH);
    Cases.forAll(random -> {
      int zone = random.nextInt(-900, 900);
      long seconds = random.nextLong(100_000, 200_000_000_000L);
      String wanted =
          Instant.ofEpochSecond(seconds)
              .atOffset(ZoneOffset.ofTotalSeconds(zone * 60))
              .format(format);
      out.date(seconds, zone);
      assertThat(written()).isEqualTo(wanted.replaceFirst("^\"0", "\" "));
    });
  }

  @Test
  void numbersAndTextCrossRegionsUnharmed() {
    StringBuilder wanted = new StringBuilder();
    for (long number = 0; number >= 0 && wanted.length() < 5000; number = number * 3 + 7) {
      out.put(number).put(' ').put("text").line();
      wanted.append(number).append(" text\r\n");
    }
    out.put(Long.MAX_VALUE).put(new byte[200]);
    wanted.append(Long.MAX_VALUE).append("\0".repeat(200));
    assertThat(written()).isEqualTo(wanted.toString());
  }

  @Test
  void stringsAreQuotedWhereTheyMust() {
    out.astring("word").put(' ').astring("two words").put(' ').astring("a\"b\\").put(' ');
    out.astring("").put(' ').astring("nil").put(' ').mailbox("Tom & Ü");
    assertThat(written())
        .isEqualTo("word \"two words\" \"a\\\"b\\\\\" \"\" \"nil\" \"Tom &- &ANw-\"");
  }

  @Test
  void itKnowsWhetherALineIsOpen() {
    assertThat(out.betweenLines()).isTrue();
    out.put("* 1 FETCH (BODY[] ").literal(3);
    assertThat(out.betweenLines()).isFalse();
    out.put("x".repeat(100));
    assertThat(out.betweenLines()).isFalse();
    out.put(')').line();
    assertThat(out.betweenLines()).isTrue();
  }
}
