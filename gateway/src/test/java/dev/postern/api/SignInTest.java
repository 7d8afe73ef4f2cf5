package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sign-in in a browser and what comes of it, against a running server.
class SignInTest {
  private static final String PASSWORD = "Correct-Horse-Battery-9";
  private static final String BACK = "http://127.0.0.1:9999/back";
  private static final String VERIFIER = "0f8fad5b-d9cb-469f-a165-70867728950e";
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([0-9a-f]{64})\"");
  private static final Pattern CODE = Pattern.compile("[?&]code=([A-Za-z0-9_]+)");

  @TempDir private Path directory;
  private ApiStage stage;
  private String client;
  private String ann;

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

  private String account(String name, String key) {
    String body =
        """
        {"provider":"nylas","settings":{"email":"%s@agents.test","app_password":"%s"}}
        """;
    return stage.as(key, "POST", "/v3/connect/custom", body.formatted(name, PASSWORD)).id();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String auth(String... more) {
    List<String> all = new ArrayList<>();
    all.add("client_id=" + client);
    all.add("redirect_uri=" + encoded(BACK));
    all.add("response_type=code");
    all.addAll(List.of(more));
    return "/v3/connect/auth?" + String.join("&", all);
  }

  private Answer page(String path) {
    return stage.call("GET", path, new byte[0], Map.of("Accept", "text/html"));
  }

  private Answer submit(String path, String email, String password, String... cookies) {
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

  private String code(String path) {
    Answer answer = submit(path, "ann@agents.test", PASSWORD);
    assertThat(answer.status()).as(answer.text()).isEqualTo(302);
    Matcher code = CODE.matcher(location(answer));
    assertThat(code.find()).as(location(answer)).isTrue();
    return code.group(1);
  }

  private static String location(Answer answer) {
    return answer.response().headers().firstValue("location").orElseThrow();
  }

  private Answer token(String json) {
    return stage.call(
        "POST",
        "/v3/connect/token",
        json.getBytes(StandardCharsets.UTF_8),
        Map.of("Content-Type", "application/json"));
  }

  private Answer exchange(String code, String proof) {
    return token(
        """
        {"client_id":"%s","redirect_uri":"%s","code":"%s","grant_type":"authorization_code",%s}
        """
            .formatted(client, BACK, code, proof));
  }

  private static String secret() {
    return "\"client_secret\":\"" + ApiStage.KEY + "\"";
  }

  private Answer refresh(String token) {
    return token(
        """
        {"client_id":"%s","refresh_token":"%s","grant_type":"refresh_token",%s}
        """
            .formatted(client, token, secret()));
  }

  private static String text(Answer answer, String name) {
    return answer.json().text(name).orElseThrow(() -> new AssertionError(answer.text()));
  }

  private static void refused(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(text(answer, "error")).isEqualTo(error);
  }

  private int reaches(String token) {
    return stage.as(token, "GET", "/v3/grants/me/messages", "").status();
  }

  @Test
  void aPersonSignsInAndTheTokenOpensTheirMailboxAndNoOther() {
    String bob = account("bob", ApiStage.KEY);
    String path = auth("state=" + encoded("a b&c=\u00e4"), "login_hint=ann%40agents.test");
    Answer sent = submit(path, "Ann@agents.test", PASSWORD);
    assertThat(location(sent)).startsWith(BACK + "?code=").endsWith("&state=a+b%26c%3D%C3%A4");
    Answer given = exchange(code(path), secret());
    assertThat(given.status()).as(given.text()).isEqualTo(200);
    assertThat(text(given, "grant_id")).isEqualTo(ann);
    assertThat(text(given, "email")).isEqualTo("ann@agents.test");
    assertThat(given.json().number("expires_in")).contains(3600L);
    assertThat(given.json().has("refresh_token")).isFalse();
    String token = text(given, "access_token");
    for (String own : List.of("me", ann, "ann@agents.test", "email:ann@agents.test")) {
      assertThat(stage.as(token, "GET", "/v3/grants/" + own, "").id()).isEqualTo(ann);
    }
    assertThat(reaches(token)).isEqualTo(200);
    for (String other : List.of(bob, "bob@agents.test", "grant:" + bob)) {
      assertThat(stage.as(token, "GET", "/v3/grants/" + other + "/folders", "").status())
          .isEqualTo(404);
    }
    assertThat(stage.get("/v3/grants/me").status()).isEqualTo(400);
    assertThat(stage.get("/v3/grants/me/messages").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v3/grants",
    "PATCH, /v3/grants/me",
    "DELETE, /v3/grants/me",
    "POST, /v3/grants/me/tokens",
    "POST, /v3/connect/custom",
    "GET, /v3/webhooks",
    "POST, /v3/webhooks",
    "GET, /v3/applications",
    "GET, /v3/connectors",
    "GET, /v3/applications/redirect-uris",
    "GET, /v3/admin/api-keys",
    "POST, /v3/admin/backup"
  })
  void whatIsTheApplicationsNeedsAKey(String method, String path) {
    String token = text(exchange(code(auth()), secret()), "access_token");
    String body =
        "{\"provider\":\"nylas\",\"settings\":{\"email\":\"x@agents.test\"},"
            + "\"webhook_url\":\"http://127.0.0.1:1/\",\"trigger_types\":[\"message.created\"]}";
    Answer answer = stage.as(token, method, path, method.equals("GET") ? "" : body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(answer.text()).contains("insufficient_scopes");
    assertThat(stage.get("/v3/grants/" + ann).status()).isEqualTo(200);
  }

  @Test
  void thePageStandsAlone() {
    Answer page = page(auth("login_hint=" + encoded("\"><script>alert(1)</script>")));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text())
        .contains("&quot;&gt;&lt;script&gt;", "<form method=\"post\">")
        .doesNotContain("<script", "src=", "href=");
    Map<String, List<String>> headers = page.response().headers().map();
    assertThat(headers.get("content-type")).containsExactly("text/html; charset=utf-8");
    assertThat(headers.get("x-frame-options")).containsExactly("DENY");
    assertThat(headers.get("cache-control")).containsExactly("no-store");
    assertThat(headers.get("content-security-policy").getFirst())
        .startsWith("default-src 'none'; style-src 'sha256-")
        .endsWith(
            "form-action 'self' http://127.0.0.1:9999; frame-ancestors 'none'; base-uri 'none'");
    assertThat(headers.get("set-cookie").getFirst()).contains("HttpOnly", "SameSite=Lax");
  }

  @Test
  void aFormThatIsNotThisBrowsersIsRefused() {
    for (String cookie :
        List.of(
            "x=y", "postern_sign_in=" + "0".repeat(64), "postern_sign_in=", "postern_sign_in")) {
      Answer answer = submit(auth(), "ann@agents.test", PASSWORD, cookie);
      assertThat(answer.status()).as(cookie).isEqualTo(403);
      assertThat(answer.text()).contains("role=\"alert\"").doesNotContain(PASSWORD);
    }
    Map<String, String> foreign = Map.of("Origin", "http://evil.test", "Accept", "text/html");
    assertThat(stage.call("POST", auth(), new byte[0], foreign).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody@agents.test", "ann@agents.test", "", "sue@agents.test", "\u0000"})
  void whateverIsWrongInTheFormTheAnswerIsTheSame(String email) {
    account("sue", stage.key("Other").secret());
    String password = email.startsWith("sue") ? PASSWORD : "Wrong-Horse-Battery-9";
    Answer answer = submit(auth(), email, password);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text()).contains("<p role=\"alert\">wrong address or app password</p>");
    String login =
        """
        {"public_application_id":"%s","email":"%s","app_password":"%s","redirect_uri":"%s"}
        """
            .formatted(client, email.length() < 2 ? "x" : email, password, BACK);
    Answer json = stage.call("POST", "/v3/connect/login/nylas", login);
    assertThat(json.status()).isEqualTo(401);
    assertThat(json.text()).contains("wrong address or app password");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          client_id=x&redirect_uri=http://localhost/                  | client_id is no application's
          client_id=00000000-0000-4000-a000-000000000000&redirect_uri=http://localhost/ | client_id is no application's
          redirect_uri=http://localhost/                              | client_id is required
          client_id=CLIENT                                            | redirect_uri is required
          client_id=CLIENT&redirect_uri=https://evil.test/            | redirect_uri is neither
          client_id=CLIENT&redirect_uri=https://localhost/            | redirect_uri is neither
          client_id=CLIENT&redirect_uri=http://localhost.evil.test/   | redirect_uri is neither
          client_id=CLIENT&redirect_uri=http://localhost@evil.test/   | redirect_uri is neither
          client_id=CLIENT&redirect_uri=http://localhost/%23x         | redirect_uri is neither
          client_id=CLIENT&redirect_uri=http://localhost/%0d%0ax:y    | redirect_uri is neither
          client_id=CLIENT&redirect_uri=javascript:alert(1)           | redirect_uri is neither
          client_id=CLIENT&redirect_uri=//localhost/                  | redirect_uri is neither
          client_id=CLIENT&client_id=CLIENT&redirect_uri=http://localhost/ | client_id is given twice
          """)
  void whoCannotBeSentBackIsToldHere(String query, String message) {
    String path = "/v3/connect/auth?" + query.replace("CLIENT", client);
    Answer answer = page(path);
    refused(answer, 400, "invalid_request");
    assertThat(text(answer, "error_description")).startsWith(message);
    refused(stage.call("POST", path, new byte[0], Map.of()), 400, "invalid_request");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          response_type=token                             | unsupported_response_type | response_type
          x=y                                             | invalid_request | response_type
          response_type=code&provider=google              | invalid_request | provider
          response_type=code&code_challenge=abc           | invalid_request | code_challenge_method
          response_type=code&code_challenge=abc&code_challenge_method=plain | invalid_request | code_challenge_method
          response_type=code&code_challenge=abc&code_challenge_method=S256  | invalid_request | code_challenge
          response_type=code&code_challenge_method=S256   | invalid_request | code_challenge
          """)
  void otherMistakesAreToldToTheApplication(String query, String error, String field) {
    Answer answer =
        page(
            "/v3/connect/auth?client_id=%s&redirect_uri=%s&state=s&%s"
                .formatted(client, encoded(BACK + "?a=b"), query));
    assertThat(answer.status()).isEqualTo(302);
    assertThat(location(answer))
        .startsWith(BACK + "?a=b&error=" + error + "&error_description=" + field)
        .endsWith("&state=s");
  }

  @Test
  void aVerifierTakesThePlaceOfTheSecretInBothSpellings() throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
    byte[] hex = HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
    Base64.Encoder base64 = Base64.getUrlEncoder();
    String verifier = "\"code_verifier\":\"" + VERIFIER + "\"";
    for (String challenge :
        List.of(
            base64.withoutPadding().encodeToString(digest),
            base64.encodeToString(digest).replace("=", "%3D"),
            base64.withoutPadding().encodeToString(hex))) {
      String path = auth("code_challenge=" + challenge, "code_challenge_method=s256");
      assertThat(exchange(code(path), verifier).status()).isEqualTo(200);
      assertThat(exchange(code(path), verifier + "," + secret()).status()).isEqualTo(200);
      refused(exchange(code(path), secret()), 400, "invalid_grant");
      String once = code(path);
      refused(exchange(once, "\"code_verifier\":\"x" + VERIFIER + "\""), 400, "invalid_grant");
      refused(exchange(once, verifier), 400, "invalid_grant");
    }
    refused(exchange(code(auth()), verifier), 400, "invalid_grant");
    refused(exchange(code(auth()), verifier + "," + secret()), 400, "invalid_grant");
    refused(exchange(code(auth()), "\"x\":\"\""), 401, "invalid_client");
  }

  @Test
  void aCodeThatComesTwiceEndsWhatItGave() {
    String code = code(auth("access_type=offline"));
    Answer given = exchange(code, secret());
    String token = text(given, "access_token");
    assertThat(reaches(token)).isEqualTo(200);
    refused(exchange(code, secret()), 400, "invalid_grant");
    assertThat(reaches(token)).isEqualTo(401);
    refused(refresh(text(given, "refresh_token")), 400, "invalid_grant");
  }

  @Test
  void aRefreshTokenIsReplacedAndAUsedOneEndsAll() {
    Answer given = exchange(code(auth("access_type=offline")), secret());
    String first = text(given, "refresh_token");
    Answer renewed = refresh(first);
    assertThat(renewed.status()).as(renewed.text()).isEqualTo(200);
    String second = text(renewed, "refresh_token");
    assertThat(second).isNotEqualTo(first);
    assertThat(reaches(text(given, "access_token"))).isEqualTo(200);
    assertThat(reaches(text(renewed, "access_token"))).isEqualTo(200);
    refused(refresh(first), 400, "invalid_grant");
    refused(refresh(second), 400, "invalid_grant");
    assertThat(reaches(text(renewed, "access_token"))).isEqualTo(401);
  }

  @Test
  void aRefreshTokenThatNeededTheKeyNeedsItAgain() {
    String token = text(exchange(code(auth("access_type=offline")), secret()), "refresh_token");
    String without =
        "{\"grant_type\":\"refresh_token\",\"client_id\":\"%s\",\"refresh_token\":\"%s\"}"
            .formatted(client, token);
    refused(token(without), 400, "invalid_grant");
    assertThat(refresh(token).status()).isEqualTo(200);
  }

  @Test
  void aRevokedTokenEndsWithAllThatCameOfTheSameSignIn() {
    Answer given = exchange(code(auth("access_type=offline")), secret());
    Answer other = exchange(code(auth()), secret());
    String foreign = stage.key("Other").secret();
    String path = "/v3/connect/revoke?token=" + text(given, "refresh_token");
    assertThat(stage.as(foreign, "POST", path, "").status()).isEqualTo(200);
    assertThat(reaches(text(given, "access_token"))).isEqualTo(200);
    assertThat(stage.call("POST", path, new byte[0], Map.of()).status()).isEqualTo(200);
    assertThat(stage.call("POST", path, new byte[0], Map.of()).status()).isEqualTo(200);
    assertThat(reaches(text(given, "access_token"))).isEqualTo(401);
    refused(refresh(text(given, "refresh_token")), 400, "invalid_grant");
    String token = text(other, "access_token");
    assertThat(reaches(token)).isEqualTo(200);
    byte[] form = ("token=" + token).getBytes(StandardCharsets.UTF_8);
    Map<String, String> type = Map.of("Content-Type", "application/x-www-form-urlencoded");
    assertThat(stage.call("POST", "/v3/connect/revoke", form, type).status()).isEqualTo(200);
    assertThat(reaches(token)).isEqualTo(401);
    refused(stage.call("POST", "/v3/connect/revoke", "{}"), 400, "invalid_request");
  }

  @Test
  void aNewAppPasswordEndsWhatTheOldOneGave() {
    Answer given = exchange(code(auth("access_type=offline")), secret());
    String pending = code(auth());
    String made =
        stage
            .call("POST", "/v3/grants/" + ann + "/tokens", "{}")
            .data()
            .text("access_token")
            .orElseThrow();
    String body = "{\"settings\":{\"app_password\":\"Another-Horse-Battery-9\"}}";
    assertThat(stage.call("PATCH", "/v3/grants/" + ann, body).status()).isEqualTo(200);
    assertThat(reaches(text(given, "access_token"))).isEqualTo(401);
    refused(refresh(text(given, "refresh_token")), 400, "invalid_grant");
    refused(exchange(pending, secret()), 400, "invalid_grant");
    assertThat(reaches(made)).isEqualTo(200);
  }

  @Test
  void aTokenIsTold() {
    String token = text(exchange(code(auth()), secret()), "access_token");
    String path = "/v3/connect/tokeninfo?access_token=" + token;
    JsonBody told = stage.get(path).data();
    assertThat(told.text("sub")).contains(ann);
    assertThat(told.text("aud")).contains(client);
    assertThat(told.number("exp").orElseThrow() - told.number("iat").orElseThrow()).isEqualTo(3600);
    assertThat(stage.call("GET", path, new byte[0], Map.of()).status()).isEqualTo(200);
    assertThat(stage.as(stage.key("Other").secret(), "GET", path, "").status()).isEqualTo(401);
    assertThat(stage.get("/v3/connect/tokeninfo?access_token=x").status()).isEqualTo(401);
    assertThat(stage.get("/v3/connect/tokeninfo").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                                             | 400 | invalid_request | error parsing
          []                                            | 400 | invalid_request | request body must be
          {}                                            | 400 | invalid_request | grant_type is required
          {"grant_type":1}                              | 400 | invalid_request | grant_type must be a string
          {"grant_type":"password"}                     | 400 | unsupported_grant_type | grant_type must be
          {"grant_type":"authorization_code"}           | 400 | invalid_request | code is required
          {"grant_type":"authorization_code","code":"x"}| 400 | invalid_request | redirect_uri is required
          {"grant_type":"authorization_code","code":"x","redirect_uri":"x"} | 400 | invalid_request | client_id is required
          {"grant_type":"authorization_code","code":"x","redirect_uri":"x","client_id":"x"} | 401 | invalid_client | client_id or
          {"grant_type":"authorization_code","code":"x","redirect_uri":"x","client_id":"CLIENT"} | 401 | invalid_client | client_secret or
          {"grant_type":"authorization_code","code":"x","redirect_uri":"x","client_id":"CLIENT","client_secret":"x"} | 401 | invalid_client | client_id or
          {"grant_type":"authorization_code","code":"x","redirect_uri":"x","client_id":"CLIENT","client_secret":"OTHER"} | 401 | invalid_client | client_id or
          {"grant_type":"authorization_code","code":"x","redirect_uri":"x","client_id":"CLIENT","client_secret":"KEY"} | 400 | invalid_grant | the code
          {"grant_type":"refresh_token"}                | 400 | invalid_request | refresh_token is required
          {"grant_type":"refresh_token","refresh_token":"x","client_id":"CLIENT"} | 400 | invalid_grant | the code
          """)
  void aWrongTokenRequestIsRefusedInTheFormOfOAuth(
      String body, int status, String error, String message) {
    String json =
        body.replace("CLIENT", client)
            .replace("KEY", ApiStage.KEY)
            .replace("OTHER", stage.key("Other").secret());
    Answer answer = token(json);
    refused(answer, status, error);
    assertThat(text(answer, "error_description")).startsWith(message);
  }

  @Test
  void aCodeIsForItsClientAndItsRedirectUriOnly() {
    String other = stage.key("Other").secret();
    String otherClient =
        stage.as(other, "GET", "/v3/applications", "").data().text("application_id").orElseThrow();
    String code = code(auth());
    refused(
        token(
            """
            {"client_id":"%s","client_secret":"%s","redirect_uri":"%s","code":"%s",
             "grant_type":"authorization_code"}
            """
                .formatted(otherClient, other, BACK, code)),
        400,
        "invalid_grant");
    refused(
        token(
            """
            {"client_id":"%s",%s,"redirect_uri":"%s/","code":"%s",
             "grant_type":"authorization_code"}
            """
                .formatted(client, secret(), BACK, code(auth()))),
        400,
        "invalid_grant");
  }

  @Test
  void aFormAndBasicAuthenticationAreTakenToo() {
    String form =
        "grant_type=authorization_code&code=%s&redirect_uri=%s"
            .formatted(code(auth()), encoded(BACK));
    String basic =
        Base64.getEncoder()
            .encodeToString((client + ":" + ApiStage.KEY).getBytes(StandardCharsets.UTF_8));
    Answer given =
        stage.call(
            "POST",
            "/v3/connect/token",
            form.getBytes(StandardCharsets.UTF_8),
            Map.of(
                "Content-Type",
                "application/x-www-form-urlencoded; charset=UTF-8",
                "Authorization",
                "Basic " + basic));
    assertThat(given.status()).as(given.text()).isEqualTo(200);
    for (String wrong : List.of("Basic x", "Basic " + basic.substring(8), "Basic")) {
      byte[] body = form.getBytes(StandardCharsets.UTF_8);
      Map<String, String> headers =
          Map.of("Content-Type", "application/x-www-form-urlencoded", "Authorization", wrong + " ");
      assertThat(stage.call("POST", "/v3/connect/token", body, headers).status())
          .as(wrong)
          .isBetween(400, 401);
    }
  }

  @Test
  void aWebMailWithAFormOfItsOwnGetsACode() {
    String back = "https://mail.example.org/callback";
    String login =
        """
        {"public_application_id":"%s","email":"ann@agents.test","app_password":"%s",
         "redirect_uri":"%s","state":"s 1"}
        """
            .formatted(client, PASSWORD, back);
    assertThat(stage.call("POST", "/v3/connect/login/nylas", login).status()).isEqualTo(400);
    String uri = "{\"url\":\"" + back + "\",\"platform\":\"web\"}";
    assertThat(stage.call("POST", "/v3/applications/callback-uris", uri).status()).isEqualTo(201);
    Answer answer = stage.call("POST", "/v3/connect/login/nylas", login);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(text(answer, "State")).isEqualTo("s 1");
    String body =
        """
        {"client_id":"%s",%s,"redirect_uri":"%s","code":"%s","grant_type":"authorization_code"}
        """
            .formatted(client, secret(), back, text(answer, "UASCode"));
    assertThat(token(body).status()).isEqualTo(200);
    for (String missing :
        List.of("public_application_id", "email", "app_password", "redirect_uri")) {
      Answer refusal =
          stage.call("POST", "/v3/connect/login/nylas", login.replace(missing, "x" + missing));
      assertThat(refusal.status()).isEqualTo(400);
      assertThat(refusal.text()).contains("\"message\":\"" + missing + " is required\"");
    }
  }
}
