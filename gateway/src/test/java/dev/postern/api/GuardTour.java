package dev.postern.api;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.rules.Decision;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Applied;
import dev.postern.rules.Evaluation.Input;
import dev.postern.rules.Evaluation.Stage;
import dev.postern.rules.EvaluationTx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Asks each route of policies, rules and lists for something that it has.
///
/// @param ann path of a grant
record GuardTour(ApiStage stage, String ann) {
  void run() {
    policies();
    lists();
    evaluations();
  }

  private void evaluations() {
    for (Stage each : Stage.values()) {
      boolean sent = each == Stage.OUTBOUND_SEND;
      Input input =
          new Input("eve@x.test", sent ? List.of("bob@y.test") : List.of(), sent ? "reply" : "");
      Evaluation record =
          Evaluation.of(
              each,
              Instant.now(),
              input,
              new Decision(List.of(UUID.randomUUID()), List.of()),
              sent ? Applied.FAILED : each == Stage.SMTP_RCPT ? Applied.BLOCKED : done(),
              sent ? Optional.empty() : Optional.of(new MessageId(7)));
      AccountId account = stage.account(ann.substring(ann.lastIndexOf('/') + 1));
      var _ = stage.mail().commit(account, this, tx -> add(tx, record));
    }
    stage.get(ann + "/rule-evaluations");
    stage.get(ann + "/rule-evaluations?limit=1");
  }

  private static Applied done() {
    return new Applied(false, false, true, true, true, true, true, List.of("inbox"));
  }

  private static boolean add(MailTx tx, Evaluation record) {
    tx.join(EvaluationTx.class).add(record);
    return true;
  }

  private void policies() {
    String all = "/v3/policies";
    stage.get(all);
    String id =
        stage
            .call(
                "POST",
                all,
                """
                {"name":"Strict","limits":{"limit_count_daily_email_sent":5,
                 "limit_attachment_allowed_types":["image/*"]},
                 "spam_detection":{"spam_sensitivity":1.5},"rules":[],
                 "options":{"additional_folders":["Clients"],"use_cidr_aliasing":false}}
                """)
            .id();
    stage.call("POST", all, "{\"name\":\"Other\"}");
    stage.get(all + "?limit=1");
    stage.get(all + "/" + id);
    stage.call("PUT", all + "/" + id, "{\"name\":\"Stricter\"}");
    stage.call("DELETE", all + "/" + id, "");
  }

  private void lists() {
    String all = "/v3/lists";
    stage.get(all);
    String list = stage.call("POST", all, "{\"name\":\"Bad\",\"type\":\"domain\"}").id();
    stage.call("POST", all, "{\"name\":\"Worse\",\"type\":\"tld\",\"description\":\"d\"}");
    stage.get(all + "?limit=1");
    String one = all + "/" + list;
    stage.get(one);
    stage.call("PUT", one, "{\"description\":\"of last week\"}");
    stage.get(one + "/items");
    stage.call("POST", one + "/items", "{\"items\":[\"bad.example\",\"worse.example\"]}");
    stage.get(one + "/items?limit=1");
    stage.call("DELETE", one + "/items", "{\"items\":[\"bad.example\"]}");
    rules(list);
    stage.call("DELETE", one, "");
  }

  private void rules(String list) {
    String all = "/v3/rules";
    stage.get(all);
    String id =
        stage
            .call(
                "POST",
                all,
                """
                {"name":"Block","match":{"conditions":[
                 {"field":"from.domain","operator":"in_list","value":["%s"]}]},
                 "actions":[{"type":"block"}]}
                """
                    .formatted(list))
            .id();
    stage.call(
        "POST",
        all,
        """
        {"name":"Sort","description":"d","priority":3,"enabled":false,"trigger":"outbound",
         "match":{"operator":"any","conditions":[
         {"field":"recipient.tld","operator":"is","value":"test"},
         {"field":"message.size","operator":"gte","value":1000}]},
         "actions":[{"type":"mark_as_read"},{"type":"assign_to_folder","value":"Sent"}]}
        """);
    stage.get(all + "?limit=1");
    String tried =
        """
        {"rules":[{"match":{"conditions":[{"field":"subject","operator":"is","value":"s"}]},
         "actions":[{"type":"trash"}]}],
         "message":{"from":[{"email":"a@x.test"}],"subject":"S"}}
        """;
    stage.call("POST", all + "/test", tried);
    stage.get(all + "/" + id);
    stage.call("PUT", all + "/" + id, "{\"enabled\":false}");
    stage.call("DELETE", all + "/" + id, "");
  }
}
