package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.postern.auth.ApiKeys;
import dev.postern.config.Config;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs command lines against a server that answers what the test says.
class CliTest {
  @TempDir private Path data;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> asked = new ArrayList<>();
  private final List<String> offline = new ArrayList<>();
  private HttpServer server;
  private int status = 200;
  private String answer = "{}";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String key = exchange.getRequestHeaders().getFirst("Authorization");
          asked.add(
              (exchange.getRequestMethod()
                      + " "
                      + exchange.getRequestURI()
                      + " "
                      + key
                      + " "
                      + body)
                  .strip());
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void anAccountIsMadeThroughTheApiOfTheDataDirectorysServer() throws IOException {
    ready();
    status = 201;
    answer = grant();
    assertThat(run("agent", "account", "create", "ann@agents.localhost", "--name", "Ann")).isZero();
    assertThat(asked)
        .containsExactly(
            "POST /v3/connect/custom Bearer nyl_test {\"provider\":\"nylas\",\"settings\":"
                + "{\"email\":\"ann@agents.localhost\"},\"name\":\"Ann\"}");
    assertThat(out.toString()).contains("ann@agents.localhost", "a-1");
  }

  @Test
  void anAppPasswordThatWasMadeIsPrintedOnceAndSent() throws IOException {
    ready();
    answer = grant();
    assertThat(
            run("agent", "account", "create", "ann@agents.localhost", "--app-password", "--json"))
        .isZero();
    String password = out.toString().replaceAll("(?s).*\"app_password\":\"([^\"]*)\".*", "$1");
    assertThat(password).hasSizeBetween(18, 40);
    assertThat(asked.getFirst()).contains("\"app_password\":\"" + password + "\"");
  }

  @Test
  void whatTheServerRefusesIsToldInItsWords() throws IOException {
    ready();
    status = 404;
    answer = "{\"error\":{\"type\":\"x\",\"message\":\"domain a.example is not registered\"}}";
    assertThat(run("agent", "account", "create", "ann@a.example")).isEqualTo(1);
    assertThat(err.toString()).contains("domain a.example is not registered", "HTTP 404");
  }

  @Test
  void anAnswerThatIsNoJsonIsNoAccount() throws IOException {
    ready();
    answer = "<html>";
    assertThat(run("agent", "account", "get", "a-1")).isEqualTo(1);
    assertThat(err.toString()).contains("not of a v3 API");
  }

  @Test
  void devicesAreMadeListedAndRemoved() throws IOException {
    ready();
    status = 201;
    String device =
        "{\"id\":\"d-1\",\"name\":\"till\",\"email\":\"ann@agents.localhost\",\"has_pin\":true}";
    answer = "{\"data\":" + device + "}";
    assertThat(run("device", "add", "till", "a-1", "--network", "10.0.0.1", "--pin", "4711"))
        .isZero();
    answer = "{\"data\":[" + device + "]}";
    assertThat(run("device", "list", "--json")).isZero();
    assertThat(run("device", "remove", "Till")).isZero();
    assertThat(run("device", "remove", "other")).isEqualTo(1);
    String end = " Bearer nyl_test";
    assertThat(asked)
        .containsExactly(
            "POST /v3/admin/devices"
                + end
                + " {\"name\":\"till\",\"grant_id\":\"a-1\",\"network\":\"10.0.0.1\",\"pin\":\"4711\"}",
            "GET /v3/admin/devices" + end,
            "GET /v3/admin/devices" + end,
            "DELETE /v3/admin/devices/d-1" + end,
            "GET /v3/admin/devices" + end);
    assertThat(out.toString()).contains("any network, PIN  seen never", "[{\"", "removed d-1");
    assertThat(err.toString()).contains("there is no device other");
  }

  @Test
  void lintsAreTold() throws IOException {
    ready();
    answer =
        "{\"data\":[{\"kind\":\"no_end\",\"text\":\"Why.\",\"source\":\"till\",\"count\":2,"
            + "\"last_at\":0}]}";
    assertThat(run("lints")).isZero();
    assertThat(out.toString()).isEqualTo("1970-01-01T00:00:00Z  till  no_end, 2 times: Why.\n");
    assertThat(asked).containsExactly("GET /v3/admin/lints?limit=200&offset=0 Bearer nyl_test");
  }

  @Test
  void anAccountIsFoundByItsAddress() throws IOException {
    ready();
    answer = "{\"data\":[]}";
    assertThat(run("agent", "account", "delete", "no+one@agents.localhost")).isEqualTo(1);
    assertThat(asked.getFirst())
        .startsWith("GET /v3/grants?email=no%2Bone%40agents.localhost Bearer nyl_test");
    assertThat(err.toString()).contains("there is no account");
  }

  @Test
  void theKeyOfTheDataDirectoryGoesToNoOtherServer() throws IOException {
    ready();
    assertThat(run("agent", "account", "list", "--api-url", "http://127.0.0.1:9")).isEqualTo(1);
    assertThat(err.toString()).contains("POSTERN_API_KEY");
    assertThat(asked).isEmpty();
  }

  @Test
  void statusTellsWhetherAServerRuns() throws IOException {
    assertThat(run("status")).isEqualTo(1);
    assertThat(out.toString()).contains("no server is using");
    ready();
    assertThat(run("status", "--json")).isZero();
    assertThat(out.toString()).contains("\"running\":true", "\"imap\":1143");
  }

  @Test
  void aReadyFileOfADeadProcessCountsForNothing() throws IOException {
    ReadyFile left = new ReadyFile("1", Long.MAX_VALUE, "http://x", Map.of(), "", "");
    left.write(data);
    assertThat(ReadyFile.read(data)).isEmpty();
  }

  @Test
  void aBackupGoesThroughTheServerIfOneRunsAndElseStraight() throws IOException {
    assertThat(run("backup", data.resolve("b").toString())).isZero();
    assertThat(offline).containsExactly("backup");
    ready();
    assertThat(run("backup", data.resolve("c").toString())).isZero();
    assertThat(offline).containsExactly("backup");
    assertThat(asked.getFirst()).startsWith("POST /v3/admin/backup").contains("/c\"");
  }

  @Test
  void aWrongConfigurationExitsWithTwoAndStartsNothing() throws IOException {
    Path file = data.resolve("x.yaml");
    Files.writeString(file, "hostnam: a\ndomains: []\n");
    assertThat(run("serve", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("x.yaml:1: unknown key", "x.yaml:2: domains");
    assertThat(run("config", "check", "--config", file.toString())).isEqualTo(2);
    assertThat(run("config", "check", "--set", "hostname=mail.example")).isZero();
    assertThat(offline).isEmpty();
  }

  @Test
  void mailThatWaitsIsListedApprovedAndRefused() throws IOException {
    ready();
    String mail =
        "{\"id\":\"a-1\",\"status\":\"pending\",\"created_at\":0,\"sender\":\"ann@x.test\","
            + "\"recipients\":[\"b@x.test\",\"c@x.test\"],\"subject\":\"Hi\\u001b[2J\"}";
    answer = "{\"data\":[" + mail + "]}";
    assertThat(run("approval", "list", "--grant", "g")).isZero();
    assertThat(out.toString())
        .contains("a-1  1970-01-01T00:00:00Z  pending  ann@x.test  b@x.test +1  Hi\ufffd[2J");
    answer = "{\"data\":" + mail + "}";
    assertThat(run("approval", "show", "a-1")).isZero();
    assertThat(out.toString()).contains("Recipients: b@x.test, c@x.test");
    assertThat(run("approval", "approve", "a-1", "--hash", "00")).isZero();
    assertThat(run("approval", "refuse", "a/1", "--reason", "rude", "--json")).isZero();
    assertThat(asked)
        .containsExactly(
            "GET /v3/approvals?status=pending&grant_id=g&limit=50 Bearer nyl_test",
            "GET /v3/approvals/a-1 Bearer nyl_test",
            "POST /v3/approvals/a-1/approve Bearer nyl_test {\"content_hash\":\"00\"}",
            "POST /v3/approvals/a%2F1/refuse Bearer nyl_test {\"reason\":\"rude\"}");
  }

  @Test
  void aWrongCommandLineExitsWithTwo() {
    assertThat(run("serv")).isEqualTo(2);
    assertThat(run("agent")).isEqualTo(2);
    assertThat(run("agent", "account", "create")).isEqualTo(2);
  }

  @Test
  void aServerThatCannotStartExitsWithOne() {
    assertThat(run("serve")).isEqualTo(1);
    assertThat(err.toString()).contains("postern: 127.0.0.1:1143 is in use");
  }

  private int run(String... words) {
    var arguments = new ArrayList<>(List.of(words));
    boolean takesData =
        !words[0].startsWith("serv") && words.length > 0 && !words[0].equals("agent");
    if (takesData || words.length > 3) {
      arguments.addAll(List.of("--data", data.toString()));
    }
    return Cli.run(
        arguments.toArray(String[]::new),
        new Fake(),
        new PrintWriter(out, true),
        new PrintWriter(err, true));
  }

  private void ready() throws IOException {
    Path key = data.resolve("api-key");
    Files.writeString(key, "nyl_test\n");
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    long pid = ProcessHandle.current().pid();
    new ReadyFile("1", pid, url, Map.of("imap", 1143), "ca.pem", key.toString()).write(data);
  }

  private static String grant() {
    return "{\"request_id\":\"r\",\"data\":{\"id\":\"a-1\",\"email\":\"ann@agents.localhost\","
        + "\"name\":\"Ann\",\"created_at\":1}}";
  }

  private final class Fake implements Operations {
    @Override
    public String version() {
      return "1";
    }

    @Override
    public InstantSource clock() {
      return InstantSource.system();
    }

    @Override
    public <T> T withApiKeys(Path directory, Function<ApiKeys, T> work) {
      throw new CommandFailure("no data here");
    }

    @Override
    public Running start(Config config) {
      throw new CommandFailure("127.0.0.1:1143 is in use");
    }

    @Override
    public Path rotateApiKey(Path directory) {
      return directory.resolve("api-key");
    }

    @Override
    public void backup(Path directory, Path target) {
      offline.add("backup");
    }

    @Override
    public String restore(Path backup, Path directory) {
      return "restored";
    }
  }
}
