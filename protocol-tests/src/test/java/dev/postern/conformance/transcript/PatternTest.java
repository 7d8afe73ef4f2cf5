package dev.postern.conformance.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '%',
      textBlock =
          """
          * 1 EXISTS                     % * 1 EXISTS
          a OK <...>                     % a OK [READ-WRITE] done
          * SEARCH<...>                  % * SEARCH
          * 1 FETCH (<{a | b c}>)        % * 1 FETCH (b c a)
          FLAGS (<{\\Seen | ...}>)       % FLAGS (\\Draft \\Seen \\Flagged)
          FLAGS (<{\\Seen | ...}>)       % FLAGS (\\Seen)
          (<{F (<{x | y}>) | U 1}>)      % (U 1 F (y x))
          <n> and <n>                    % 12 and 12
          <n> then <n+1>                 % 12 then 13
          <x41x42>C                      % ABC
          "<1@example.net>"              % "<1@example.net>"
          """)
  void theseLinesFit(String pattern, String line) {
    assertThat(Pattern.parse(pattern).matches(line, new HashMap<>())).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '%',
      textBlock =
          """
          * 1 EXISTS                     % * 1 EXISTS more
          a OK <...>                     % a NO <...>
          * 1 FETCH (<{a | b}>)          % * 1 FETCH (a b c)
          * 1 FETCH (<{a | b}>)          % * 1 FETCH (a a)
          FLAGS (<{\\Seen | ...}>)       % FLAGS (\\Draft)
          FLAGS (<{\\Seen | \\Draft}>)   % FLAGS (\\Seen)
          <n> and <n>                    % 12 and 13
          <n> then <n+1>                 % 12 then 12
          * search                       % * SEARCH
          """)
  void theseLinesDoNotFit(String pattern, String line) {
    assertThat(Pattern.parse(pattern).matches(line, new HashMap<>())).isFalse();
  }

  @Test
  void onlyALineThatFitsKeepsValues() {
    Map<String, String> values = new HashMap<>();
    assertThat(Pattern.parse("UID <uid> end").matches("UID 7 other", values)).isFalse();
    assertThat(values).isEmpty();
    assertThat(Pattern.parse("UID <uid> end").matches("UID 7 end", values)).isTrue();
    assertThat(values).containsExactly(Map.entry("uid", "7"));
  }

  @Test
  void aClientsLineTakesKeptValuesAndBytes() {
    var values = Map.of("uid", "7", "ann", "ann@example.net");
    assertThat(Pattern.fill("UID FETCH <uid+1> <<ann>> <x00>", values))
        .isEqualTo("UID FETCH 8 <ann@example.net> \0");
    assertThatThrownBy(() -> Pattern.fill("<unknown>", values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown");
  }
}
