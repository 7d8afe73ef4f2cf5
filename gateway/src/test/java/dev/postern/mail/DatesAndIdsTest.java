package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatesAndIdsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Fri, 21 Nov 1997 09:55:06 -0600|1997-11-21T09:55:06-06:00",
        "21 Nov 97 09:55 GMT|1997-11-21T09:55Z",
        "Fri, 21 Nov 1997 09(comment):   55  :  06 -0600|1997-11-21T09:55:06-06:00",
        "Thu, 13 Feb 1969 23:32 -0330 (Newfoundland)|1969-02-13T23:32-03:30",
        "Mon Jan  3 10:00:00 2005|2005-01-03T10:00Z",
        "Tue, 1 Aug 2006 13:58:02 EDT|2006-08-01T13:58:02-04:00",
        "1 Jan 49 00:00:00 Z|2049-01-01T00:00Z",
        "1 Jan 101 00:00:00 +0000|2001-01-01T00:00Z",
        "31 Dec 2016 23:59:60 +0000|2016-12-31T23:59:59Z",
        "3-Jan-2005 10:00:00 +0100|2005-01-03T10:00+01:00",
        "1 Jan 2005|2005-01-01T00:00Z",
        "Wed, 9 September 2020 01:02:03 GMT+0200|2020-09-09T01:02:03+02:00",
      })
  void datesAreReadAsMailWritesThem(String text, String expected) {
    assertThat(Dates.parse(text)).hasToString("Optional[" + expected + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tomorrow",
        "31 Feb 2005 10:00",
        "99 Jan 2005",
        "1 Jan 2005 25:00",
        "10:00:00",
        "((("
      })
  void otherTextIsNoDate(String text) {
    assertThat(Dates.parse(text)).isEmpty();
  }

  @Test
  void writtenDatesAreReadBack() {
    Instant instant = Instant.parse("2026-03-01T05:06:07Z");
    String text = Dates.format(instant, ZoneOffset.ofHours(1));
    assertThat(text).isEqualTo("Sun, 1 Mar 2026 06:06:07 +0100");
    assertThat(Dates.parse(text).orElseThrow().toInstant()).isEqualTo(instant);
  }

  @Test
  void idsAreReadWithoutBracketsInOrder() {
    assertThat(MessageIds.parseList("<a@b>\r\n\t<c@d> (x) <e@\r\n f>"))
        .containsExactly("a@b", "c@d", "e@f");
    assertThat(MessageIds.parseList("a@b, c@d")).containsExactly("a@b", "c@d");
    assertThat(MessageIds.parseList("Your message of Tuesday <a@b>")).containsExactly("a@b");
    assertThat(MessageIds.parseList("<<a@b>")).containsExactly("a@b");
    assertThat(MessageIds.parseList("<>")).isEmpty();
    assertThat(MessageIds.parseList("<a@b")).containsExactly("a@b");
  }

  @Test
  void longReferencesKeepTheFirstAndTheLast() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      text.append('<').append(i).append("@x> ");
    }
    assertThat(MessageIds.parseList(text.toString()))
        .hasSize(200)
        .startsWith("0@x", "301@x")
        .endsWith("499@x");
  }

  @Test
  void newIdsDiffer() {
    Random random = new Random(1);
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    String first = MessageIds.next(clock, random, "example.org");
    assertThat(first).matches("[0-9a-z]+\\.[0-9a-f]{24}@example\\.org");
    assertThat(MessageIds.next(clock, random, "example.org")).isNotEqualTo(first);
  }
}
