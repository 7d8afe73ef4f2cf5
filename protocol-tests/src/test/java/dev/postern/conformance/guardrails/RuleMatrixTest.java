package dev.postern.conformance.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Each action of a rule on each door, with its record.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleMatrixTest {
  private Place place;

  @BeforeAll
  void start() throws IOException {
    place = new Place();
  }

  @AfterAll
  void stop() {
    place.close();
  }

  /// What an action does to a message, and the name under which its record tells so.
  private record Effect(Map<String, ?> action, String told, Predicate<JsonNode> done) {
    @Override
    public String toString() {
      return String.valueOf(action.get("type"));
    }
  }

  private static Effect moves(String type, String told, String folder) {
    return new Effect(Map.of("type", type), told, message -> isIn(message, folder));
  }

  private static boolean isIn(JsonNode message, String folder) {
    return message.path("folders").size() == 1
        && message.path("folders").get(0).asString().equals(folder);
  }

  private static final List<Effect> EFFECTS =
      List.of(
          moves("mark_as_spam", "marked_as_spam", "junk"),
          moves("archive", "archived", "archive"),
          moves("trash", "trashed", "trash"),
          new Effect(
              Map.of("type", "assign_to_folder", "value", "Archive"),
              "folder_ids",
              message -> isIn(message, "archive")),
          new Effect(
              Map.of("type", "mark_as_read"),
              "marked_as_read",
              message -> !message.path("unread").asBoolean()),
          new Effect(
              Map.of("type", "mark_as_starred"),
              "marked_starred",
              message -> message.path("starred").asBoolean()));

  private static Map<String, ?> rule(String name, boolean outbound, Map<String, ?> action) {
    return rule(
        name,
        outbound,
        Map.of("field", "from.domain", "operator", "is_not", "value", "no.test"),
        action);
  }

  private static Map<String, ?> rule(
      String name, boolean outbound, Map<String, ?> condition, Map<String, ?> action) {
    return Map.of(
        "name",
        name,
        "trigger",
        outbound ? "outbound" : "inbound",
        "match",
        Map.of("conditions", List.of(condition)),
        "actions",
        List.of(action));
  }

  private static boolean isOut(Door door) {
    return Door.OUT.contains(door);
  }

  private static Stream<Door> doors() {
    return Stream.concat(Door.IN.stream(), Door.OUT.stream());
  }

  @TestFactory
  Stream<DynamicTest> whatAnActionDoes() {
    return doors()
        .flatMap(door ->
            EFFECTS.stream()
                .map(effect ->
                    DynamicTest.dynamicTest(effect + " by " + door, () -> acts(effect, door))));
  }

  private void acts(Effect effect, Door door) throws IOException {
    String name = place.unique(door.name());
    String agent = place.agent(name, Map.of(), List.of(rule(name, isOut(door), effect.action())));
    String subject = place.unique("mail");
    assertThat(door.bring(place, agent, Mail.of(subject))).isEqualTo(Door.TAKEN);
    await().atMost(Duration.ofSeconds(10)).until(() -> place.messages(agent, subject).size() == 1);
    JsonNode message = place.messages(agent, subject).getFirst();
    assertThat(effect.done()).as("%s", message).accepts(message);
    if (isOut(door)) {
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> place.messages(place.friend(), subject).size() == 1);
    }
    JsonNode record = place.evaluations(agent).getFirst();
    assertThat(record.path("message_id").asString()).isEqualTo(message.path("id").asString());
    assertThat(record.path("evaluation_stage").asString())
        .isEqualTo(isOut(door) ? "outbound_send" : "inbox_processing");
    assertThat(record.path("applied_actions").has(effect.told())).as("%s", record).isTrue();
    assertThat(record.path("matched_rule_ids").size()).isEqualTo(1);
  }

  // What is denied of the sender's address at RCPT may yet be so of the author's.
  private static final Map<String, ?> ANYBODY =
      Map.of("field", "from.address", "operator", "contains", "value", "@");

  @TestFactory
  Stream<DynamicTest> whatIsBlockedIsNowhere() {
    return doors().map(door -> DynamicTest.dynamicTest("block by " + door, () -> blocks(door)));
  }

  private void blocks(Door door) throws IOException {
    String name = place.unique(door.name());
    String agent =
        place.agent(
            name, Map.of(), List.of(rule(name, isOut(door), ANYBODY, Map.of("type", "block"))));
    String subject = place.unique("mail");
    String refusal =
        switch (door) {
          case SEND, DRAFT_SEND, DRAFT, SCHEDULE -> "403 ";
          case SUBMISSION, MX -> "550 5.7.1";
          case LOCAL -> "bounced 5.7.1";
          case APPEND -> "NO";
        };
    assertThat(door.bring(place, agent, Mail.of(subject))).startsWith(refusal);
    assertThat(place.messages(agent, subject)).isEmpty();
    assertThat(place.drafts(agent, subject)).hasSize(door == Door.DRAFT_SEND ? 1 : 0);
    if (isOut(door)) {
      assertThat(place.messages(place.friend(), subject)).isEmpty();
    }
    JsonNode record = place.evaluations(agent).getFirst();
    assertThat(record.path("applied_actions").path("blocked").asBoolean()).isTrue();
    assertThat(record.path("message_id").isNull() || record.path("message_id").isMissingNode())
        .isTrue();
    assertThat(record.path("evaluation_stage").asString())
        .isEqualTo(
            isOut(door) ? "outbound_send" : door == Door.MX ? "smtp_rcpt" : "inbox_processing");
  }

  @TestFactory
  Stream<DynamicTest> theOtherDirectionIsNotLookedAt() {
    return doors()
        .map(door ->
            DynamicTest.dynamicTest(
                "by " + door,
                () -> {
                  String name = place.unique(door.name());
                  Map<String, ?> other = rule(name, !isOut(door), Map.of("type", "block"));
                  String agent = place.agent(name, Map.of(), List.of(other));
                  assertThat(door.bring(place, agent, Mail.of(place.unique("mail"))))
                      .isEqualTo(Door.TAKEN);
                  assertThat(place.evaluations(agent)).isEmpty();
                }));
  }
}
