package dev.postern.api;

import dev.postern.v3.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Ids that a random request may name: things that are there, things of others, and nothing.
final class FuzzPool {
  private static final List<String> ODD =
      List.of(
          "0",
          "-1",
          "x",
          "me",
          "inbox",
          "..",
          ".",
          "a/b",
          "<a@b>",
          "ann@agents.test",
          " ",
          "\r\n",
          "\0",
          "%",
          "ä",
          "\ud83d\ude00",
          "\ud800",
          "email:",
          "grant:",
          "external:7",
          "null",
          "zzzzzzzzzzzzz",
          "0000000000000",
          "'",
          "\"",
          "\\",
          ";",
          "1e9",
          "9".repeat(30));

  private final ApiStage stage;
  private final RandomGenerator random;
  private Map<String, List<String>> own = Map.of();
  private Map<String, List<String>> foreign = Map.of();
  private final String otherKey;
  private String ann = "";
  private String other = "";
  private String victim = "";
  private int agents;

  FuzzPool(ApiStage stage, RandomGenerator random) {
    this.stage = stage;
    this.random = random;
    this.otherKey = stage.key("other").secret();
  }

  /// Makes sure that there is something of each kind.
  void fill() {
    if (ann.isEmpty() || stage.get("/v3/grants/" + ann).status() != 200) {
      ann = stage.agent("ann");
    }
    if (other.isEmpty()) {
      other = stage.as(otherKey, "POST", "/v3/connect/custom", agent("olga")).id();
    }
    if (victim.isEmpty() || stage.get("/v3/grants/" + victim).status() != 200) {
      agents++;
      victim = stage.agent("victim" + agents);
    }
    own = things(ApiStage.KEY, ann);
    foreign = things(otherKey, other);
  }

  private static String agent(String name) {
    return "{\"provider\":\"nylas\",\"settings\":{\"email\":\"%s@agents.test\"}}".formatted(name);
  }

  private Map<String, List<String>> things(String key, String grant) {
    String path = "/v3/grants/" + grant;
    String file =
        "\"attachments\":[{\"filename\":\"a.txt\",\"content\":\"aGk=\",\"content_type\":\"text/plain\"}]";
    String to = "{\"to\":[{\"email\":\"victim1@agents.test\"}],\"subject\":\"one two\",";
    long soon = System.currentTimeMillis() / 1000 + 4000;
    stage.as(key, "POST", path + "/messages/send", to + file + "}");
    stage.as(key, "POST", path + "/messages/send", to + "\"send_at\":" + soon + "}");
    stage.as(key, "POST", path + "/drafts", to + file + "}");
    stage.as(key, "POST", path + "/folders", "{\"name\":\"f" + random.nextInt(1_000_000) + "\"}");
    List<JsonBody> messages = list(key, path + "/messages?limit=20&in=sent");
    List<String> attachments = new ArrayList<>();
    for (JsonBody message : messages) {
      message
          .objects("attachments")
          .orElse(List.of())
          .forEach(each -> attachments.add(each.text("id").orElseThrow()));
    }
    JsonBody about = stage.as(key, "GET", "/v3/applications", "").data();
    String application = about.text("application_id").orElseThrow();
    return Map.ofEntries(
        Map.entry("application", List.of(application)),
        Map.entry("workspace", List.of(about.text("default_workspace_id").orElseThrow())),
        Map.entry("grant", List.of(grant)),
        Map.entry("message", ids(messages, "id")),
        Map.entry("message_id", ids(messages, "id")),
        Map.entry("draft", ids(list(key, path + "/drafts?limit=20"), "id")),
        Map.entry("thread", ids(list(key, path + "/threads?limit=20"), "id")),
        Map.entry("folder", ids(list(key, path + "/folders?limit=200"), "id")),
        Map.entry("schedule", ids(list(key, path + "/messages/schedules"), "schedule_id")),
        Map.entry("attachment", attachments),
        Map.entry("webhook", ids(list(key, "/v3/webhooks"), "id")),
        Map.entry("api_key", spareKeys(key, application)),
        Map.entry("provider", List.of("nylas")));
  }

  // Not those that the test itself uses, which have no name.
  private List<String> spareKeys(String key, String application) {
    return list(key, "/v3/admin/applications/" + application + "/api-keys").stream()
        .filter(each -> each.text("name").filter(name -> !name.isEmpty()).isPresent())
        .map(each -> each.text("id").orElseThrow())
        .toList();
  }

  private List<JsonBody> list(String key, String path) {
    return stage.as(key, "GET", path, "").list();
  }

  private static List<String> ids(List<JsonBody> things, String member) {
    return things.stream().map(thing -> thing.text(member).orElseThrow()).toList();
  }

  /// Returns the grants whose mail must stay as it is when a request is refused.
  List<String> grants() {
    return List.of(ann, other, victim);
  }

  /// Returns a key of another application.
  String otherKey() {
    return otherKey;
  }

  /// Returns the grant that may be deleted.
  String victim() {
    return victim;
  }

  /// Returns the id of something that is there; anything if there is none.
  String own(String kind) {
    return one(own.getOrDefault(kind, List.of()));
  }

  /// Returns any id: of another application, of another kind, of nothing, or no id at all.
  String wrong(String kind) {
    return switch (random.nextInt(4)) {
      case 0 -> one(foreign.getOrDefault(kind, List.of()));
      case 1 ->
          one(
              own.getOrDefault(
                  List.of("message", "thread", "draft").get(random.nextInt(3)), List.of()));
      case 2 -> new UUID(random.nextLong(), random.nextLong()).toString();
      default -> ODD.get(random.nextInt(ODD.size()));
    };
  }

  private String one(List<String> ids) {
    return ids.isEmpty() ? "none" : ids.get(random.nextInt(ids.size()));
  }
}
