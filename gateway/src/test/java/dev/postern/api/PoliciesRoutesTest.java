package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.auth.Grant;
import dev.postern.rules.Limit;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Policies as the clients of the hosted product make and change them (spec/api-admin.md section
/// 4).
class PoliciesRoutesTest {
  private static final String ALL = "/v3/policies";

  @TempDir private Path directory;
  private ApiStage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private JsonBody made(String members) {
    Answer answer = stage.call("POST", ALL, "{\"name\":\"p\"" + members + "}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.data();
  }

  private Answer put(JsonBody policy, String body) {
    return stage.call("PUT", ALL + "/" + policy.text("id").orElseThrow(), body);
  }

  private static JsonBody limits(JsonBody policy) {
    return policy.object("limits").orElseThrow();
  }

  @Test
  void anEmptyPolicyShowsWhatReallyHolds() {
    JsonBody made = made("");
    assertThat(made.text("application_id"))
        .isEqualTo(stage.get("/v3/applications").data().text("application_id"));
    for (Limit limit : Limit.values()) {
      if (limit.compareTo(Limit.SPAM_RETENTION) <= 0) {
        assertThat(limits(made).number(limit.wire())).as(limit.wire()).contains(-1L);
      } else {
        assertThat(limits(made).has(limit.wire())).as(limit.wire()).isFalse();
      }
    }
    assertThat(limits(made).texts("limit_attachment_allowed_types")).contains(List.of());
    JsonBody spam = made.object("spam_detection").orElseThrow();
    assertThat(spam.flag("use_list_dnsbl")).contains(false);
    assertThat(spam.flag("use_header_anomaly_detection")).contains(true);
    assertThat(spam.decimal("spam_sensitivity")).contains(1.0);
    assertThat(made.texts("rules")).contains(List.of());
    assertThat(made.has("options")).isFalse();
  }

  @Test
  void aChangeMergesInsideLimitsAndSpamDetection() {
    JsonBody made =
        made(
            ",\"limits\":{\"limit_storage_total\":5,\"limit_inbox_retention_period\":30,"
                + "\"limit_attachment_allowed_types\":[\"IMAGE/*\",\"image/*\"]},"
                + "\"spam_detection\":{\"spam_sensitivity\":5}");
    assertThat(limits(made).texts("limit_attachment_allowed_types")).contains(List.of("image/*"));
    JsonBody changed =
        put(
                made,
                "{\"limits\":{\"limit_spam_retention_period\":29,"
                    + "\"limit_count_daily_message_per_grant\":7},"
                    + "\"spam_detection\":{\"use_list_dnsbl\":true}}")
            .data();
    assertThat(changed.text("name")).contains("p");
    assertThat(limits(changed).number("limit_storage_total")).contains(5L);
    assertThat(limits(changed).number("limit_inbox_retention_period")).contains(30L);
    assertThat(limits(changed).number("limit_spam_retention_period")).contains(29L);
    assertThat(limits(changed).number("limit_count_daily_email_sent")).contains(7L);
    assertThat(limits(changed).texts("limit_attachment_allowed_types"))
        .contains(List.of("image/*"));
    JsonBody spam = changed.object("spam_detection").orElseThrow();
    assertThat(spam.decimal("spam_sensitivity")).contains(5.0);
    assertThat(spam.flag("use_list_dnsbl")).contains(true);
    Answer contrary = put(made, "{\"limits\":{\"limit_inbox_retention_period\":29}}");
    assertThat(contrary.status()).isEqualTo(400);
    assertThat(contrary.text()).contains("must be less than limit_inbox_retention_period");
    Answer again = put(made, changed.canonical());
    assertThat(again.data().object("limits").orElseThrow().canonical())
        .isEqualTo(limits(changed).canonical());
  }

  @Test
  void whatOlderClientsWriteIsKeptAndShown() {
    String rule = UUID.randomUUID().toString();
    JsonBody made =
        made(
            ",\"rules\":[\""
                + rule
                + "\"],\"options\":{\"additional_folders\":[\"Clients\"],"
                + "\"use_cidr_aliasing\":true},\"unknown\":{\"limits\":1}");
    assertThat(made.texts("rules")).contains(List.of(rule));
    JsonBody changed = put(made, "{\"options\":{\"use_cidr_aliasing\":false}}").data();
    JsonBody options = changed.object("options").orElseThrow();
    assertThat(options.texts("additional_folders")).contains(List.of("Clients"));
    assertThat(options.flag("use_cidr_aliasing")).contains(false);
  }

  @Test
  void aPolicyHoldsAtOnceAndItsDeletionToo() {
    Grant ann = stage.grant(stage.agent("ann"));
    String id = made(",\"limits\":{\"limit_count_daily_email_sent\":3}").text("id").orElseThrow();
    assertThat(sent(ann)).isEmpty();
    Answer attached =
        stage.call(
            "PATCH", "/v3/workspaces/" + ann.workspaceId(), "{\"policy_id\":\"" + id + "\"}");
    assertThat(attached.status()).as(attached.text()).isEqualTo(200);
    assertThat(sent(ann)).hasValue(3);
    stage.call("PUT", ALL + "/" + id, "{\"limits\":{\"limit_count_daily_email_sent\":4}}");
    assertThat(sent(ann)).hasValue(4);
    assertThat(stage.call("DELETE", ALL + "/" + id, "").status()).isEqualTo(200);
    assertThat(sent(ann)).isEmpty();
    assertThat(stage.call("DELETE", ALL + "/" + id, "").status()).isEqualTo(404);
  }

  private OptionalLong sent(Grant grant) {
    return stage.guards().of(grant).allowance().limit(Limit.DAILY_SENT);
  }

  @Test
  void pagesComeInOrderAndTheLastHasNoCursor() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(made("").text("id").orElseThrow());
    }
    List<String> seen = new ArrayList<>();
    String next = "";
    do {
      Answer page = stage.get(ALL + "?limit=2" + (next.isEmpty() ? "" : "&page_token=" + next));
      page.list().forEach(policy -> seen.add(policy.text("id").orElseThrow()));
      next = page.json().text("next_cursor").orElse("");
    } while (!next.isEmpty());
    assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
    String foreign = stage.get(ALL + "?limit=1").json().text("next_cursor").orElseThrow();
    assertThat(stage.get("/v3/lists?page_token=" + foreign).status()).isEqualTo(400);
    assertThat(stage.get(ALL + "?page_token=x").status()).isEqualTo(400);
    assertThat(stage.get(ALL + "?limit=0").status()).isEqualTo(400);
  }

  @Test
  void changesAtOnceLoseNothing() {
    JsonBody made = made("");
    List<String> members =
        List.of(
            "limit_storage_total",
            "limit_size_total_mime",
            "limit_attachment_count_limit",
            "limit_count_daily_message_received");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String member : members) {
        threads.execute(() ->
            assertThat(put(made, "{\"limits\":{\"" + member + "\":9}}").status()).isEqualTo(200));
      }
    }
    JsonBody now = stage.get(ALL + "/" + made.text("id").orElseThrow()).data();
    assertThat(members).allSatisfy(member -> assertThat(limits(now).number(member)).contains(9L));
  }
}
