package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"/v3/grants/x", "//v3/grants/x", "/v3/grants/x/", "http://h:1/v3/grants/x?a=b"})
  void slashesTooManyAndAbsoluteFormsAreTolerated(String text) {
    assertThat(Target.parse(text).segments()).containsExactly("v3", "grants", "x");
  }

  @Test
  void aSegmentIsDecodedAfterSplitting() {
    assertThat(Target.parse("/v3/m%2F%3Ca%40b%3E/x+y").segments())
        .containsExactly("v3", "m/<a@b>", "x+y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%", "/a%2", "/a%zz", "/a?x=%e4", "/%ff"})
  void badEncodingIsRefused(String text) {
    assertThatThrownBy(() -> Target.parse(text))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.SYNTAX));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unread=true  | true
          unread=True  | true
          unread=False | false
          unread=0     | false
          """)
  void booleansCompareWithoutCase(String query, boolean value) {
    assertThat(Query.parse(query).flag("unread")).contains(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=x,y", "a=x&a=y", "a=x%2Cy", "a=x,&a=+y", "a=x&b=1&a=y,x"})
  void listsComeCommaJoinedOrRepeated(String query) {
    assertThat(Query.parse(query).list("a")).containsExactly("x", "y");
  }

  @Test
  void aPlusInAQueryIsASpace() {
    assertThat(Query.parse("subject=one+two%20three%2B").text("subject"))
        .contains("one two three+");
  }

  @Test
  void anEmptyValueIsAbsent() {
    assertThat(Query.parse("page_token=&x").text("page_token")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=-1", "limit=ten", "unread=maybe"})
  void nonsenseIsRefused(String text) {
    Query query = Query.parse(text);
    assertThatThrownBy(
            () -> {
              query.limit(50, 200);
              query.flag("unread");
            })
        .isInstanceOf(GatewayException.class);
  }

  @Test
  void aLimitIsCapped() {
    assertThat(Query.parse("limit=5000").limit(50, 200)).isEqualTo(200);
    assertThat(Query.parse("").limit(50, 200)).isEqualTo(50);
  }
}
