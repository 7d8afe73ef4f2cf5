package dev.postern.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.delivery.Hit;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Reports;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What receivers see of reports (spec/api-data.md sections 9.3, 9.4 and 9.7).
class PayloadsTest {
  private static final UUID RECEIVER = new UUID(0, 9);
  private static final Grant GRANT = HookStage.grant(new AccountId(1));
  private static final MessageId MESSAGE = new MessageId(1000);
  private static final String ID = MESSAGE.toString();
  private static final String FRAME =
      "\"data\":{\"application_id\":\""
          + HookStage.APPLICATION
          + "\",\"grant_id\":\""
          + GRANT.id()
          + "\",";

  private final MemoryMail mail = new MemoryMail();
  private final Payloads payloads = new Payloads(mail, this::earlier);

  private final List<Hit> hits = new ArrayList<>();

  private List<Hit> earlier(AccountId account, MessageId message, Hit.Kind kind, long before) {
    assertThat(account).isEqualTo(GRANT.account());
    assertThat(message).isEqualTo(MESSAGE);
    return hits;
  }

  private String payload(String trigger, Map<String, String> facts) {
    Map<String, String> all = new HashMap<>(facts);
    all.putIfAbsent(Reports.MESSAGE, ID);
    all.putIfAbsent(Reports.AT, "1767225600");
    Notice notice =
        Notice.of(List.of(new LogEntry(3, new LogEntry.Reported(trigger, all)))).getFirst();
    Payloads.Event event =
        payloads
            .of(GRANT, notice, new Payloads.Delivery(RECEIVER, 2, Instant.ofEpochSecond(77)))
            .orElseThrow();
    String json = new String(event.json(), StandardCharsets.UTF_8);
    assertThat(json)
        .startsWith("{\"specversion\":\"1.0\",\"type\":\"" + event.type() + "\",\"source\":\"")
        .contains("\"id\":\"" + event.id() + "\",\"time\":77,\"webhook_delivery_attempt\":2");
    return json;
  }

  private void file() {
    mail.put(
        MESSAGE,
        FolderId.SENT,
        "From: Ann <ann@x.test>\nTo: b@y.test, C <c@y.test>\nCc: d@y.test\nSubject: s\n\nhi\n");
  }

  @Test
  void anOpenedMessageIsToldWithWhoOpenedIt() {
    String json =
        payload(
            Reports.OPENED,
            Map.of(
                Reports.LABEL, "l&=\u00e4\n",
                Reports.COUNT, "3",
                Reports.OPENED_ID, "2",
                Reports.IP, "192.0.2.7",
                Reports.USER_AGENT, "Mozilla \"x\""));
    assertThat(json)
        .contains("\"source\":\"/com/nylas/tracking\"")
        .endsWith(
            FRAME
                + "\"object\":{\"message_id\":\""
                + ID
                + "\",\"label\":\"l&=\u00e4\\n\",\"sender_app_id\":\""
                + HookStage.APPLICATION
                + "\",\"timestamp\":1767225600,"
                + "\"message_data\":{\"count\":3,\"timestamp\":1767225600},"
                + "\"recents\":[{\"ip\":\"192.0.2.7\",\"timestamp\":1767225600,"
                + "\"user_agent\":\"Mozilla \\\"x\\\"\",\"opened_id\":2}]}}}");
  }

  @Test
  void aClickIsToldWithItsLink() {
    String json =
        payload(
            Reports.LINK_CLICKED,
            Map.of(
                Reports.COUNT, "1",
                Reports.URL, "https://e.test/?a=b&c",
                Reports.LINK_INDEX, "4",
                Reports.CLICK_ID, "0"));
    assertThat(json)
        .contains(
            "\"link_data\":[{\"count\":1,\"url\":\"https://e.test/?a=b&c\"}]",
            "\"click_id\":0,\"link_index\":4");
  }

  @Test
  void earlierHitsStandAfterTheOneToldOf() {
    Hit.Visit visit = new Hit.Visit(Instant.ofEpochMilli(1_767_225_500_999L), "192.0.2.8", "x");
    hits.add(new Hit(6, 2, visit));
    hits.add(new Hit(5, 0, visit));
    Map<String, String> facts =
        Map.of(Reports.CLICK_ID, "7", Reports.LINK_INDEX, "4", Reports.OPENED_ID, "7");

    String rest = "{\"ip\":\"192.0.2.8\",\"timestamp\":1767225500,\"user_agent\":\"x\",";
    assertThat(payload(Reports.LINK_CLICKED, facts))
        .contains(
            "\"click_id\":7,\"link_index\":4},"
                + rest
                + "\"click_id\":6,\"link_index\":2},"
                + rest
                + "\"click_id\":5,\"link_index\":0}]");
    assertThat(payload(Reports.OPENED, facts))
        .contains("\"opened_id\":7}," + rest + "\"opened_id\":6}," + rest + "\"opened_id\":5}]");
  }

  @Test
  void aReplyIsToldWithItsThread() {
    String json =
        payload(
            Reports.REPLIED,
            Map.of(
                Reports.ROOT_MESSAGE, "r",
                Reports.REPLY_TO_MESSAGE, "q",
                Reports.THREAD, "t",
                Reports.COUNT, "2",
                Reports.FROM_SELF, "true"));
    assertThat(json)
        .contains(
            "\"root_message_id\":\"r\",\"reply_to_message_id\":\"q\",\"thread_id\":\"t\","
                + "\"reply_data\":{\"count\":2},\"from_self\":true");
  }

  @Test
  void aScheduledMessageIsToldWhenItIsSent() {
    file();
    String json =
        payload(
            Reports.SEND_SUCCESS,
            Map.of(
                Reports.SCHEDULE, "sch",
                Reports.SEND_AT, "1767225000",
                Reports.USE_DRAFT, "false"));
    assertThat(json)
        .contains("\"source\":\"/nylas/send\"", FRAME + "\"object\":{\"id\":\"" + ID)
        .contains("\"subject\":\"s\"", "\"body\":\"hi\\r\\n\"", "\"attachments\":[]")
        .endsWith("\"schedule_id\":\"sch\",\"send_at\":1767225000,\"use_draft\":false}}}");
  }

  @Test
  void aScheduledMessageThatFailedIsToldWithTheReasonEvenIfItIsNowhere() {
    String json =
        payload(
            Reports.SEND_FAILED,
            Map.of(
                Reports.SCHEDULE, "sch",
                Reports.SEND_AT, "1767225000",
                Reports.REASON, "no such recipient",
                Reports.ERROR_TYPE, "invalid_request_error",
                Reports.ERROR_MESSAGE, "to: no such recipient",
                Reports.ERROR_STATUS, "400",
                Reports.SUBJECT, "s",
                Reports.TO, "b@y.test\nc@y.test"));
    assertThat(json)
        .contains(
            FRAME
                + "\"reason\":\"no such recipient\",\"error\":{\"type\":\"invalid_request_error\","
                + "\"message\":\"to: no such recipient\",\"status_code\":400},\"object\":{")
        .contains(
            "\"subject\":\"s\"",
            "\"to\":[{\"name\":\"\",\"email\":\"b@y.test\"},"
                + "{\"name\":\"\",\"email\":\"c@y.test\"}]",
            "\"schedule_id\":\"sch\"");
  }

  @Test
  void whatBecameOfAMessageNamesAddressesAsPlainText() {
    file();
    String summary =
        "\"object\":{\"message\":{\"id\":\""
            + ID
            + "\",\"subject\":\"s\",\"from\":\"ann@x.test\",\"to\":[\"b@y.test\",\"c@y.test\"],"
            + "\"sent_at\":1767225600,\"cc\":[\"d@y.test\"],\"metadata\":{\"key1\":\"v\"}},";
    assertThat(payload(Reports.DELIVERED, Map.of(Reports.RECIPIENTS, "b@y.test\nc@y.test")))
        .endsWith(
            FRAME
                + summary
                + "\"delivered\":{\"delivered_at\":1767225600,"
                + "\"recipients\":[\"b@y.test\",\"c@y.test\"]}}}}");
    assertThat(
            payload(
                Reports.BOUNCED,
                Map.of(
                    Reports.TYPE, "MailboxFull",
                    Reports.RECIPIENTS, "b@y.test",
                    Reports.DIAGNOSTICS, "552 full")))
        .endsWith(
            summary
                + "\"bounce\":{\"bounced_at\":1767225600,\"type\":\"MailboxFull\","
                + "\"recipients\":[{\"email\":\"b@y.test\",\"diagnostic_code\":\"552 full\"}]}}}}");
    assertThat(payload(Reports.COMPLAINT, Map.of(Reports.RECIPIENTS, "b@y.test")))
        .endsWith(
            summary
                + "\"complaint\":{\"reported_at\":1767225600,\"type\":\"abuse\","
                + "\"complained_recipients\":[\"b@y.test\"]}}}}");
    assertThat(payload(Reports.REJECTED, Map.of()))
        .endsWith(summary + "\"rejected_at\":1767225600}}}");
  }

  @Test
  void aMessageThatIsGoneIsStillNamed() {
    assertThat(payload(Reports.DELIVERED, Map.of(Reports.RECIPIENTS, "b@y.test")))
        .contains(
            "\"message\":{\"id\":\""
                + ID
                + "\",\"subject\":\"\",\"from\":\"1@x.test\","
                + "\"to\":[\"b@y.test\"],\"sent_at\":1767225600}");
  }
}
