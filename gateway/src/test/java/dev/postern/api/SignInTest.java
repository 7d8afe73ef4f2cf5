package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sign-in in a browser, and what its tokens reach, against a running server.
class SignInTest extends SignInStage {
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
    HttpHeaders headers = page.response().headers();
    assertThat(headers.allValues("content-type")).containsExactly("text/html; charset=utf-8");
    assertThat(headers.allValues("x-frame-options")).containsExactly("DENY");
    assertThat(headers.allValues("cache-control")).containsExactly("no-store");
    assertThat(headers.firstValue("content-security-policy").orElseThrow())
        .startsWith("default-src 'none'; style-src 'sha256-")
        .endsWith(
            "form-action 'self' http://127.0.0.1:9999; frame-ancestors 'none'; base-uri 'none'");
    assertThat(headers.firstValue("set-cookie").orElseThrow()).contains("HttpOnly", "SameSite=Lax");
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
