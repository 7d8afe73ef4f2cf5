package dev.postern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.ReadyFile;
import dev.postern.config.Config;
import dev.postern.config.ConfigSource;
import dev.postern.v3.JsonBody;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An owner stops an account: on every door it ends at once, and goes on when it may.
class KillSwitchTest {
  private static final String PASSWORD = "Correct1Horse2Battery";
  private static final String STOPPED = "the account was stopped by its owner";

  @TempDir private Path temporary;
  @AutoClose private final HttpClient client = HttpClient.newHttpClient();
  private Server server;
  private String key;
  private String annId;
  private String ann;
  private String bob;

  @BeforeEach
  void start() throws Exception {
    open();
    annId = agent("ann");
    ann = "/v3/grants/" + annId;
    bob = "/v3/grants/" + agent("bob");
  }

  private void open() throws Exception {
    List<String> sets =
        new ArrayList<>(
            Stream.of("imap", "submission", "mx", "api")
                .map(name -> "listeners." + name + "=127.0.0.1:0")
                .toList());
    sets.addAll(
        List.of("listeners.imaps=off", "listeners.submissions=off", "security.allow-http=true"));
    Optional<Path> data = Optional.of(temporary.resolve("data"));
    Config config = new ConfigSource(Optional.empty(), data, sets, Map.of()).load().config();
    server = Server.start(config, "1", InstantSource.system());
    key = Files.readString(Path.of(server.ready().apiKeyFile())).strip();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String agent(String name) {
    String body =
        "{\"provider\":\"nylas\",\"settings\":{\"email\":\""
            + name
            + "@agents.localhost\",\"app_password\":\""
            + PASSWORD
            + "\"}}";
    HttpResponse<String> made = call("POST", "/v3/connect/custom", body);
    return data(made).text("id").orElseThrow();
  }

  private HttpResponse<String> call(String method, String path, String body) {
    return as(key, method, path, body).join();
  }

  private CompletableFuture<HttpResponse<String>> as(
      String bearer, String method, String path, String body) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create(server.ready().apiUrl() + path))
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonBody data(HttpResponse<String> answer) {
    return JsonBody.parse(answer.body().getBytes(StandardCharsets.UTF_8))
        .object("data")
        .orElseThrow(() -> new AssertionError(answer.body()));
  }

  private void block(boolean blocked) {
    HttpResponse<String> answer = call("PATCH", ann, "{\"blocked\":" + blocked + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(data(answer).flag("blocked")).contains(blocked);
  }

  private String token() {
    return data(call("POST", ann + "/tokens", "{}")).text("access_token").orElseThrow();
  }

  /// A conversation in lines.
  private final class Talk implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Talk(String listener) throws IOException {
      ReadyFile ready = server.ready();
      socket = new Socket("127.0.0.1", ready.ports().getOrDefault(listener, 0));
      socket.setSoTimeout(20_000);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      line();
    }

    String line() throws IOException {
      return String.valueOf(in.readLine());
    }

    /// Returns the first line that begins so.
    String say(String line, String... beginnings) throws IOException {
      socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer = line();
      while (Stream.of(beginnings).noneMatch(answer::startsWith) && !answer.equals("null")) {
        answer = line();
      }
      return answer;
    }

    /// Reads on to the end; both that and the last words come within a second.
    String lastWords() throws IOException {
      socket.setSoTimeout(1_000);
      String last = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        last = line;
      }
      return last;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private Talk imap() throws IOException {
    return new Talk("imap");
  }

  private String signIn(Talk imap, String password) throws IOException {
    return imap.say("a LOGIN ann@agents.localhost " + password, "a ");
  }

  private static String plain(String password) {
    return base64("\0ann@agents.localhost\0" + password);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void openConnectionsEndWithinASecondAndSayWhy() throws Exception {
    try (Talk idle = imap();
        Talk smtp = new Talk("submission")) {
      assertThat(signIn(idle, PASSWORD)).startsWith("a OK");
      assertThat(idle.say("b SELECT INBOX", "b ")).startsWith("b OK");
      assertThat(idle.say("c IDLE", "+")).startsWith("+");
      smtp.say("EHLO client.test", "250 ");
      assertThat(smtp.say("AUTH PLAIN " + plain(PASSWORD), "2", "5")).startsWith("235");
      assertThat(smtp.say("MAIL FROM:<ann@agents.localhost>", "2", "5")).startsWith("250");
      block(true);
      assertThat(idle.lastWords()).startsWith("* BYE").contains(STOPPED);
      assertThat(smtp.lastWords()).startsWith("421 4.3.2").contains(STOPPED);
    }
  }

  @Test
  void nobodySignsInOnAnyDoorAndOnlyWhoKnowsThePasswordLearnsWhy() throws Exception {
    String token = token();
    block(true);
    try (Talk imap = imap();
        Talk smtp = new Talk("submission")) {
      assertThat(signIn(imap, PASSWORD)).isEqualTo("a NO [CONTACTADMIN] " + STOPPED);
      assertThat(signIn(imap, "Wrong1Horse2Battery3")).contains("AUTHENTICATIONFAILED");
      for (String secret : List.of(token, key)) {
        String xoauth2 =
            base64("user=ann@agents.localhost\u0001auth=Bearer " + secret + "\u0001\u0001");
        assertThat(imap.say("b AUTHENTICATE XOAUTH2 " + xoauth2, "b ", "+"))
            .isEqualTo("b NO [CONTACTADMIN] " + STOPPED);
      }
      smtp.say("EHLO client.test", "250 ");
      assertThat(smtp.say("AUTH PLAIN " + plain(PASSWORD), "2", "5"))
          .isEqualTo("525 5.7.13 " + STOPPED);
      assertThat(smtp.say("AUTH PLAIN " + plain("Wrong1Horse2Battery3"), "5")).startsWith("535");
    }
    String application =
        data(call("GET", "/v3/applications", "")).text("application_id").orElseThrow();
    String login =
        "{\"public_application_id\":\""
            + application
            + "\",\"email\":\"ann@agents.localhost\",\"app_password\":\""
            + PASSWORD
            + "\",\"redirect_uri\":\"http://127.0.0.1/back\"}";
    call("POST", "/v3/applications/redirect-uris", "{\"url\":\"http://127.0.0.1/back\"}");
    HttpResponse<String> hosted = call("POST", "/v3/connect/login/nylas", login);
    assertThat(hosted.statusCode()).as(hosted.body()).isEqualTo(423);
    block(false);
    try (Talk imap = imap()) {
      assertThat(signIn(imap, PASSWORD)).startsWith("a OK");
    }
  }

  @Test
  void anAccessTokenOpensNothingWhileAKeyStillReadsAndChanges() throws Exception {
    String token = token();
    CompletableFuture<HttpResponse<String>> poll =
        as(token, "GET", ann + "/messages/wait?timeout=60", "");
    CompletableFuture<HttpResponse<String>> stream = as(token, "GET", ann + "/events/stream", "");
    CompletableFuture<HttpResponse<String>> ofKey =
        as(key, "GET", ann + "/messages/wait?timeout=60", "");
    Awaitility.await()
        .until(() -> as(token, "GET", "/v3/grants/me", "").join().statusCode() == 200);
    block(true);
    for (var ends : List.of(poll, stream)) {
      assertThat(ends.get(5, TimeUnit.SECONDS).statusCode()).isIn(200, 404, 423);
    }
    for (String path : List.of("/v3/grants/me", ann + "/messages", ann + "/nothing")) {
      HttpResponse<String> refused = as(token, "GET", path, "").join();
      assertThat(refused.statusCode()).isEqualTo(423);
      assertThat(refused.body()).contains("api.resource_blocked").contains(STOPPED);
    }
    assertThat(as(token, "PATCH", ann, "{\"blocked\":false}").join().statusCode()).isEqualTo(423);
    String mail =
        "{\"to\":[{\"email\":\"ann@agents.localhost\"}],\"subject\":\"s\",\"body\":\"b\"}";
    assertThat(call("POST", bob + "/messages/send", mail).statusCode()).isEqualTo(200);
    assertThat(ofKey.get(20, TimeUnit.SECONDS).body()).contains("\"subject\":\"s\"");
    HttpResponse<String> draft = call("POST", ann + "/drafts", mail);
    assertThat(draft.statusCode()).isEqualTo(200);
    long later = Instant.now().getEpochSecond() + 3600;
    String scheduled = mail.replace("{\"to\"", "{\"send_at\":" + later + ",\"to\"");
    for (HttpResponse<String> sent :
        List.of(
            call("POST", ann + "/messages/send", mail),
            call("POST", ann + "/messages/send", scheduled),
            call("POST", ann + "/drafts/" + data(draft).text("id").orElseThrow(), ""))) {
      assertThat(sent.statusCode()).as(sent.body()).isEqualTo(423);
      assertThat(sent.body()).contains("api.resource_blocked");
    }
    assertThat(call("GET", ann + "/messages", "").body()).contains("\"subject\":\"s\"");
    block(false);
    assertThat(as(token, "GET", "/v3/grants/me", "").join().statusCode()).isEqualTo(200);
  }

  @Test
  void itStaysStoppedOverARestartAndWhenItIsMadeAgain() throws Exception {
    block(true);
    stop();
    open();
    assertThat(data(call("GET", ann, "")).flag("blocked")).contains(true);
    agent("ann");
    assertThat(data(call("GET", ann, "")).flag("blocked")).contains(true);
    try (Talk imap = imap()) {
      assertThat(signIn(imap, PASSWORD)).contains("CONTACTADMIN");
    }
    assertThat(call("PATCH", ann, "{\"blocked\":\"yes\"}").statusCode()).isEqualTo(400);
    assertThat(call("PATCH", ann, "{\"blocked\":null}").statusCode()).isEqualTo(200);
    assertThat(data(call("GET", ann, "")).flag("blocked")).contains(true);
  }
}
