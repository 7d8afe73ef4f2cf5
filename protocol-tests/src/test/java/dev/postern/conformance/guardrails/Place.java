package dev.postern.conformance.guardrails;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.Json;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// A server with workspaces to put agents into, and a friend whom nothing bounds.
final class Place implements AutoCloseable {
  private final Postern server;
  private final String friend;
  private final Map<String, String> workspaces = new HashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();

  Place(String... settings) throws IOException {
    server = Postern.start(settings);
    friend = server.agent("friend");
  }

  Postern server() {
    return server;
  }

  /// An agent of the default workspace.
  String friend() {
    return friend;
  }

  /// Returns a word that no other mail or agent has.
  String unique(String start) {
    return start.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]", "")
        + "x"
        + numbers.incrementAndGet();
  }

  Api.Answer post(String agent, String what, Map<String, ?> body) throws IOException {
    return server.api().post("/v3/grants/" + server.grant(agent) + what, body);
  }

  /// Returns what a call made.
  JsonNode made(String path, Map<String, ?> body) throws IOException {
    Api.Answer answer = server.api().post(path, body);
    assertThat(answer.status()).as("%s: %s", path, answer.json()).isBetween(200, 201);
    return answer.data();
  }

  /// Makes an agent in a workspace of its own.
  ///
  /// @param policy limits of its policy
  /// @param rules attached to it
  String agent(String name, Map<String, ?> policy, List<Map<String, ?>> rules) throws IOException {
    var ids = new ArrayList<String>();
    for (Map<String, ?> rule : rules) {
      ids.add(made("/v3/rules", rule).path("id").asString());
    }
    var body = new HashMap<String, Object>(Map.of("name", name, "rule_ids", ids));
    if (!policy.isEmpty()) {
      Map<String, ?> wanted = Map.of("name", name, "limits", policy);
      body.put("policy_id", made("/v3/policies", wanted).path("id").asString());
    }
    String workspace = made("/v3/workspaces", body).path("workspace_id").asString();
    String agent = server.agent(name);
    workspaces.put(agent, workspace);
    move(agent, workspace);
    return agent;
  }

  private void move(String agent, String workspace) throws IOException {
    made(
        "/v3/workspaces/" + workspace + "/manual-assign",
        Map.of("assign_grants", List.of(server.grant(agent))));
  }

  /// A call that may fail.
  @FunctionalInterface
  interface Call<T> {
    T run() throws IOException;
  }

  /// Does something while the agent is in the default workspace.
  <T> T unbounded(String agent, Call<T> call) throws IOException {
    String workspace = workspaces.getOrDefault(agent, "");
    if (workspace.isEmpty()) {
      return call.run();
    }
    made(
        "/v3/workspaces/" + workspace + "/manual-assign",
        Map.of("remove_grants", List.of(server.grant(agent))));
    T result = call.run();
    move(agent, workspace);
    return result;
  }

  /// Returns what an answer says of a mail.
  String answered(Api.Answer answer) {
    return answer.status() < 300
        ? Door.TAKEN
        : answer.status() + " " + answer.json().path("error").path("message").asString();
  }

  /// Returns the messages of an agent with a subject, wherever they are.
  List<JsonNode> messages(String agent, String subject) throws IOException {
    String path = "/v3/grants/" + server.grant(agent) + "/messages?limit=200&subject=" + subject;
    return StreamSupport.stream(server.api().get(path).data().spliterator(), false)
        .filter(message -> message.path("subject").asString().equals(subject))
        .toList();
  }

  /// Returns the drafts of an agent with a subject.
  List<JsonNode> drafts(String agent, String subject) throws IOException {
    String path = "/v3/grants/" + server.grant(agent) + "/drafts?limit=200";
    return StreamSupport.stream(server.api().get(path).data().spliterator(), false)
        .filter(draft -> draft.path("subject").asString().equals(subject))
        .toList();
  }

  /// Returns what became of a mail between agents; empty if that is not known yet.
  String fate(String agent, String subject) throws IOException {
    if (!messages(agent, subject).isEmpty()) {
      return Door.TAKEN;
    }
    String path = "/v3/grants/" + server.grant(friend) + "/messages?limit=50&in=inbox";
    for (JsonNode report : server.api().get(path).data()) {
      String text = Json.write(report);
      String id = report.path("id").asString();
      if (text.contains("could not be delivered")) {
        String raw =
            server
                .api()
                .get("/v3/grants/" + server.grant(friend) + "/messages/" + id + "?fields=raw_mime")
                .data()
                .path("raw_mime")
                .asString();
        String mime =
            new String(
                java.util.Base64.getUrlDecoder().decode(raw.replace("=", "")),
                java.nio.charset.StandardCharsets.ISO_8859_1);
        if (mime.contains(subject)) {
          return "bounced " + mime.replaceAll("(?s).*\\nStatus: ([0-9.]+).*", "$1");
        }
      }
    }
    return "";
  }

  /// Returns the records of what rules did, newest first.
  List<JsonNode> evaluations(String agent) throws IOException {
    String path = "/v3/grants/" + server.grant(agent) + "/rule-evaluations";
    return StreamSupport.stream(server.api().get(path).data().spliterator(), false).toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
