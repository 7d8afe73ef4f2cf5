package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListPatternTest {
  @ParameterizedTest
  @CsvSource({
    "'',*,a/b/c,true",
    "'',%,a/b,false",
    "'',%,a,true",
    "a/,%,a/b,true",
    "'',a/%,a/b/c,false",
    "'',w*/m%y,work/2026/may,true",
    "'',%/%,a/b,true",
    "'',%a%b,xaya/b,false",
    "'',%*,a/b/c,true",
    "'',inbox,INBOX,true",
    "'',inbox/*,INBOX/sub,true",
    "'',inboxes,INBOXes,false",
    "'',%%%%,a/b,false",
    "'','',a,false",
  })
  void wildcardsMatch(String reference, String pattern, String name, boolean matches) {
    assertThat(new ListPattern(reference, pattern).matches(name)).isEqualTo(matches);
  }

  @Test
  @Tag("I-27")
  void aThousandStarsCostNoTime() {
    ListPattern pattern = new ListPattern("", "a*".repeat(1000) + "b");
    ListPattern sweet = new ListPattern("", "a*".repeat(40) + "b");
    String name = "a".repeat(80);
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 10_000; i++) {
            assertThat(pattern.matches(name)).isFalse();
            assertThat(sweet.matches(name)).isFalse();
          }
        });
  }
}
