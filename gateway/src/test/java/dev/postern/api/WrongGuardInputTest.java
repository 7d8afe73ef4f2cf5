package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every route of policies, rules and lists refuses: status, `error.type`, a message that
/// names the member, and things that are as they were. Then what they take though it looks odd.
class WrongGuardInputTest {
  private static final String BAD = "invalid_request_error";

  /// member of a policy that is whole otherwise | what the message says
  private static final String POLICY =
      """
      "name":7 | name must be a string
      "name":["p"] | name must be a string
      "name":"" | name must be 1 to 256 characters
      "name":"  " | name must be 1 to 256 characters
      "name":"L257" | name must be 1 to 256 characters
      "name":"a\\nb" | name must be 1 to 256 characters
      "name":"a\\u0000b" | name must be 1 to 256 characters
      "limits":[] | limits must be an object
      "limits":"none" | limits must be an object
      "limits":{"limit_attachment_size_limit":"5"} | limits.limit_attachment_size_limit must be an integer
      "limits":{"limit_attachment_size_limit":-2} | limits.limit_attachment_size_limit must be -1
      "limits":{"limit_attachment_count_limit":1.5} | limits.limit_attachment_count_limit must be an integer
      "limits":{"limit_attachment_count_limit":true} | limits.limit_attachment_count_limit must be an integer
      "limits":{"limit_attachment_count_limit":9007199254740992} | limits.limit_attachment_count_limit must be -1
      "limits":{"limit_size_total_mime":-2} | limits.limit_size_total_mime must be -1
      "limits":{"limit_size_total_mime":1e300} | limits.limit_size_total_mime must be an integer
      "limits":{"limit_storage_total":-9223372036854775808} | limits.limit_storage_total must be -1
      "limits":{"limit_storage_total":9999999999999999999999} | limits.limit_storage_total must be an integer
      "limits":{"limit_storage_total":NaN} | limits.limit_storage_total must be an integer
      "limits":{"limit_count_daily_message_received":[1]} | limits.limit_count_daily_message_received must be an integer
      "limits":{"limit_count_daily_message_received":-2} | limits.limit_count_daily_message_received must be -1
      "limits":{"limit_count_daily_email_sent":{}} | limits.limit_count_daily_email_sent must be an integer
      "limits":{"limit_count_daily_email_sent":-2} | limits.limit_count_daily_email_sent must be -1
      "limits":{"limit_count_daily_message_per_grant":"x"} | limits.limit_count_daily_message_per_grant must be an integer
      "limits":{"limit_count_daily_message_per_grant":-2} | limits.limit_count_daily_email_sent must be -1
      "limits":{"limit_inbox_retention_period":-2} | limits.limit_inbox_retention_period must be -1
      "limits":{"limit_inbox_retention_period":0} | limits.limit_inbox_retention_period must be -1 for no limit, or from 1
      "limits":{"limit_spam_retention_period":0} | limits.limit_spam_retention_period must be -1 for no limit, or from 1
      "limits":{"limit_inbox_retention_period":36501} | limits.limit_inbox_retention_period must be -1
      "limits":{"limit_inbox_retention_period":"30"} | limits.limit_inbox_retention_period must be an integer
      "limits":{"limit_spam_retention_period":36501} | limits.limit_spam_retention_period must be -1
      "limits":{"limit_spam_retention_period":false} | limits.limit_spam_retention_period must be an integer
      "limits":{"limit_inbox_retention_period":7,"limit_spam_retention_period":7} | limits.limit_spam_retention_period must be less
      "limits":{"limit_inbox_retention_period":7,"limit_spam_retention_period":30} | limits.limit_spam_retention_period must be less
      "limits":{"limit_count_minute_email_sent":-2} | limits.limit_count_minute_email_sent must be -1
      "limits":{"limit_count_daily_new_recipients":"1"} | limits.limit_count_daily_new_recipients must be an integer
      "limits":{"limit_count_thread_turns":-2} | limits.limit_count_thread_turns must be -1
      "limits":{"limit_count_automatic_replies":-2} | limits.limit_count_automatic_replies must be -1
      "limits":{"limit_attachment_allowed_types":"image/*"} | limits.limit_attachment_allowed_types must be an array
      "limits":{"limit_attachment_allowed_types":[7]} | limits.limit_attachment_allowed_types must be an array of strings
      "limits":{"limit_attachment_allowed_types":[null]} | limits.limit_attachment_allowed_types must be an array of strings
      "limits":{"limit_attachment_allowed_types":["image/png","pdf"]} | limits.limit_attachment_allowed_types[1] must be a media type
      "limits":{"limit_attachment_allowed_types":[""]} | limits.limit_attachment_allowed_types[0] must be a media type
      "limits":{"limit_attachment_allowed_types":["*/png"]} | limits.limit_attachment_allowed_types[0] must be a media type
      "limits":{"limit_attachment_allowed_types":["imäge/png"]} | limits.limit_attachment_allowed_types[0] must be a media type
      "limits":{"limit_attachment_allowed_types":["image/L600"]} | limits.limit_attachment_allowed_types[0] must be a media type
      "limits":{"limit_attachment_allowed_types":[M101"image/png"]} | limits.limit_attachment_allowed_types must have at most 100 types
      "spam_detection":true | spam_detection must be an object
      "spam_detection":{"use_list_dnsbl":"yes"} | spam_detection.use_list_dnsbl must be a boolean
      "spam_detection":{"use_header_anomaly_detection":1} | spam_detection.use_header_anomaly_detection must be a boolean
      "spam_detection":{"spam_sensitivity":"1"} | spam_detection.spam_sensitivity must be a number
      "spam_detection":{"spam_sensitivity":5.1} | spam_detection.spam_sensitivity must be from 0.1 to 5.0
      "spam_detection":{"spam_sensitivity":0.09} | spam_detection.spam_sensitivity must be from 0.1 to 5.0
      "spam_detection":{"spam_sensitivity":-1} | spam_detection.spam_sensitivity must be from 0.1 to 5.0
      "spam_detection":{"spam_sensitivity":NaN} | spam_detection.spam_sensitivity must be a number
      "spam_detection":{"spam_sensitivity":1e999} | spam_detection.spam_sensitivity must be
      "rules":"x" | rules must be an array
      "rules":[1] | rules must be an array of strings
      "rules":["x"] | rules[0] must be the id of a rule
      "options":[] | options must be an object
      "options":{"additional_folders":"x"} | options.additional_folders must be an array
      "options":{"additional_folders":[1]} | options.additional_folders must be an array of strings
      "options":{"additional_folders":["L1001"]} | options.additional_folders must be at most
      "options":{"use_cidr_aliasing":"no"} | options.use_cidr_aliasing must be a boolean
      """;

  /// member of a rule that is whole otherwise | what the message says
  private static final String RULE =
      """
      "name":7 | name must be a string
      "name":"" | name must be 1 to 256 characters
      "name":"L257" | name must be 1 to 256 characters
      "description":7 | description must be a string
      "description":"L4097" | description must be text of at most 4096 characters
      "description":"a\\u0000b" | description must be text
      "priority":"1" | priority must be an integer
      "priority":-1 | priority must be from 0 to 1000
      "priority":1001 | priority must be from 0 to 1000
      "priority":9223372036854775807 | priority must be from 0 to 1000
      "priority":1.5 | priority must be an integer
      "enabled":"true" | enabled must be a boolean
      "enabled":1 | enabled must be a boolean
      "trigger":5 | trigger must be a string
      "trigger":"both" | trigger must be one of inbound, outbound
      "trigger":"" | trigger must be one of inbound, outbound
      "match":[] | match must be an object
      "match":"all" | match must be an object
      "match":{"operator":"none","conditions":[C]} | match.operator must be one of all, any
      "match":{"operator":1,"conditions":[C]} | match.operator must be a string
      "match":{"conditions":[]} | match.conditions must be 1 to 50
      "match":{"conditions":{}} | match.conditions must be an array
      "match":{"conditions":[5]} | match.conditions must be an array of objects
      "match":{"conditions":[null]} | match.conditions must be an array of objects
      "match":{"conditions":[{}]} | match.conditions[0].field is required
      "match":{"conditions":[C,{"operator":"is","value":"x"}]} | match.conditions[1].field is required
      "match":{"conditions":[{"field":"from.domain","value":"x"}]} | match.conditions[0].operator is required
      "match":{"conditions":[{"field":"from.domain","operator":"is"}]} | match.conditions[0].value is required
      "match":{"conditions":[{"field":"from.domain","operator":"is","value":null}]} | match.conditions[0].value is required
      "match":{"conditions":[{"field":"from.domain","operator":"is","value":5}]} | match.conditions[0].value must be a string
      "match":{"conditions":[{"field":"from.domain","operator":"is","value":["x.test"]}]} | match.conditions[0].value must be a string
      "match":{"conditions":[{"field":"from.domain","operator":"is","value":""}]} | match.conditions[0].value of from.domain must be a domain
      "match":{"conditions":[{"field":"from.domain","operator":"is","value":"a b"}]} | match.conditions[0].value of from.domain must be a domain
      "match":{"conditions":[{"field":"from.domain","operator":"is","value":"L501"}]} | match.conditions[0].value of from.domain must be a domain
      "match":{"conditions":[{"field":"from.domain","operator":"IS","value":"x.test"}]} | match.conditions[0].operator must be one of
      "match":{"conditions":[{"field":"from.domain","operator":"matches","value":"x"}]} | match.conditions[0].operator must be one of
      "match":{"conditions":[{"field":"from.domain","operator":"gte","value":"x"}]} | match.conditions[0].operator of from.domain must be one of
      "match":{"conditions":[{"field":"from.nothing","operator":"is","value":"x"}]} | match.conditions[0].field must be one of
      "match":{"conditions":[{"field":"","operator":"is","value":"x"}]} | match.conditions[0].field must be one of
      "match":{"conditions":[{"field":7,"operator":"is","value":"x"}]} | match.conditions[0].field must be a string
      "match":{"conditions":[{"field":"header.","operator":"is","value":"x"}]} | match.conditions[0].field must be one of
      "match":{"conditions":[{"field":"header.L100","operator":"is","value":"x"}]} | match.conditions[0].field must be one of
      "match":{"conditions":[{"field":"header.ä","operator":"is","value":"x"}]} | match.conditions[0].field must be one of
      "match":{"conditions":[{"field":"recipient.domain","operator":"is","value":"x.test"}]} | match.conditions[0].field recipient.domain is for outbound rules only
      "match":{"conditions":[{"field":"outbound.type","operator":"is","value":"reply"}]} | match.conditions[0].field outbound.type is for outbound rules only
      "match":{"conditions":[{"field":"subject","operator":"contains","value":""}]} | match.conditions[0].value of subject must be a text
      "match":{"conditions":[{"field":"message.size","operator":"gte","value":"big"}]} | match.conditions[0].value of message.size must be a number
      "match":{"conditions":[{"field":"message.size","operator":"gte","value":1e300}]} | match.conditions[0].value of message.size must be a number
      "match":{"conditions":[{"field":"message.size","operator":"gte","value":true}]} | match.conditions[0].value must be a string
      "match":{"conditions":[{"field":"auth.spf","operator":"is","value":"maybe"}]} | match.conditions[0].value of auth.spf must be one of
      "match":{"conditions":[{"field":"from.domain","operator":"in_list","value":"x"}]} | match.conditions[0].value must be ids of lists
      "match":{"conditions":[{"field":"from.domain","operator":"in_list","value":[]}]} | match.conditions[0].value must be the ids of 1 to 50 lists
      "match":{"conditions":[{"field":"from.domain","operator":"in_list","value":[7]}]} | match.conditions[0].value must be an array of strings
      "match":{"conditions":[{"field":"from.domain","operator":"in_list","value":7}]} | match.conditions[0].value must be an array
      "match":{"conditions":[{"field":"subject","operator":"in_list","value":["ID"]}]} | match.conditions[0].operator of subject must be one of
      "match":{"conditions":[{"field":"from.domain","operator":"in_list","value":["ID"]}]} | match.conditions[0].value: invalid_field: list ID does not exist
      "match":{"conditions":[MC50,C]} | match.conditions must be 1 to 50
      "actions":{} | actions must be an array
      "actions":[] | actions must be 1 to 20
      "actions":["block"] | actions must be an array of objects
      "actions":[{}] | actions[0].type is required
      "actions":[{"type":""}] | actions[0].type must be block
      "actions":[{"type":"explode"}] | actions[0].type must be block
      "actions":[{"type":["block"]}] | actions[0].type must be a string
      "actions":[{"type":"block","value":"x"}] | actions[0].value must not be given
      "actions":[{"type":"trash","value":"x"}] | actions[0].value must not be given
      "actions":[{"type":"archive","value":7}] | actions[0].value must be a string
      "actions":[{"type":"assign_to_folder"}] | actions[0].value is required
      "actions":[{"type":"assign_to_folder","value":""}] | actions[0].value is required
      "actions":[{"type":"assign_to_folder","value":" "}] | actions[0].value must be a folder's name
      "actions":[{"type":"assign_to_folder","value":"L1001"}] | actions[0].value must be a folder's name
      "actions":[{"type":"assign_to_folder","value":"a\\r\\nb"}] | actions[0].value must be a folder's name
      "actions":[{"type":"trash"},{"type":"block"}] | actions: block must be the only action
      "actions":[{"type":"block"},{"type":"block"}] | actions: block must be the only action
      "actions":[MA20,{"type":"trash"}] | actions must be 1 to 20
      """;

  /// member of a list that is whole otherwise | what the message says
  private static final String LIST =
      """
      "name":7 | name must be a string
      "name":"" | name must be 1 to 256 characters
      "name":"L257" | name must be 1 to 256 characters
      "name":"a\\tb" | name must be 1 to 256 characters
      "description":[] | description must be a string
      "description":"L4097" | description must be text of at most 4096 characters
      """;

  /// body of the items' routes | what the message says
  private static final String ITEMS =
      """
      {} | items is required
      {"items":null} | items is required
      {"items":[]} | items must be 1 to 1000 items
      {"items":"x.test"} | items must be an array
      {"items":[7]} | items must be an array of strings
      {"items":[null]} | items must be an array of strings
      {"items":[""]} | items[0] is not a domain
      {"items":["x.test","ann@x.test"]} | items[1] is not a domain
      {"items":["L501"]} | items[0] must have at most 500 characters
      {"items":["a\\u0000b.test"]} | items[0] is not a domain
      {"items":["😀@x"]} | items[0] is not a domain
      {"items":["-x.test"]} | items[0] is not a domain
      {"items":["x..test"]} | items[0] is not a domain
      """;

  private static final List<String> NO_JSON =
      List.of("{", "[]", "\"x\"", "null", "{\"a\":}", "{\"a\":1}}", "\u0000", "%PDF");

  private static final String CONDITION =
      "{\"field\":\"from.domain\",\"operator\":\"is\",\"value\":\"x.test\"}";

  @TempDir private Path directory;
  private ApiStage stage;
  private final String gone = UUID.randomUUID().toString();

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private static List<String[]> rows(String table) {
    return table.lines().map(line -> line.split(" \\| ", 2)).toList();
  }

  private String filled(String text) {
    String filled = text.replace("ID", gone);
    for (int length : List.of(4097, 1001, 600, 501, 257, 100)) {
      filled = filled.replace("\"L" + length + "\"", "\"" + "x".repeat(length) + "\"");
      filled = filled.replace("L" + length + "\"", "x".repeat(length) + "\"");
    }
    return filled
        .replace("M101", "\"image/png\",".repeat(100))
        .replace("MC50", String.join(",", Collections.nCopies(50, CONDITION)))
        .replace("MA20", String.join(",", Collections.nCopies(20, "{\"type\":\"trash\"}")))
        .replace("[C]", "[" + CONDITION + "]")
        .replace("[C,", "[" + CONDITION + ",")
        .replace(",C]", "," + CONDITION + "]");
  }

  private void refused(Answer answer, String given, String wanted) {
    assertThat(answer.status()).as("%s: %s", given, answer.text()).isEqualTo(400);
    JsonBody error = answer.json().object("error").orElseThrow();
    assertThat(error.text("type")).as(given).contains(BAD);
    assertThat(error.text("message").orElseThrow()).as(given).contains(filled(wanted));
  }

  // Each member in a body that is right otherwise, to make one and to change one.
  private void table(String path, String table, List<String> whole) {
    String right = "{" + String.join(",", whole) + "}";
    String one = path + "/" + stage.call("POST", path, right).id();
    String before = stage.get(one).data().canonical();
    for (String[] row : rows(table)) {
      String member = filled(row[0]);
      String name = member.substring(0, member.indexOf(':'));
      List<String> rest = whole.stream().filter(each -> !each.startsWith(name + ":")).toList();
      String body = "{" + String.join(",", rest) + (rest.isEmpty() ? "" : ",") + member + "}";
      refused(stage.call("POST", path, body), row[0], row[1]);
      refused(stage.call("PUT", one, "{" + member + "}"), row[0], row[1]);
    }
    for (String text : NO_JSON) {
      refused(stage.call("POST", path, text), text, "");
      refused(stage.call("PUT", one, text), text, "");
    }
    assertThat(stage.get(one).data().canonical()).isEqualTo(before);
    assertThat(stage.call("PUT", one, "{\"name\":null}").status()).isEqualTo(200);
    assertThat(stage.get(one).data().text("name"))
        .isEqualTo(
            JsonBody.parse(before.getBytes(java.nio.charset.StandardCharsets.UTF_8)).text("name"));
  }

  @Test
  void aWrongMemberOfAPolicyIsNamed() {
    table("/v3/policies", POLICY, List.of("\"name\":\"p\""));
    assertThat(stage.get("/v3/policies").list()).hasSize(1);
    for (String body : List.of("{}", "{\"name\":null}", "")) {
      refused(stage.call("POST", "/v3/policies", body), body, "name is required");
    }
  }

  @Test
  void aWrongMemberOfARuleIsNamed() {
    List<String> whole =
        List.of(
            "\"name\":\"r\"",
            "\"match\":{\"conditions\":[" + CONDITION + "]}",
            "\"actions\":[{\"type\":\"block\"}]");
    table("/v3/rules", RULE, whole);
    assertThat(stage.get("/v3/rules").data().objects("items").orElseThrow()).hasSize(1);
    for (String missing : List.of("name", "match", "actions")) {
      List<String> rest = whole.stream().filter(each -> !each.startsWith("\"" + missing)).toList();
      String said = missing.equals("match") ? "match.conditions is required" : " is required";
      refused(stage.call("POST", "/v3/rules", "{" + String.join(",", rest) + "}"), missing, said);
    }
  }

  @Test
  void aWrongMemberOfAListIsNamed() {
    table("/v3/lists", LIST, List.of("\"name\":\"l\"", "\"type\":\"domain\""));
    for (String type : List.of("5", "\"word\"", "\"\"", "\"Domain\"", "null", "[]")) {
      String body = "{\"name\":\"l\",\"type\":" + type + "}";
      refused(stage.call("POST", "/v3/lists", body), body, "type ");
    }
    assertThat(stage.get("/v3/lists").list()).hasSize(1);
  }

  @Test
  void wrongItemsAreNamedAndNothingIsAddedOrRemoved() {
    String list = stage.call("POST", "/v3/lists", "{\"name\":\"l\",\"type\":\"domain\"}").id();
    String path = "/v3/lists/" + list + "/items";
    stage.call("POST", path, "{\"items\":[\"x.test\"]}");
    for (String[] row : rows(ITEMS)) {
      refused(stage.call("POST", path, filled(row[0])), row[0], row[1]);
      refused(stage.call("DELETE", path, filled(row[0])), row[0], row[1]);
    }
    assertThat(stage.get(path).list()).hasSize(1);
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    for (String kind : List.of("policies", "rules", "lists")) {
      for (String id : List.of(gone, "x", "%2e%2e", "%00", "ä".repeat(3).replace("ä", "%c3%a4"))) {
        String path = "/v3/" + kind + "/" + id;
        for (Answer answer :
            List.of(
                stage.get(path),
                stage.call("PUT", path, "{\"name\":\"n\"}"),
                stage.call("DELETE", path, ""))) {
          assertThat(answer.status()).as(path + ": " + answer.text()).isEqualTo(404);
          assertThat(answer.text()).contains("not_found_error");
        }
      }
    }
    assertThat(stage.get("/v3/lists/" + gone + "/items").status()).isEqualTo(404);
  }

  @Test
  void whatIsWideIsTaken() {
    String emoji = "😀".repeat(256);
    Answer policy =
        stage.call(
            "POST",
            "/v3/policies",
            "{\"name\":\""
                + emoji
                + "\",\"limits\":null,\"spam_detection\":{\"spam_sensitivity\":0.1,\"x\":[]},"
                + "\"rules\":[],\"options\":{}}");
    assertThat(policy.data().text("name")).contains(emoji);
    Answer zero =
        stage.call(
            "PUT",
            "/v3/policies/" + policy.id(),
            "{\"limits\":{\"limit_storage_total\":0,\"limit_size_total_mime\":1.0,"
                + "\"limit_attachment_count_limit\":9007199254740991}}");
    assertThat(zero.status()).as(zero.text()).isEqualTo(200);
    Answer rule =
        stage.call(
            "POST",
            "/v3/rules",
            "{\"name\":\"Ünïcode\",\"description\":\"two\\nlines\",\"match\":{\"conditions\":["
                + "{\"field\":\"subject\",\"operator\":\"contains\",\"value\":\"Привет\"},"
                + "{\"field\":\"header.X-Spam\",\"operator\":\"is\",\"value\":\"YES\"}]},"
                + "\"actions\":[{\"type\":\"assign_to_folder\",\"value\":\"Kunden/Äcme\"},"
                + "{\"type\":\"trash\",\"value\":\"\"}],\"priority\":0}");
    assertThat(rule.status()).as(rule.text()).isEqualTo(201);
    assertThat(rule.data().number("priority")).contains(0L);
  }
}
