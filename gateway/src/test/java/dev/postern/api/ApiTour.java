package dev.postern.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.postern.lint.Lint;
import dev.postern.lint.LintKind;
import dev.postern.mailbox.Agent;
import dev.postern.outbound.Approval;
import dev.postern.v3.JsonBody;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Asks each route for something that it has.
record ApiTour(ApiStage stage, String hook) {
  void run() {
    String ann = "/v3/grants/" + stage.agent("ann");
    String bob = "/v3/grants/" + stage.agent("bob");
    mail(ann, bob);
    drafts(ann);
    folders(ann);
    transfer(ann);
    schedules(ann);
    webhooks();
    server();
    applications();
    domains(ann);
    new GuardTour(stage, ann).run();
    signIns();
    workspaces(ann);
    grants(ann, bob);
    refusals(ann);
  }

  private void mail(String ann, String bob) {
    String file =
        ",\"attachments\":[{\"filename\":\"a.txt\",\"content\":\"aGk=\","
            + "\"content_type\":\"text/plain\"}]";
    String to = "{\"to\":[{\"email\":\"bob@agents.test\"}],\"subject\":\"s\",\"body\":\"b\"";
    stage.call("POST", ann + "/messages/send", to + file + ",\"metadata\":{\"key1\":\"v\"}}");
    stage.call("POST", ann + "/messages/send?fields=include_headers", to + "}");
    stage.call("POST", ann + "/messages/send?dry_run=true", to + "}");
    await().until(() -> stage.get(bob + "/messages?in=inbox").list().size() == 2);
    stage.get(bob + "/messages?limit=1");
    stage.get(bob + "/messages/wait?timeout=0");
    stage.get(bob + "/messages?fields=include_headers");
    stage.get(bob + "/messages?select=id");
    stage.get(ann + "/messages?in=sent&fields=include_tracking_options");
    String sent =
        stage
            .get(ann + "/messages?has_attachment=true&in=sent")
            .list()
            .getFirst()
            .text("id")
            .orElseThrow();
    String attachment =
        stage
            .get(ann + "/messages/" + sent)
            .data()
            .objects("attachments")
            .orElseThrow()
            .getFirst()
            .text("id")
            .orElseThrow();
    stage.get(ann + "/messages/" + sent + "?fields=raw_mime");
    String there = ann + "/attachments/" + attachment;
    stage.get(there + "?message_id=" + sent);
    stage.get(there + "/download?message_id=" + sent);
    stage.call("PUT", ann + "/messages/clean", "{\"message_id\":[\"" + sent + "\"]}");
    stage.call("PUT", ann + "/messages/" + sent, "{\"starred\":true,\"answered\":true}");
    stage.get(ann + "/threads?limit=1");
    String thread = stage.get(ann + "/threads").list().getFirst().text("id").orElseThrow();
    stage.get(ann + "/threads/" + thread);
    stage.call("PUT", ann + "/threads/" + thread, "{\"unread\":false}");
    stage.call("DELETE", ann + "/threads/" + thread, "");
    stage.call("DELETE", ann + "/messages/" + sent, "");
  }

  private void drafts(String ann) {
    String body = "{\"to\":[{\"email\":\"bob@agents.test\"}],\"subject\":\"d\"}";
    String draft = stage.call("POST", ann + "/drafts", body).id();
    stage.call("POST", ann + "/drafts", "{\"subject\":\"alone\"}");
    stage.get(ann + "/drafts?limit=1");
    stage.get(ann + "/drafts/" + draft);
    stage.get(ann + "/threads");
    stage.call("PUT", ann + "/drafts/" + draft, "{\"subject\":\"other\"}");
    stage.call("POST", ann + "/drafts/" + draft + "?dry_run=true", "");
    stage.call("POST", ann + "/drafts/" + draft, "");
    String last = stage.call("POST", ann + "/drafts", "{}").id();
    stage.call("DELETE", ann + "/drafts/" + last, "");
  }

  private void folders(String ann) {
    String folder = stage.call("POST", ann + "/folders", "{\"name\":\"Work\"}").id();
    stage.call("POST", ann + "/folders", "{\"name\":\"In\",\"parent_id\":\"" + folder + "\"}");
    stage.get(ann + "/folders?limit=2");
    stage.get(ann + "/folders/" + folder);
    stage.call("PUT", ann + "/folders/" + folder, "{\"name\":\"Play\"}");
    stage.call(
        "DELETE",
        ann + "/folders/" + stage.call("POST", ann + "/folders", "{\"name\":\"x\"}").id(),
        "");
  }

  private void transfer(String ann) {
    String job = ann + "/imports/tour";
    String head = "{\"key\":\"%s\",\"size\":%s,\"folder\":\"%s\",\"flags\":[\"\\\\Seen\",\"a\"]}\n";
    byte[] body =
        (head.formatted("1", 9, "Old/2020") + "A: b\r\n\r\nc" + head.formatted("2", 1, "x//y"))
            .getBytes(UTF_8);
    stage.call("POST", job, body, "application/octet-stream");
    byte[] good = (head.formatted("1", 9, "Old/2020") + "A: b\r\n\r\nc").getBytes(UTF_8);
    stage.call("POST", job, good, "application/octet-stream");
    stage.call("POST", job, good, "application/octet-stream");
    stage.get(job + "?key=1,2");
    stage.call("DELETE", job, "");
    String old = "";
    for (JsonBody folder : stage.get(ann + "/export").list()) {
      old =
          folder.text("name").equals(Optional.of("Old/2020"))
              ? folder.text("folder_id").orElseThrow()
              : old;
    }
    stage.get(ann + "/export/" + old);
    String message =
        stage.get(ann + "/export/" + old).list().getFirst().text("message_id").orElseThrow();
    stage.get(ann + "/messages/" + message + "/raw?revision=0");
  }

  private void schedules(String ann) {
    long soon = System.currentTimeMillis() / 1000 + 4000;
    String body = "{\"to\":[{\"email\":\"bob@agents.test\"}],\"send_at\":" + soon + "}";
    String id =
        stage.call("POST", ann + "/messages/send", body).data().text("schedule_id").orElseThrow();
    stage.get(ann + "/messages/schedules");
    stage.get(ann + "/messages/schedules/" + id);
    stage.call("DELETE", ann + "/messages/schedules/" + id, "");
    stage.get(ann + "/messages/schedules");
  }

  private void webhooks() {
    String body =
        "{\"webhook_url\":\""
            + hook
            + "/a\",\"trigger_types\":[\"message.created\",\"folder.updated\"]}";
    String id = stage.call("POST", "/v3/webhooks", body).id();
    stage.get("/v3/webhooks");
    stage.get("/v3/webhooks/" + id);
    stage.get("/v3/webhooks/ip-addresses");
    stage.call("POST", "/v3/webhooks/mock-payload", "{\"trigger_type\":\"message.created\"}");
    String test = "{\"trigger_type\":\"message.created\",\"webhook_url\":\"" + hook + "/b\"}";
    stage.call("POST", "/v3/webhooks/send-test-event", test);
    stage.call("PUT", "/v3/webhooks/" + id, "{\"status\":\"pause\"}");
    stage.call("POST", "/v3/webhooks/rotate-secret/" + id, "");
    stage.call("PUT", "/v3/webhooks/" + id + "/rotate-secret", "");
    stage.call("DELETE", "/v3/webhooks/" + id, "");
  }

  private void queue() {
    String grant = stage.get("/v3/grants?limit=1").list().getFirst().text("id").orElseThrow();
    Agent agent = Agent.of(stage.mail(), stage.account(grant));
    long first = QueueRoutesTest.enqueue(agent, "x@one.test", "y@two.test");
    long second = QueueRoutesTest.enqueue(agent, "z@two.test");
    stage.get("/v3/admin/queue?limit=1");
    stage.get("/v3/admin/queue?domain=two.test&status=waiting&grant_id=" + grant);
    stage.get("/v3/admin/queue/" + first);
    stage.call("POST", "/v3/admin/queue/" + first + "/retry", "");
    stage.call("POST", "/v3/admin/queue/retry", "{\"domain\":\"two.test\"}");
    stage.call("DELETE", "/v3/admin/queue/" + second + "?bounce=true", "");
    stage.call("DELETE", "/v3/admin/queue?domain=two.test", "");
  }

  private void server() {
    stage.get("/healthz");
    stage.get("/readyz");
    stage.get("/metrics");
    stage.get("/openapi.json");
    String application = stage.get("/v3/applications").data().text("application_id").orElseThrow();
    stage.get("/v3/connectors");
    stage.get("/v3/connectors/nylas");
    stage.call("POST", "/v3/connectors", "{\"provider\":\"nylas\"}");
    stage.call("POST", "/v3/admin/api-key/rotate", "");
    stage.get("/v3/admin/api-keys");
    String any = stage.call("POST", "/v3/admin/api-keys", "{\"name\":\"any\"}").id();
    stage.call("DELETE", "/v3/admin/api-keys/" + any, "");
    stage.call("POST", "/v3/admin/suppressions", "{\"address\":\"x@example.org\"}");
    stage.call("POST", "/v3/admin/suppressions", "{\"address\":\"y@example.org\"}");
    stage.get("/v3/admin/suppressions?limit=1");
    stage.get("/v3/admin/suppressions?address=x@example.org");
    stage.call("DELETE", "/v3/admin/suppressions/x@example.org", "");
    queue();
    approvals();
    devices();
    serviceAccounts();
    String grant = stage.get("/v3/grants?limit=1").list().getFirst().text("id").orElseThrow();
    stage.get("/v3/admin/reputation?grant_id=" + grant);
    stage.call("DELETE", "/v3/admin/reputation?grant_id=" + grant, "");
    String keys = "/v3/admin/applications/" + application + "/api-keys";
    String key = stage.call("POST", keys, "{\"name\":\"one\",\"expires_in\":1}").id();
    stage.get(keys);
    stage.get(keys + "/" + key);
    stage.call("DELETE", keys + "/" + key, "");
  }

  private void serviceAccounts() {
    String all = "/v3/admin/service-accounts";
    String id = stage.call("POST", all, "{\"name\":\"ops\"}").id();
    stage.get(all);
    stage.call("DELETE", all + "/" + id, "");
  }

  private void approvals() {
    String grant = stage.agent("abe");
    String approved = ApprovalsRoutesTest.hold(stage, grant, "Please").id().toString();
    Approval refused = ApprovalsRoutesTest.hold(stage, grant, "Please not");
    stage.get("/v3/approvals?limit=1&status=pending&grant_id=" + grant);
    stage.get("/v3/approvals/" + approved);
    String hash = stage.get("/v3/approvals/" + approved).data().text("content_hash").orElseThrow();
    String body = "{\"content_hash\":\"" + hash + "\"}";
    stage.call("POST", "/v3/approvals/" + approved + "/approve", body);
    stage.call("POST", "/v3/approvals/" + approved + "/approve", "");
    stage.call("POST", "/v3/approvals/" + refused.id() + "/refuse", "{\"reason\":\"rude\"}");
    stage.get("/v3/approvals");
  }

  private void devices() {
    stage.agent("dan");
    String body = "{\"name\":\"%s\",\"grant_id\":\"dan@agents.test\",\"network\":\"192.0.2.%s\"}";
    String all = "/v3/admin/devices";
    String id = stage.call("POST", all, body.formatted("a", "0/24\",\"pin\":\"1234")).id();
    stage.call("POST", all, body.formatted("b", "7"));
    stage.call("POST", all, body.formatted("c", "7"));
    stage.get(all);
    stage.get(all + "/" + id);
    stage.call("DELETE", all + "/" + id, "");
    stage.engine().lints().add(lints(id), 10);
    stage.get("/v3/admin/lints?limit=1");
  }

  private static List<Lint> lints(String any) {
    Instant now = Instant.EPOCH.plusSeconds(1_700_000_000);
    return List.of(new Lint(Optional.empty(), any, LintKind.NO_DATE, now, now, 2));
  }

  private void applications() {
    String[] uris = {"/v3/applications/redirect-uris", "/v3/applications/callback-uris"};
    for (String path : uris) {
      String body = "{\"url\":\"http://127.0.0.1/back" + path.length() + "\",\"platform\":\"web\"}";
      String id = stage.call("POST", path, body).id();
      stage.get(path);
      stage.get(path + "/" + id);
      stage.call("PUT", path + "/" + id, "{}");
      stage.call("PATCH", path + "/" + id, "{}");
      stage.call("DELETE", path + "/" + id, "");
    }
    stage.call("PATCH", "/v3/applications", "{\"branding\":{\"description\":\"d\"}}");
    stage.call("PATCH", "/v3/connectors/nylas", "{}");
    stage.get("/v3/connectors/nylas/creds");
    stage.call("DELETE", "/v3/connectors/nylas", "");
  }

  private void domains(String ann) {
    String all = "/v3/admin/domains";
    stage.call("POST", all, "{\"domain_address\":\"tour.example.com\"}");
    stage.call("POST", all, "{\"domain_address\":\"trial.agents.localhost\"}");
    stage.get(all + "?limit=1");
    String one = all + "/tour.example.com";
    stage.get(one);
    stage.call("PUT", one, "{\"name\":\"Tour\"}");
    stage.call("POST", one + "/info", "{\"type\":\"ownership\"}");
    stage.call("POST", one + "/verify", "{\"type\":\"mx\"}");
    stage.get(one + "/records");
    stage.get(one + "/records?format=zone");
    stage.call("POST", one + "/dkim/rotate", "");
    String grant = ann.substring(ann.lastIndexOf('/') + 1);
    String aliases = all + "/agents.test/aliases";
    stage.call("PUT", all + "/agents.test", "{\"catch_all\":\"" + grant + "\"}");
    stage.call("PUT", all + "/agents.test", "{\"catch_all\":null}");
    stage.call("POST", aliases, "{\"address\":\"sales\",\"grant_id\":\"" + grant + "\"}");
    stage.get(aliases);
    stage.get(aliases + "/sales");
    stage.call("DELETE", aliases + "/sales", "");
    stage.call("DELETE", one, "");
  }

  private void workspaces(String ann) {
    String all = "/v3/workspaces";
    String body = "{\"name\":\"Tour\",\"domain\":\"ws.test\"}";
    String id = stage.call("POST", all, body).data().text("workspace_id").orElseThrow();
    String grant = ann.substring(ann.lastIndexOf('/') + 1);
    stage.get(all);
    stage.get(all + "/ws.test");
    stage.call("PATCH", all + "/" + id, "{\"name\":\"Other\"}");
    stage.call(
        "POST", all + "/" + id + "/manual-assign", "{\"assign_grants\":[\"" + grant + "\"]}");
    stage.call("POST", all + "/auto-group", "{}");
    stage.call("POST", all + "/auto-group", "{}");
    stage.call("DELETE", all + "/" + id, "");
  }

  private void signIns() {
    String password = "Correct1Horse2Battery";
    String back = "http://127.0.0.1/back";
    String client = stage.get("/v3/applications").data().text("application_id").orElseThrow();
    stage.call(
        "POST",
        "/v3/connect/custom",
        """
        {"provider":"nylas","settings":{"email":"cat@agents.test","app_password":"%s"}}
        """
            .formatted(password));
    stage.get("/v3/connect/auth?client_id=" + client + "&response_type=code&redirect_uri=" + back);
    String login =
        """
        {"public_application_id":"%s","email":"cat@agents.test","app_password":"%s",
         "redirect_uri":"%s","state":"s"}
        """
            .formatted(client, password, back);
    String code =
        stage.call("POST", "/v3/connect/login/nylas", login).json().text("UASCode").orElseThrow();
    String wanted =
        """
        {"client_id":"%s","client_secret":"%s","redirect_uri":"%s","code":"%s",
         "grant_type":"authorization_code"}
        """
            .formatted(client, ApiStage.KEY, back, code);
    String token =
        stage.call("POST", "/v3/connect/token", wanted).json().text("access_token").orElseThrow();
    stage.as(token, "GET", "/v3/grants/me", "");
    stage.get("/v3/connect/tokeninfo?access_token=" + token);
    stage.call("POST", "/v3/connect/revoke?token=" + token, "");
  }

  private void grants(String ann, String bob) {
    stage.get("/v3/grants?limit=1");
    stage.get(ann);
    stage.call("PATCH", ann, "{\"name\":\"Ann\"}");
    stage.call("POST", ann + "/tokens", "{}");
    stage.call("DELETE", ann + "/tokens", "");
    stage.call("DELETE", bob, "");
  }

  private void refusals(String ann) {
    stage.get(ann + "/messages?limit=x");
    stage.get(ann + "/messages/nothing");
    stage.get("/v3/nothing");
    stage.call("PUT", ann + "/drafts", "{}");
    stage.call("POST", ann + "/messages/send", "{");
    stage.as("wrong", "GET", ann, "");
  }
}
