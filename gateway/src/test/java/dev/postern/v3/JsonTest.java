package dev.postern.v3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static JsonBody body(String text) {
    return JsonBody.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anAbsentTextIsLeftOut() {
    assertThat(new JsonObject().put("a", Optional.empty()).put("b", Optional.of("x")))
        .hasToString("{\"b\":\"x\"}");
  }

  @Test
  void halfACharacterBecomesTheReplacementCharacter() {
    String text =
        new String(new JsonObject().put("a", "x\ud83dy\ude00").bytes(), StandardCharsets.UTF_8);
    assertThat(text).isEqualTo("{\"a\":\"x\ufffdy\ufffd\"}");
    String whole = new String(new JsonObject().put("a", "😀").bytes(), StandardCharsets.UTF_8);
    assertThat(whole).isEqualTo("{\"a\":\"😀\"}");
  }

  @Test
  void sizesStayWithin32Bits() {
    assertThat(new JsonObject().putInt("size", 5_000_000_000L))
        .hasToString("{\"size\":2147483647}");
  }

  @Test
  void theLastPageHasNoCursor() {
    Envelope envelope = new Envelope("r");
    assertThat(envelope.page(List.of(), Optional.empty()))
        .hasToString("{\"request_id\":\"r\",\"data\":[]}");
    assertThat(envelope.page(List.of(), Optional.of("c")))
        .hasToString("{\"request_id\":\"r\",\"data\":[],\"next_cursor\":\"c\"}");
    assertThat(envelope.slice(List.of(), 10, 0))
        .hasToString("{\"request_id\":\"r\",\"data\":[],\"limit\":10,\"offset\":0}");
  }

  @Test
  void aSelectionKeepsWhatItNames() {
    assertThat(new JsonObject().put("a", 1).put("b", 2).keep(Set.of("b"))).hasToString("{\"b\":2}");
    assertThat(new JsonObject().put("a", 1).keep(Set.of())).hasToString("{\"a\":1}");
  }

  @Test
  void anExplicitNullIsAbsent() {
    JsonBody body = body("{\"a\":null,\"list\":null,\"o\":null}");
    assertThat(body.text("a")).isEmpty();
    assertThat(body.texts("list")).isEmpty();
    assertThat(body.object("o")).isEmpty();
    assertThat(body.has("a")).isTrue();
  }

  @Test
  void nothingIsAnEmptyObject() {
    assertThat(body("").text("a")).isEmpty();
  }

  @Test
  void membersNobodyReadsDoNoHarm() {
    assertThat(body("{\"x\":NaN,\"y\":[{\"z\":null}],\"a\":\"1\"}").text("a")).contains("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "[]", "\"x\"", "nonsense", "{\"a\":1} {", "null", "{\"to\": [{\"e\": "})
  void whatIsNoObjectIsRefused(String text) {
    assertThatThrownBy(() -> body(text))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.SYNTAX));
  }

  @Test
  void deepNestingIsRefusedNotFollowed() {
    assertThatThrownBy(() -> body("{\"a\":" + "[".repeat(200_000)))
        .isInstanceOf(GatewayException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"to":"x"}                        | to must be an array
          {"to":["x"]}                      | to must be an array of objects
          {"to":[{"email":1}]}              | to[0].email must be a string
          {"to":[{"email":"no"}]}           | to[0].email is not a valid address
          {"to":[{"email":"a@b"},{}]}       | to[1].email is not a valid address
          {"subject":1}                     | subject must be a string
          {"is_plaintext":"yes"}            | is_plaintext must be a boolean
          {"send_at":1.5}                   | send_at must be an integer
          {"send_at":1e400}                 | send_at must be an integer
          {"metadata":{"a":1}}              | metadata.a must be a string
          {"attachments":[{"filename":""}]} | attachments[0].content is required
          {"attachments":[{"content":"%"}]} | attachments[0].content is not Base64
          {"from":[{"email":"a@b"},{"email":"a@c"}]} | from must have one element
          {"custom_headers":[{"value":"x"}]} | custom_headers[0].name is required
          """)
  void aWrongMemberIsRefusedByItsName(String text, String message) {
    assertThatThrownBy(() -> SendRequest.read(body(text))).hasMessage(message);
  }

  @Test
  void metadataHasItsLimits() {
    Map<String, String> bad =
        Map.of(
            "{\"metadata\":{\"" + "k".repeat(41) + "\":\"v\"}}", "long key",
            "{\"metadata\":{\"k\":\"" + "v".repeat(501) + "\"}}", "long value");
    bad.forEach((text, why) ->
        assertThatThrownBy(() -> Metadata.read(body(text)))
            .as(why)
            .isInstanceOf(GatewayException.class));
    assertThat(Metadata.read(body("{\"metadata\":{\"key1\":\"v\"}}")))
        .contains(Map.of("key1", "v"));
  }
}
