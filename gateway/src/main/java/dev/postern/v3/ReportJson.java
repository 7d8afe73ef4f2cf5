package dev.postern.v3;

import static dev.postern.mailbox.Reports.AT;
import static dev.postern.mailbox.Reports.CLICK_ID;
import static dev.postern.mailbox.Reports.COUNT;
import static dev.postern.mailbox.Reports.FROM_SELF;
import static dev.postern.mailbox.Reports.IP;
import static dev.postern.mailbox.Reports.LABEL;
import static dev.postern.mailbox.Reports.LINK_INDEX;
import static dev.postern.mailbox.Reports.MESSAGE;
import static dev.postern.mailbox.Reports.OPENED_ID;
import static dev.postern.mailbox.Reports.REPLY_TO_MESSAGE;
import static dev.postern.mailbox.Reports.ROOT_MESSAGE;
import static dev.postern.mailbox.Reports.THREAD;
import static dev.postern.mailbox.Reports.URL;
import static dev.postern.mailbox.Reports.USER_AGENT;

import dev.postern.delivery.Hit;
import dev.postern.mailbox.Reports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The objects of notifications that are about what happened, not about how a thing looks now
/// (spec/api-data.md sections 9.3, 9.7 and 9.8).
///
/// @param facts by the names in [Reports]; one that is missing is written as empty or 0, or left
///   out where receivers allow that
/// @param application shown as `sender_app_id` and `integration_id`
public record ReportJson(Map<String, String> facts, UUID application) {
  /// Adds to a message what is known of its sending (section 9.3).
  public JsonObject sent(JsonObject message) {
    message.put("schedule_id", optional(Reports.SCHEDULE));
    if (facts.containsKey(Reports.SEND_AT)) {
      message.put("send_at", number(Reports.SEND_AT));
    }
    return message.put("use_draft", flag(Reports.USE_DRAFT));
  }

  /// Writes why a message was not sent: the `error` member of section 9.3.
  public JsonObject error() {
    return new JsonObject()
        .put("type", facts.getOrDefault(Reports.ERROR_TYPE, "api_error"))
        .put("message", optional(Reports.ERROR_MESSAGE).orElseGet(this::reason))
        .put(
            "status_code",
            facts.containsKey(Reports.ERROR_STATUS) ? number(Reports.ERROR_STATUS) : 500);
  }

  /// Returns why a message was not sent, in words.
  public String reason() {
    return optional(Reports.REASON).orElse("the message could not be sent");
  }

  /// Returns the number of the hit told of.
  ///
  /// @param name of the fact
  public long hit(String name) {
    return number(name);
  }

  /// Writes that a tracked message was opened.
  ///
  /// @param earlier the hits before this one, the latest first
  public JsonObject opened(List<Hit> earlier) {
    List<JsonObject> recents = new ArrayList<>();
    recents.add(recent().put("opened_id", number(OPENED_ID)));
    earlier.forEach(hit -> recents.add(recent(hit).put("opened_id", hit.number())));
    return tracked()
        .put(
            "message_data",
            new JsonObject().put("count", number(COUNT)).put("timestamp", number(AT)))
        .putObjects("recents", recents);
  }

  /// Writes that a link of a tracked message was followed.
  ///
  /// @param earlier as for [#opened], of any link of the message
  public JsonObject clicked(List<Hit> earlier) {
    List<JsonObject> recents = new ArrayList<>();
    recents.add(recent().put("click_id", number(CLICK_ID)).put("link_index", number(LINK_INDEX)));
    earlier.forEach(hit ->
        recents.add(recent(hit).put("click_id", hit.number()).put("link_index", hit.link())));
    JsonObject link = new JsonObject().put("count", number(COUNT)).put("url", text(URL));
    return tracked().putObjects("link_data", List.of(link)).putObjects("recents", recents);
  }

  /// Writes that a tracked message was answered.
  public JsonObject replied() {
    return tracked()
        .put("root_message_id", text(ROOT_MESSAGE))
        .put("reply_to_message_id", optional(REPLY_TO_MESSAGE))
        .put("thread_id", text(THREAD))
        .put("reply_data", new JsonObject().put("count", number(COUNT)))
        .put("from_self", flag(FROM_SELF));
  }

  /// Writes what became of a mail that waited for consent.
  public JsonObject approval(UUID grant, String trigger) {
    String status =
        switch (trigger) {
          case Reports.APPROVED -> "approved";
          case Reports.APPROVAL_REFUSED -> "refused";
          default -> "pending";
        };
    return new JsonObject()
        .put("id", text(Reports.APPROVAL))
        .put("object", "approval")
        .put("status", status)
        .put("grant_id", grant.toString())
        .put("draft_id", text(MESSAGE));
  }

  /// Writes what became of a grant (section 9.8).
  ///
  /// @param code 25012 created, 25013 deleted, 25014 updated
  public JsonObject grant(int code) {
    JsonObject json =
        new JsonObject()
            .put("code", code)
            .put("grant_id", text(Reports.GRANT))
            .put("integration_id", application.toString())
            .put("provider", "nylas")
            .put("email", optional(Reports.EMAIL))
            .put("name", optional(Reports.NAME))
            .putTexts("scope", List.of());
    return code == 25014 ? json.put("reauthentication_flag", false) : json;
  }

  private JsonObject tracked() {
    return new JsonObject()
        .put("message_id", text(MESSAGE))
        .put("label", text(LABEL))
        .put("sender_app_id", application.toString())
        .put("timestamp", number(AT));
  }

  private JsonObject recent() {
    return new JsonObject()
        .put("ip", text(IP))
        .put("timestamp", number(AT))
        .put("user_agent", text(USER_AGENT));
  }

  private static JsonObject recent(Hit hit) {
    return new JsonObject()
        .put("ip", hit.visit().ip())
        .put("timestamp", hit.visit().at().getEpochSecond())
        .put("user_agent", hit.visit().userAgent());
  }

  private String text(String name) {
    return facts.getOrDefault(name, "");
  }

  private Optional<String> optional(String name) {
    return Optional.ofNullable(facts.get(name)).filter(text -> !text.isEmpty());
  }

  private boolean flag(String name) {
    return text(name).equals("true");
  }

  private long number(String name) {
    String text = text(name);
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}
