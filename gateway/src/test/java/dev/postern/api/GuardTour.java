package dev.postern.api;

/// Asks each route of policies, rules and lists for something that it has.
///
/// @param ann path of a grant
record GuardTour(ApiStage stage, String ann) {
  void run() {
    policies();
    lists();
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
    stage.get(all + "/" + id);
    stage.call("PUT", all + "/" + id, "{\"enabled\":false}");
    stage.call("DELETE", all + "/" + id, "");
  }
}
