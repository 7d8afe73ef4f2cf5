package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.v3.JsonBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How times, sizes and other people's texts are written and read.
class WordsTest {
  private static final Instant NOW = Prompt.NOW;

  @ParameterizedTest
  @CsvSource({
    "PT0S,just now", "PT59S,just now", "PT60S,1 minute ago", "PT59M,59 minutes ago",
    "PT1H,1 hour ago", "PT47H,1 day ago", "P29D,29 days ago", "P30D,1 month ago",
    "P364D,12 months ago", "P800D,2 years ago", "PT-20S,just now", "PT-2H,in 2 hours",
    "PT-119M,in 1 hour", "PT-7190S,in 2 hours"
  })
  void agesAreSaidInTheLargestUnit(Duration age, String said) {
    assertThat(Ages.of(NOW.minus(age), NOW)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 bytes",
    "1023,1023 bytes",
    "1024,1 KiB",
    "26214400,25 MiB",
    "1610612736,1.5 GiB"
  })
  void sizesAreSaidInTheLargestUnit(long octets, String said) {
    assertThat(Sizes.of(octets)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({
    "30m,2030-01-31T09:30:00Z",
    "+2h,2030-01-31T11:00:00Z",
    "1d,2030-02-01T09:00:00Z",
    "2030-02-02T10:00:00+01:00,2030-02-02T09:00:00Z",
    "1900000000,2030-03-17T17:46:40Z"
  })
  void momentsAreReadAsPeopleGiveThem(String text, Instant moment) {
    assertThat(Moments.of(text, NOW)).isEqualTo(moment);
  }

  @Test
  void whatIsNoMomentIsWrongUse() {
    assertThatThrownBy(() -> Moments.of("tomorrow", NOW))
        .isInstanceOf(WrongUse.class)
        .hasMessageContaining("tomorrow is no time");
  }

  @Test
  void othersTextsCannotSteerTheTerminal() {
    String subject = "{\"subject\":\"a\\u001b[2J\\u0007b\\r\\nc\\u202ed\\u0085\"}";
    JsonBody mail = JsonBody.parse(subject.getBytes(StandardCharsets.US_ASCII));
    assertThat(Shown.text(mail, "subject")).isEqualTo("a\uFFFD[2J\uFFFDb  c\uFFFDd\uFFFD");
    assertThat(Shown.lines("a\r\n\tb\u001b")).isEqualTo("a\n\tb\uFFFD");
  }

  @Test
  void longLinesAreCutBetweenCharacters() {
    assertThat(Shown.cut("😀😀😀", 3)).isEqualTo("😀😀😀");
    assertThat(Shown.cut("😀😀😀😀", 3)).isEqualTo("😀😀…");
  }

  @Test
  void coloursTakeNoPlaceInTables() {
    Table table = new Table("A", "B").row("\u001B[32mok\u001B[m", "x").row("long", "y");
    assertThat(table.toString()).isEqualTo("A     B\n\u001B[32mok\u001B[m    x\nlong  y");
  }

  @Test
  void treesHaveBranches() {
    Tree tree = new Tree("root");
    tree.branch("one").branch("leaf");
    tree.branch("two").branch("last");
    assertThat(tree.toString()).isEqualTo("root\n├── one\n│   └── leaf\n└── two\n    └── last");
  }
}
