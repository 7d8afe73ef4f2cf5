package dev.postern.conformance.guardrails;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Each limit of a policy on each door: what is within it is taken, what is beyond it is refused in
/// the door's own terms and leaves no trace.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitMatrixTest {
  private Place place;

  @BeforeAll
  void start() throws IOException {
    place = new Place();
  }

  @AfterAll
  void stop() {
    place.close();
  }

  /// A limit of what one mail may be.
  ///
  /// @param http, smtp, imap, report how each kind of door begins to refuse
  private record Bound(
      String limit,
      Object value,
      List<Mail.Attachment> within,
      List<Mail.Attachment> beyond,
      int octetsBeyond,
      String http,
      String smtp,
      String imap,
      String report) {
    Mail small(String subject) {
      return new Mail(subject, "hello\r\n", within);
    }

    Mail large(String subject) {
      return octetsBeyond > 0
          ? Mail.ofSize(subject, octetsBeyond)
          : new Mail(subject, "x\r\n", beyond);
    }

    String refusal(Door door) {
      return switch (door) {
        case SEND, DRAFT, DRAFT_SEND, SCHEDULE -> http;
        case SUBMISSION, MX -> smtp;
        case APPEND -> imap;
        case LOCAL -> "bounced " + report;
      };
    }
  }

  private static Mail.Attachment file(String type, int octets) {
    return new Mail.Attachment(type, "file-" + octets + ".bin", octets);
  }

  private static final List<Bound> BOUNDS =
      List.of(
          new Bound(
              "limit_attachment_size_limit",
              1000,
              List.of(file("image/png", 1000)),
              List.of(file("image/png", 1001)),
              0,
              "413 ",
              "552 5.3.4",
              "NO [TOOBIG]",
              "5.3.4"),
          new Bound(
              "limit_attachment_count_limit",
              1,
              List.of(file("image/png", 10)),
              List.of(file("image/png", 10), file("image/png", 11)),
              0,
              "400 ",
              "554 5.6.1",
              "NO [CANNOT]",
              "5.6.1"),
          new Bound(
              "limit_attachment_allowed_types",
              List.of("image/*", "text/csv"),
              List.of(file("image/png", 10), file("text/csv", 11)),
              List.of(file("application/pdf", 10)),
              0,
              "400 ",
              "554 5.6.1",
              "NO [CANNOT]",
              "5.6.1"),
          new Bound(
              "limit_size_total_mime",
              4000,
              List.of(),
              List.of(),
              6000,
              "413 ",
              "552 5.3.4",
              "NO [TOOBIG]",
              "5.3.4"));

  @TestFactory
  Stream<DynamicTest> whatOneMailMayBe() {
    return BOUNDS.stream()
        .flatMap(bound ->
            Stream.of(Door.values())
                .map(door ->
                    DynamicTest.dynamicTest(
                        bound.limit() + " by " + door, () -> holds(bound, door))));
  }

  private void holds(Bound bound, Door door) throws IOException {
    String agent =
        place.agent(place.unique(door.name()), Map.of(bound.limit(), bound.value()), List.of());
    String small = place.unique("small");
    assertThat(door.bring(place, agent, bound.small(small))).isEqualTo(Door.TAKEN);
    String large = place.unique("large");
    assertThat(door.bring(place, agent, bound.large(large))).startsWith(bound.refusal(door));
    assertThat(place.messages(agent, large)).isEmpty();
    assertThat(place.drafts(agent, large)).hasSize(door == Door.DRAFT_SEND ? 1 : 0);
    assertThat(place.messages(place.friend(), large)).hasSize(door == Door.LOCAL ? 1 : 0);
  }

  /// The doors on which a number of mails a day counts.
  private static final Map<String, Set<Door>> COUNTED =
      Map.of(
          "limit_count_daily_email_sent",
          EnumSet.of(Door.SEND, Door.DRAFT_SEND, Door.SUBMISSION),
          "limit_count_minute_email_sent",
          EnumSet.of(Door.SEND, Door.DRAFT_SEND, Door.SUBMISSION),
          "limit_count_daily_message_received",
          EnumSet.of(Door.MX));

  private static final Map<Door, String> TOO_MANY =
      new EnumMap<>(
          Map.of(
              Door.SEND, "429 ", Door.DRAFT_SEND, "429 ", Door.SUBMISSION, "45", Door.MX, "452"));

  @TestFactory
  Stream<DynamicTest> howManyThereMayBe() {
    return COUNTED.entrySet().stream()
        .flatMap(limit ->
            limit.getValue().stream()
                .map(door ->
                    DynamicTest.dynamicTest(
                        limit.getKey() + " by " + door, () -> counts(limit.getKey(), door))));
  }

  private void counts(String limit, Door door) throws IOException {
    String agent = place.agent(place.unique(door.name()), Map.of(limit, 2), List.of());
    for (int i = 0; i < 2; i++) {
      String subject = place.unique("mail");
      assertThat(door.bring(place, agent, Mail.of(subject))).isEqualTo(Door.TAKEN);
    }
    String third = place.unique("third");
    assertThat(door.bring(place, agent, Mail.of(third)))
        .startsWith(java.util.Objects.requireNonNull(TOO_MANY.get(door)));
    assertThat(place.messages(agent, third)).isEmpty();
    assertThat(place.drafts(agent, third)).hasSize(door == Door.DRAFT_SEND ? 1 : 0);
  }

  @Test
  void allDoorsOfAnAgentCountTogether() throws IOException {
    String agent =
        place.agent(place.unique("all"), Map.of("limit_count_daily_email_sent", 3), List.of());
    for (Door door : Door.OUT) {
      assertThat(door.bring(place, agent, Mail.of(place.unique("mail")))).isEqualTo(Door.TAKEN);
    }
    for (Door door : Door.OUT) {
      assertThat(door.bring(place, agent, Mail.of(place.unique("mail")))).isNotEqualTo(Door.TAKEN);
    }
  }

  @Test
  void strangersAreCountedApart() throws IOException {
    String agent =
        place.agent(place.unique("new"), Map.of("limit_count_daily_new_recipients", 1), List.of());
    assertThat(Door.SEND.bring(place, agent, Mail.of(place.unique("mail")))).isEqualTo(Door.TAKEN);
    assertThat(Door.SUBMISSION.bring(place, agent, Mail.of(place.unique("mail"))))
        .as("known by now")
        .isEqualTo(Door.TAKEN);
    String other = place.server().agent("other");
    var mail = Mail.of(place.unique("mail")).json(other);
    assertThat(place.answered(place.post(agent, "/messages/send", mail))).startsWith("429 ");
  }

  @TestFactory
  Stream<DynamicTest> whatIsKept() {
    return Stream.of(Door.SEND, Door.DRAFT, Door.MX, Door.APPEND)
        .map(door ->
            DynamicTest.dynamicTest(
                "limit_storage_total by " + door,
                () -> {
                  String agent =
                      place.agent(
                          place.unique(door.name()),
                          Map.of("limit_storage_total", 30_000),
                          List.of());
                  String small = place.unique("small");
                  assertThat(door.bring(place, agent, Mail.ofSize(small, 1_000)))
                      .isEqualTo(Door.TAKEN);
                  String large = place.unique("large");
                  assertThat(door.bring(place, agent, Mail.ofSize(large, 40_000)))
                      .isNotEqualTo(Door.TAKEN);
                  assertThat(place.messages(agent, large)).isEmpty();
                }));
  }

  @Test
  void aPolicyHoldsFromTheMomentItChanges() throws IOException {
    String agent =
        place.agent(place.unique("now"), Map.of("limit_attachment_count_limit", 5), List.of());
    var two = new ArrayList<>(List.of(file("image/png", 1), file("image/png", 2)));
    Mail mail = new Mail(place.unique("two"), "x\r\n", two);
    assertThat(Door.APPEND.bring(place, agent, mail)).isEqualTo(Door.TAKEN);
    String workspace =
        place
            .server()
            .api()
            .get("/v3/grants/" + place.server().grant(agent))
            .data()
            .path("workspace_id")
            .asString();
    String policy =
        place.server().api().get("/v3/workspaces/" + workspace).data().path("policy_id").asString();
    place
        .server()
        .api()
        .send("PUT", "/v3/policies/" + policy, "{\"limits\":{\"limit_attachment_count_limit\":1}}");
    Mail again = new Mail(place.unique("two"), "x\r\n", two);
    assertThat(Door.APPEND.bring(place, agent, again)).startsWith("NO [CANNOT]");
  }
}
