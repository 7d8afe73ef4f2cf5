package dev.postern.cli;

import dev.postern.config.Config;
import dev.postern.config.Endpoint;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// `postern serve --demo`: two agents hold a short conversation through the API, as any client
/// would; then the person learns how to look at it.
final class Demo {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String LIST = "id,quantity\nA-17,3\nB-04,12\n";

  private record Person(String id, String email, String password) {}

  private final ApiClient client;
  private final String domain;

  private Demo(ApiClient client, String domain) {
    this.client = client;
    this.domain = domain;
  }

  /// Replaces each port that somebody else is using by any free one: a demo should not fail because
  /// of port 8080.
  static Config onFreePorts(Config config) {
    Config.Listeners all = config.listeners();
    var free =
        new Config.Listeners(
            free(all.imap()),
            free(all.imaps()),
            free(all.submission()),
            free(all.submissions()),
            free(all.mx()),
            free(all.legacy()),
            free(all.api().or(() -> Optional.of(new Endpoint("127.0.0.1", 0)))),
            all.imapProfile(),
            all.imapsProfile());
    return config.with(free);
  }

  private static Optional<Endpoint> free(Optional<Endpoint> listener) {
    return listener.map(endpoint -> isFree(endpoint) ? endpoint : new Endpoint(endpoint.host(), 0));
  }

  private static boolean isFree(Endpoint endpoint) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(endpoint.host(), endpoint.port()));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /// Holds the conversation on a server that is ready, and prints how to connect.
  static void play(ReadyFile ready, Config config, PrintWriter out) throws InterruptedException {
    try (var client = new ApiClient(ready.apiUrl(), key(ready))) {
      new Demo(client, config.domains().getFirst()).play(ready, config.data(), out);
    }
  }

  private static String key(ReadyFile ready) {
    try {
      return Files.readString(Path.of(ready.apiKeyFile())).strip();
    } catch (IOException e) {
      throw new CommandFailure("the API key cannot be read: " + e, e);
    }
  }

  private void play(ReadyFile ready, Path data, PrintWriter out) throws InterruptedException {
    Person ann = person("ann", "Ann (purchasing)");
    Person ben = person("ben", "Ben (warehouse)");
    send(ann, ben, "Parts for Thursday", "Can you have these ready by Thursday?", true, "");
    JsonBody question = received(ben, 1);
    send(ben, ann, "Re: Parts for Thursday", "All but B-04: eight of twelve.", false, id(question));
    JsonBody answer = received(ann, 1);
    send(ann, ben, "Re: Parts for Thursday", "Eight will do. Thank you!", false, id(answer));
    JsonBody last = received(ben, 2);
    out.println();
    out.println("Two agents exchanged three messages in one thread, the first with an attachment.");
    if (!thread(question).equals(thread(last))) {
      throw new CommandFailure("the demo's conversation is not one thread");
    }
    DemoNotes.print(
        out,
        ready,
        data,
        List.of(
            new DemoNotes.Account(ann.email, ann.password, ann.id),
            new DemoNotes.Account(ben.email, ben.password, ben.id)));
  }

  private Person person(String local, String name) {
    String email = local + "@" + domain;
    String password = AppPassword.generate();
    var settings = new JsonObject().put("email", email).put("app_password", password);
    var request =
        new JsonObject().put("provider", "nylas").put("name", name).put("settings", settings);
    JsonBody grant = client.post("/v3/connect/custom", request).object("data").orElseThrow();
    return new Person(id(grant), email, password);
  }

  private void send(
      Person from, Person to, String subject, String text, boolean attach, String replyTo) {
    var request =
        new JsonObject()
            .put("subject", subject)
            .put("body", "<p>" + text + "</p>")
            .putObjects("to", List.of(new JsonObject().put("email", to.email)));
    if (attach) {
      byte[] content = LIST.getBytes(StandardCharsets.US_ASCII);
      request.putObjects(
          "attachments",
          List.of(
              new JsonObject()
                  .put("filename", "parts.csv")
                  .put("content_type", "text/csv")
                  .put("content", Base64.getEncoder().encodeToString(content))));
    }
    if (!replyTo.isEmpty()) {
      request.put("reply_to_message_id", replyTo);
    }
    client.post("/v3/grants/" + from.id + "/messages/send", request);
  }

  /// Waits until `person` has `count` messages in the inbox.
  ///
  /// @return the newest
  private JsonBody received(Person person, int count) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      JsonBody page = client.get("/v3/grants/" + person.id + "/messages?in=inbox&limit=10");
      List<JsonBody> messages = page.objects("data").orElse(List.of());
      if (messages.size() >= count) {
        return messages.getFirst();
      }
      Thread.sleep(Duration.ofMillis(20));
    }
    throw new CommandFailure("the demo's mail to " + person.email + " did not arrive");
  }

  private static String id(JsonBody object) {
    return object.text("id").orElse("");
  }

  private static String thread(JsonBody message) {
    return message.text("thread_id").orElse("");
  }
}
