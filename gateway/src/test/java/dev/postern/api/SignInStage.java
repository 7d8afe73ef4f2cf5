package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A server with Ann's account, and what a browser and an application say to it.
abstract class SignInStage {
  static final String PASSWORD = "Correct-Horse-Battery-9";
  static final String BACK = "http://127.0.0.1:9999/back";
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([0-9a-f]{64})\"");
  private static final Pattern CODE = Pattern.compile("[?&]code=([A-Za-z0-9_]+)");

  @TempDir private Path directory;
  ApiStage stage;
  String client;
  String ann;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    client = stage.get("/v3/applications").data().text("application_id").orElseThrow();
    ann = account("ann", ApiStage.KEY);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  String account(String name, String key) {
    String body =
        """
        {"provider":"nylas","settings":{"email":"%s@agents.test","app_password":"%s"}}
        """
            .formatted(name, PASSWORD);
    return stage.as(key, "POST", "/v3/connect/custom", body).id();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  String auth(String... more) {
    List<String> all = new ArrayList<>();
    all.add("client_id=" + client);
    all.add("redirect_uri=" + encoded(BACK));
    all.add("response_type=code");
    all.addAll(List.of(more));
    return "/v3/connect/auth?" + String.join("&", all);
  }

  Answer page(String path) {
    return stage.call("GET", path, new byte[0], Map.of("Accept", "text/html"));
  }

  Answer submit(String path, String email, String password, String... cookies) {
    Answer page = page(path);
    Matcher csrf = CSRF.matcher(page.text());
    assertThat(csrf.find()).as(page.text()).isTrue();
    String set = page.response().headers().firstValue("set-cookie").orElseThrow();
    String cookie = cookies.length == 0 ? set.split(";", 2)[0] : cookies[0];
    String form =
        "csrf=%s&email=%s&app_password=%s"
            .formatted(csrf.group(1), encoded(email), encoded(password));
    return stage.call(
        "POST",
        path,
        form.getBytes(StandardCharsets.UTF_8),
        Map.of(
            "Accept",
            "text/html",
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Origin",
            "http://127.0.0.1:" + stage.port(),
            "Cookie",
            cookie));
  }

  String code(String path) {
    Answer answer = submit(path, "ann@agents.test", PASSWORD);
    assertThat(answer.status()).as(answer.text()).isEqualTo(302);
    Matcher code = CODE.matcher(location(answer));
    assertThat(code.find()).as(location(answer)).isTrue();
    return code.group(1);
  }

  static String location(Answer answer) {
    return answer.response().headers().firstValue("location").orElseThrow();
  }

  Answer token(String json) {
    return stage.call(
        "POST",
        "/v3/connect/token",
        json.getBytes(StandardCharsets.UTF_8),
        Map.of("Content-Type", "application/json"));
  }

  Answer exchange(String code, String proof) {
    return token(
        """
        {"client_id":"%s","redirect_uri":"%s","code":"%s","grant_type":"authorization_code",%s}
        """
            .formatted(client, BACK, code, proof));
  }

  static String secret() {
    return "\"client_secret\":\"" + ApiStage.KEY + "\"";
  }

  Answer refresh(String token) {
    return token(
        """
        {"client_id":"%s","refresh_token":"%s","grant_type":"refresh_token",%s}
        """
            .formatted(client, token, secret()));
  }

  static String text(Answer answer, String name) {
    return answer.json().text(name).orElseThrow(() -> new AssertionError(answer.text()));
  }

  static void refused(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(text(answer, "error")).isEqualTo(error);
  }

  int reaches(String token) {
    return stage.as(token, "GET", "/v3/grants/me/messages", "").status();
  }
}
